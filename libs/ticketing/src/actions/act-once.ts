import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Circumstances, type Decision } from '#libs/bus';
import { Problem } from '#libs/runtime';
import { insert, loadStage, update, type LoadStage } from '#libs/store';
import { AnsweredRequest } from '../persistence/answered-request.entity.js';

/** How a request with an `Idempotency-Key` is known again. */
export interface OnceKey {
  /** Of account and key: see `AnsweredRequest.id`. */
  readonly id: string;
  readonly requestHash: string;
}

/** How a request is known again, and what is answered once it is done. */
export interface Request<A> {
  readonly once: OnceKey | undefined;
  readonly answer: () => Promise<A>;
}

interface Wanted<I> {
  readonly input: I;
  readonly once: OnceKey | undefined;
}

/** In characters. A longer answer is made anew for a repeat, as the thing is then. */
const LONGEST_KEPT = 200_000;

/** Acts for people: once, however often a request with the same key comes. */
@Injectable()
export class ActOnce {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Decides and writes like UnitOfWork.act. With a key, that it was acted upon is written in the same transaction; a repeat gets
   * the first answer and nothing is done. What was refused is not kept: a repeat of it is judged anew.
   * Throws `idempotency-key-reused` when the key came with another request, and what `decide` throws.
   * @param answer reads what is answered once it is done
   */
  async act<I, A>(
    once: OnceKey | undefined,
    input: I,
    load: readonly LoadStage<I>[],
    decide: (input: I, circumstances: Circumstances) => Decision,
    answer: () => Promise<A>,
  ): Promise<A> {
    const { earlier } = await this.unitOfWork.act({ input, once }, stagesOf(load), (wanted, circumstances) => {
      const known = wanted.once && circumstances.view.get(AnsweredRequest, wanted.once.id);
      if (known) return { changes: [], earlier: checkSame(known, wanted.once) };
      const decision = decide(wanted.input, circumstances);
      return { ...decision, changes: [...decision.changes, ...keyOf(wanted, circumstances.now)], earlier: undefined };
    });
    if (earlier?.answer != null) return JSON.parse(earlier.answer) as A;
    const told = await answer();
    if (once && !earlier) await this.keep(once, told);
    return told;
  }

  private async keep({ id }: OnceKey, told: unknown): Promise<void> {
    const answer = told === undefined ? undefined : JSON.stringify(told);
    if (answer === undefined || answer.length > LONGEST_KEPT) return;
    await this.unitOfWork.act(id, [loadStage(AnsweredRequest, 'id', (key: string) => [key])], (key, { view }) => {
      const row = view.get(AnsweredRequest, key);
      return { changes: row ? [update(AnsweredRequest, row, { answer })] : [] };
    });
  }
}

/** The key is looked up after everything else is locked: of two that come at once, the second sees what the first has done. */
function stagesOf<I>(load: readonly LoadStage<I>[]): LoadStage<Wanted<I>>[] {
  return [
    ...load.map((stage) => ({
      ...stage,
      values: ({ input }: Wanted<I>, view: Circumstances['view']) => stage.values(input, view),
    })),
    loadStage(AnsweredRequest, 'id', ({ once }: Wanted<I>) => [once?.id]),
  ];
}

function checkSame(known: Readonly<AnsweredRequest>, once: OnceKey | undefined): Readonly<AnsweredRequest> {
  if (known.requestHash === once?.requestHash) return known;
  throw new Problem(
    'idempotency-key-reused',
    'This Idempotency-Key came before with another path, If-Match or body: take a new key for a new request.',
  );
}

function keyOf<I>({ once }: Wanted<I>, now: Date) {
  return once ? [insert(AnsweredRequest, { ...once, version: 1, answer: null, actedAt: now })] : [];
}
