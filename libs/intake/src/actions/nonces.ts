import { Injectable } from '@nestjs/common';
import { DataSource, In, LessThan } from 'typeorm';
import { inTransaction, insertRows, isDuplicate } from '#libs/store';
import { NonceRow } from '../persistence/nonce-row.entity.js';

/** A nonce as a signed request has used it. */
export interface UsedNonce {
  platform: string;
  nonce: string;
  /** SHA-256 of the body, lower hex. */
  bodyHash: string;
}

/** A signature is good for five minutes to each side of our clock; after twice that no request with its nonce gets this far. */
const KEEP_MILLISECONDS = 15 * 60_000;

/** The nonces of signed requests, by platform. */
@Injectable()
export class Nonces {
  constructor(private readonly dataSource: DataSource) {}

  /** Those of `used` that came before, or stand earlier in the list, with another body. */
  async reusedAmong(used: readonly UsedNonce[]): Promise<Set<UsedNonce>> {
    const known = new Map((await this.find(used)).map((row) => [nameOf(row), row.bodyHash]));
    const reused = new Set<UsedNonce>();
    for (const nonce of used) {
      const before = known.get(nameOf(nonce));
      if (before === undefined) known.set(nameOf(nonce), nonce.bodyHash);
      else if (before !== nonce.bodyHash) reused.add(nonce);
    }
    return reused;
  }

  /** Records those that are not there yet. Wall clock, as the signature's window. */
  async remember(used: readonly UsedNonce[]): Promise<void> {
    const known = new Set((await this.find(used)).map(nameOf));
    const expiresAt = new Date(Date.now() + KEEP_MILLISECONDS);
    const fresh = new Map(used.filter((nonce) => !known.has(nameOf(nonce))).map((nonce) => [nameOf(nonce), nonce]));
    if (fresh.size === 0) return;
    const rows = [...fresh.values()].map((nonce) => Object.assign(new NonceRow(), nonce, { expiresAt }));
    try {
      await inTransaction(this.dataSource, (manager) => insertRows(manager, NonceRow, rows));
    } catch (error) {
      // Another process recorded one of them between our look and our write: looking again finds it.
      if (!isDuplicate(error)) throw error;
      await this.remember(used);
    }
  }

  /** Forgets those whose signature can't be valid any more. */
  async forgetExpired(): Promise<void> {
    await this.dataSource.getRepository(NonceRow).delete({ expiresAt: LessThan(new Date()) });
  }

  private async find(used: readonly UsedNonce[]): Promise<NonceRow[]> {
    if (used.length === 0) return [];
    const nonces = [...new Set(used.map(({ nonce }) => nonce))];
    const platforms = [...new Set(used.map(({ platform }) => platform))];
    const repository = this.dataSource.getRepository(NonceRow);
    const rows: NonceRow[] = [];
    for (let from = 0; from < nonces.length; from += 500) {
      const some = nonces.slice(from, from + 500);
      rows.push(...(await repository.findBy({ platform: In(platforms), nonce: In(some) })));
    }
    return rows;
  }
}

function nameOf({ platform, nonce }: { platform: string; nonce: string }): string {
  return `${platform} ${nonce}`;
}
