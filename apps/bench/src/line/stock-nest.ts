import { Controller, Inject, Module } from '@nestjs/common';
import { ClientKafka, ClientsModule, EventPattern, Payload, Transport } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { Column, DataSource, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { EventReceived } from '#libs/contracts';
import { startStockMicroservice } from '#libs/testing/servers';
import type { Contender } from './contender-options.js';
import { EVENT_TOPIC, outgoing } from './line-event.js';
import { PEER_TABLES, PEER_TOPICS } from './peer-tables.js';

const KAFKA = 'KAFKA';

@Entity('line_ticket')
@Unique('line_event', ['source', 'eventId'])
class StockTicket {
  @PrimaryGeneratedColumn({ type: 'bigint' }) id: string;
  @Column({ type: 'varchar', length: 32 }) source: string;
  @Column({ name: 'event_id', type: 'varchar', length: 128 }) eventId: string;
  @Column({ type: 'varchar', length: 200 }) title: string;
  @Column({ type: 'text' }) description: string;
  @Column({ type: 'varchar', length: 100, nullable: true }) category?: string;
  @Column({ name: 'reported_at', type: 'datetime', precision: 3 }) reportedAt: Date;
  @Column({ type: 'varchar', length: 20 }) status: string;
  @Column({ type: 'int' }) turn: number;
}

@Entity('line_history')
class StockHistory {
  @PrimaryGeneratedColumn({ type: 'bigint' }) id: string;
  @Column({ name: 'ticket_id', type: 'bigint' }) ticketId: string;
  @Column({ type: 'varchar', length: 20 }) status: string;
  @Column({ type: 'varchar', length: 64 }) actor: string;
  @Column({ type: 'datetime', precision: 3 }) at: Date;
}

/**
 * As the documentation shows it: `@EventPattern`, TypeORM `save` in a transaction, `emit`. Kinder than the documentation in one
 * thing: it awaits `emit`, else the position could be committed before the message is out.
 */
export const stockNest: Contender = async ({ broker, databaseUrl, group }, meter) => {
  const dataSource = await new DataSource({
    type: 'mariadb',
    url: databaseUrl,
    entities: [StockTicket, StockHistory],
  }).initialize();
  for (const statement of PEER_TABLES) await dataSource.query(statement);

  @Controller()
  class EventsController {
    constructor(
      @Inject(DataSource) private readonly db: DataSource,
      @Inject(KAFKA) private readonly kafka: ClientKafka,
    ) {}

    @EventPattern(EVENT_TOPIC)
    async handle(@Payload() event: EventReceived): Promise<void> {
      meter.taken();
      const ticketId = await this.db.transaction(async (manager) => {
        const ticket = await manager.getRepository(StockTicket).save({
          source: event.source,
          eventId: event.eventId,
          title: event.title,
          description: event.description,
          category: event.category,
          reportedAt: new Date(event.reportedAt ?? event.receivedAt),
          status: 'RECEIVED',
          turn: meter.turn(),
        });
        const { id } = ticket as unknown as StockTicket;
        await manager
          .getRepository(StockHistory)
          .save({ ticketId: id, status: 'RECEIVED', actor: 'bench', at: new Date(event.receivedAt) });
        return id;
      });
      const value = outgoing(event, ticketId);
      await lastValueFrom(this.kafka.emit(PEER_TOPICS.stockNest, { key: ticketId, value }));
      meter.finished(1);
    }
  }

  @Module({
    imports: [
      ClientsModule.register([
        {
          name: KAFKA,
          transport: Transport.KAFKA,
          options: { client: { brokers: [broker] }, producerOnlyMode: true },
        },
      ]),
    ],
    controllers: [EventsController],
    providers: [{ provide: DataSource, useValue: dataSource }],
  })
  class StockPart {}
  const service = await startStockMicroservice(broker, group, StockPart);
  return async () => {
    await service.close();
    await dataSource.destroy();
  };
};
