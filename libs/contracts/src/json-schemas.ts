import storage from 'class-transformer/cjs/storage.js';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';

/** A JSON Schema object. */
export type JsonSchema = Record<string, unknown>;

/**
 * JSON Schemas of every class with class-validator rules that has been loaded, by class name. The rules that are enforced
 * are the only source: documents made from them can't disagree with the code.
 */
export function jsonSchemas(refPrefix: string): Record<string, JsonSchema> {
  return validationMetadatasToSchemas({
    classTransformerMetadataStorage: storage.defaultMetadataStorage,
    refPointerPrefix: refPrefix,
  }) as Record<string, JsonSchema>;
}
