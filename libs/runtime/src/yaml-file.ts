import { existsSync, readFileSync } from 'node:fs';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { parse } from 'yaml';
import { fieldErrorsOf } from './field-errors.js';

/** A configuration file that cannot be used, with every mistake in it. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  constructor(
    file: string,
    /** Each with its path in the file. */
    readonly mistakes: readonly string[],
  ) {
    super(`${file} cannot be used:\n  ${mistakes.join('\n  ')}`);
  }
}

/** Reads a YAML file as an instance of `type`, checked whole; throws one ConfigurationError that lists every mistake by path. */
export function readYamlFile<T extends object>(file: string, type: new () => T): T {
  if (!existsSync(file)) throw new ConfigurationError(file, ['the file is missing']);
  let plain: unknown;
  try {
    plain = parse(readFileSync(file, 'utf8'), { uniqueKeys: true, maxAliasCount: 100 });
  } catch (error) {
    throw new ConfigurationError(file, [(error as Error).message]);
  }
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    throw new ConfigurationError(file, ['the file must hold one mapping']);
  const value = plainToInstance(type, plain);
  const errors = fieldErrorsOf(validateSync(value, { whitelist: true, forbidNonWhitelisted: true }));
  if (errors.length > 0)
    throw new ConfigurationError(
      file,
      errors.map((error) => `${error.path}: ${error.message}`),
    );
  return value;
}
