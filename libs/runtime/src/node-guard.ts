// First import of every main.ts, and itself importing nothing: better-sqlite3 13 does not throw on an old Node,
// it ends the process with SIGSEGV, so the version is looked at before anything else is loaded.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `Node ${process.version} is too old: Huying needs Node >= 22.19.\n` +
      'Start it with "npm start": npm puts the Node from node_modules first.',
  );
  process.exit(1);
}
// Compiled code is kept beside the built code, so that the next start need not compile it again: that is half of a start. Where
// the folder cannot be written, nothing is kept. Here, because only what is imported later comes from it.
const { enableCompileCache, setSourceMapsSupport } = process.getBuiltinModule('node:module');
enableCompileCache(new URL('../../../.compile-cache', import.meta.url).pathname);
// Stacks name our lines as they were written. The flag --enable-source-maps would keep the maps of all libraries as well.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
