/**
 * What a batch is answered with while its group shall rest: the transport keeps the partition, fetches nothing more of it, and
 * brings the same records when `resumed` resolves. Nothing has failed, so nothing is counted or logged.
 */
export class GroupPaused extends Error {
  override readonly name = 'GroupPaused';

  constructor(readonly resumed: Promise<void>) {
    super('the group is paused');
  }
}
