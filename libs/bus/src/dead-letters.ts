import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeadLetterRow } from './persistence/dead-letter-row.entity.js';

/** Looking at what could not be handled. */
@Injectable()
export class DeadLetters {
  constructor(private readonly dataSource: DataSource) {}

  /** How many there are, and the newest of them. */
  async newest(limit: number): Promise<{ total: number; items: DeadLetterRow[] }> {
    const [items, total] = await this.dataSource
      .getRepository(DeadLetterRow)
      .findAndCount({ order: { failedAt: 'DESC', id: 'ASC' }, take: limit });
    return { total, items };
  }
}
