import type { PublicStatus } from '#libs/contracts';

/** One state of a flow. */
export interface FlowState<S extends string> {
  /** What people see. */
  readonly label: string;
  /** What platforms see: a new state never ripples into dialects. */
  readonly reportsAs: PublicStatus;
  /** Where it can go from here, each edge with the reason why it exists. Empty for a state that ends the flow. */
  readonly to: Readonly<Partial<Record<S, string>>>;
  /** True when the flow ends here. */
  readonly final?: boolean;
  /**
   * Of a final state: where a new round may begin, each with its reason. No event leads there and no task draws it there: only
   * an act that opens it again by name (`opensAgain`), so the end stays an end for everybody else.
   */
  readonly again?: Readonly<Partial<Record<S, string>>>;
}

/** A flow as a table: data, so that it can be checked at load and drawn. */
export interface Flow<S extends string> {
  readonly name: string;
  readonly start: S;
  readonly states: Readonly<Record<S, FlowState<S>>>;
}

/** A flow table that would strand a ticket, with everything that is wrong with it. */
export class FlowError extends Error {
  override readonly name = 'FlowError';
  constructor(flow: string, mistakes: readonly string[]) {
    super(`The flow "${flow}" does not hold:\n  ${mistakes.join('\n  ')}`);
  }
}

/**
 * Checks a flow table and freezes it. Throws a FlowError when the start or the target of an edge does not exist, a state
 * cannot be reached from the start, a state that is not final has no way out or no way to an end, or a final one has a way out.
 */
export function defineFlow<S extends string>(flow: Flow<S>): Flow<S> {
  const mistakes = mistakesOf(flow);
  if (mistakes.length > 0) throw new FlowError(flow.name, mistakes);
  return Object.freeze(flow);
}

/** Whether the table has an edge from one state to the other. */
export function allows<S extends string>(flow: Flow<S>, from: S, to: S): boolean {
  return flow.states[from].to[to] !== undefined;
}

/** Whether a new round may begin there after the flow has ended. */
export function opensAgain<S extends string>(flow: Flow<S>, from: S, to: S): boolean {
  return flow.states[from].again?.[to] !== undefined;
}

function mistakesOf(flow: Flow<string>): string[] {
  const names = Object.keys(flow.states);
  if (!flow.states[flow.start]) return [`the start "${flow.start}" is no state of it`];
  const mistakes: string[] = [];
  for (const name of names) {
    const targets = Object.keys(flow.states[name]!.to);
    for (const target of targets) if (!flow.states[target]) mistakes.push(`${name} → ${target}: no such state`);
    for (const target of Object.keys(flow.states[name]!.again ?? {})) {
      if (!flow.states[name]!.final) mistakes.push(`${name} opens again but is not final`);
      if (flow.states[target]?.final !== undefined || !flow.states[target])
        mistakes.push(`${name} opens again as ${target}: no such state that goes on`);
    }
    if (flow.states[name]!.final && targets.length > 0) mistakes.push(`${name} is final but has a way out`);
    if (!flow.states[name]!.final && targets.length === 0) mistakes.push(`${name} has no way out and is not final`);
  }
  const reachable = reach([flow.start], (name) => Object.keys(flow.states[name]?.to ?? {}));
  for (const name of names) if (!reachable.has(name)) mistakes.push(`${name} cannot be reached from ${flow.start}`);
  const ends = names.filter((name) => flow.states[name]!.final);
  const ending = reach(ends, (name) => names.filter((other) => flow.states[other]!.to[name] !== undefined));
  for (const name of names) if (!ending.has(name)) mistakes.push(`no way leads from ${name} to an end`);
  return mistakes;
}

function reach(from: readonly string[], next: (name: string) => readonly string[]): Set<string> {
  const seen = new Set(from);
  for (const name of seen) for (const other of next(name)) seen.add(other);
  return seen;
}
