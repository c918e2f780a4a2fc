import { compileExpression, type Expression } from './expression.js';

/** Gives a field's value for an input. */
export interface Source {
  /** See Expression: a plain path, which gives lists exactly as they stand. */
  readonly path?: readonly string[];
  evaluate(input: unknown, bindings?: Record<string, unknown>): unknown;
}

/** Reads a mapping from YAML and gathers every mistake with its path, so that all are told at once. */
export class MappingReader {
  readonly mistakes: string[] = [];

  constructor(private readonly zone: string) {}

  mistake(path: string, message: string): void {
    this.mistakes.push(`${path}: ${message}`);
  }

  /** The parts of a section, with names from `allowed` only; empty when it is absent. */
  section<K extends string>(value: unknown, path: string, allowed: readonly K[]): Partial<Record<K, unknown>> {
    if (value === undefined) return {};
    if (!isSection(value)) {
      this.mistake(path, 'must be a section with names');
      return {};
    }
    for (const name of Object.keys(value))
      if (!allowed.includes(name as K)) this.mistake(`${path}.${name}`, `unknown; here stand ${allowed.join(', ')}`);
    return value as Partial<Record<K, unknown>>;
  }

  /** A text that begins with `=` is an expression, any other value stands for itself. */
  source(value: unknown, path: string): Source | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value.startsWith('=') ? this.compile(value.slice(1), path) : constant(value);
    if (typeof value === 'number' || typeof value === 'boolean') return constant(value);
    this.mistake(path, 'must be an expression that begins with =, or a plain value');
    return undefined;
  }

  /** An expression, where a fixed value makes no sense. */
  expression(value: unknown, path: string): Expression | undefined {
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.startsWith('=')) return this.compile(value.slice(1), path);
    this.mistake(path, 'must be an expression; begin it with =');
    return undefined;
  }

  /** An expression that only takes a list from its place, so that an empty list is not taken for a missing one. */
  listPath(value: unknown, path: string): Expression | undefined {
    const expression = this.expression(value, path);
    if (expression && !expression.path) {
      this.mistake(
        path,
        'must be a plain path such as =data.list, since an empty list must be told from a missing one',
      );
      return undefined;
    }
    return expression;
  }

  text(value: unknown, path: string, fallback?: string): string | undefined {
    if (value === undefined) return fallback;
    if (typeof value === 'string' && value !== '') return value;
    this.mistake(path, 'must be a text; put digits into quotes');
    return undefined;
  }

  private compile(source: string, path: string): Expression | undefined {
    try {
      return compileExpression(source, this.zone);
    } catch (error) {
      this.mistake(path, (error as Error).message);
      return undefined;
    }
  }
}

export function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function constant(value: unknown): Source {
  return { evaluate: () => value };
}
