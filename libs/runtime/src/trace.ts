import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** What a piece of work is about, as far as is known: stands in its log lines. */
export interface Subject {
  readonly ticketId?: string;
  readonly messageId?: string;
  readonly deliveryId?: string;
}

/** The place of a piece of work in a W3C trace (Trace Context, level 1): one span, of which only the ids exist. */
export interface Trace {
  /** 32 lower-case hex digits: the same on the whole way, from the caller to the platforms. */
  readonly traceId: string;
  /** 16 lower-case hex digits: of this piece of work alone. */
  readonly spanId: string;
  /** The caller's flags. */
  readonly flags: number;
  readonly subject: Subject;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZERO_TRACE = '0'.repeat(32);
const ZERO_SPAN = '0'.repeat(16);
const SAMPLED = 1;
/** `sampled` and `random`; what no version has defined must not be passed on. */
const KNOWN_FLAGS = 3;

/** Where the trace of the work in hand stands. */
interface Place {
  trace: Trace | undefined;
}

const inHand = new AsyncLocalStorage<Place>();

/**
 * A new piece of work of the trace that `traceparent` names, or of a new trace where it names none: one that is malformed, all
 * zeros, or of the forbidden version ff counts as none. A version from the future is read as far as it is known.
 */
export function continueTrace(traceparent: string | null | undefined, subject: Subject = {}): Trace {
  const [, version, traceId, parentId, flags, more] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  const isValid =
    traceId !== undefined &&
    version !== 'ff' &&
    traceId !== ZERO_TRACE &&
    parentId !== ZERO_SPAN &&
    !(version === '00' && more !== undefined);
  if (!isValid) return startTrace(subject);
  return { traceId, spanId: randomHex(16), flags: Number.parseInt(flags as string, 16) & KNOWN_FLAGS, subject };
}

/** A new trace, marked as one whose steps are on record: in our log. */
export function startTrace(subject: Subject = {}): Trace {
  return { traceId: randomHex(32), spanId: randomHex(16), flags: SAMPLED, subject };
}

/** What the next one is told: that this piece of work is its parent. */
export function traceparentOf({ traceId, spanId, flags }: Trace): string {
  return `00-${traceId}-${spanId}-0${flags}`;
}

/** Runs `work`, and whatever it waits for, as a piece of work of the trace: log lines carry its id and its subject. */
export function inTrace<T>(trace: Trace, work: () => T): T {
  return inHand.run({ trace }, work);
}

/**
 * Runs `work`, which does pieces of work one after the other, of which none goes on in the background: it is given a function that
 * says whose turn it is. A place of its own for each of them (`inTrace`) costs a copy of all that is known of the work around.
 */
export function inTurns<T>(work: (begin: (trace: Trace) => void) => T): T {
  const place: Place = { trace: currentTrace() };
  return inHand.run(place, () => work((trace) => void (place.trace = trace)));
}

/** Of the work in hand; undefined where nobody has begun one. */
export function currentTrace(): Trace | undefined {
  return inHand.getStore()?.trace;
}

/** The `traceparent` of the work in hand, or of a new trace. */
export function currentTraceparent(): string {
  return traceparentOf(currentTrace() ?? startTrace());
}

/** What every log line of the work in hand carries. */
export function traceFields(): Record<string, string> {
  const trace = currentTrace();
  return trace ? { traceId: trace.traceId, ...trace.subject } : {};
}

/** Random digits are drawn in stock: a system call for each id would cost more than the rest of it. */
const STOCK_BYTES = 2_048;
let stock = '';
let used = 0;

function randomHex(digits: 16 | 32): string {
  if (used + digits > stock.length) {
    stock = randomBytes(STOCK_BYTES).toString('hex');
    used = 0;
  }
  used += digits;
  return stock.slice(used - digits, used);
}
