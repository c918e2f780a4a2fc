/** The package ships this file without types; class-validator-jsonschema needs the store in it to see nested classes. */
declare module 'class-transformer/cjs/storage.js' {
  const storage: { defaultMetadataStorage: import('class-transformer/types/storage').MetadataStorage };
  export default storage;
}
