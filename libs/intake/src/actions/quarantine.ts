import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { Sealer } from '#libs/access';
import type { Publication } from '#libs/bus';
import { inboundQuarantined, type InboundQuarantined, type MessageType } from '#libs/contracts';
import { inTransaction, insertRows, isDuplicate } from '#libs/store';
import { quarantineIdOf } from '../domain/quarantine-id.js';
import { QuarantineRow } from '../persistence/quarantine-row.entity.js';
import type { Arrival } from './arrival.js';

/** Something that could not be read or mapped, and why. `detail` holds no personal data. */
export interface Unreadable {
  kind: 'event' | 'callback';
  code: string;
  detail: string;
  raw: Uint8Array;
}

/** Keeps what could not be read with its raw bytes, sealed, until a person or a mended mapping handles it. */
@Injectable()
export class Quarantine {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sealer: Sealer,
  ) {}

  /** Resolves to the messages to be said when all is on the disk. The same bytes of a platform are kept once. */
  async keep(items: readonly Unreadable[], arrival: Arrival): Promise<Publication[]> {
    const rows = new Map(items.map((item) => this.rowOf(item, arrival)).map((row) => [row.id, row]));
    await this.insertMissing(rows);
    return [...rows.values()].map(publicationOf);
  }

  private rowOf(item: Unreadable, { platform, entrance, receivedAt }: Arrival): QuarantineRow {
    return Object.assign(new QuarantineRow(), {
      id: quarantineIdOf(platform, item.raw),
      platform,
      kind: item.kind,
      code: item.code.slice(0, 64),
      detail: item.detail.slice(0, 1000),
      raw: this.sealer.sealBytes(item.raw),
      size: item.raw.length,
      entrance,
      receivedAt,
    });
  }

  private async insertMissing(rows: ReadonlyMap<string, QuarantineRow>): Promise<void> {
    if (rows.size === 0) return;
    const ids = [...rows.keys()];
    const repository = this.dataSource.getRepository(QuarantineRow);
    const known = await repository.find({ select: { id: true }, where: { id: In(ids) } });
    const knownIds = new Set(known.map(({ id }) => id));
    const missing = [...rows.values()].filter(({ id }) => !knownIds.has(id));
    if (missing.length === 0) return;
    try {
      await inTransaction(this.dataSource, (manager) => insertRows(manager, QuarantineRow, missing));
    } catch (error) {
      // The same bytes came in twice at once: looking again finds them.
      if (!isDuplicate(error)) throw error;
      await this.insertMissing(rows);
    }
  }
}

function publicationOf(row: QuarantineRow): Publication {
  const body: InboundQuarantined = {
    quarantineId: row.id,
    platform: row.platform,
    kind: row.kind,
    code: row.code,
    detail: row.detail,
    size: row.size,
    receivedAt: row.receivedAt.toISOString(),
  };
  return {
    type: inboundQuarantined as unknown as MessageType,
    body,
    id: row.id,
  };
}
