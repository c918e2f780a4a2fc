import 'reflect-metadata';
import { Body, Controller, HttpCode, Inject, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientKafka, ClientsModule, Transport } from '@nestjs/microservices';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Type } from 'class-transformer';
import { IsISO8601, IsIn, IsNumber, IsString, Length, MaxLength, ValidateNested } from 'class-validator';
import type { AddressInfo } from 'node:net';
import { lastValueFrom } from 'rxjs';
import type { PeerOptions } from './peer-options.js';

// A process of its own; its only argument is PeerOptions as JSON.
const { broker, topic } = JSON.parse(process.argv[2] ?? '') as PeerOptions;
const KAFKA = 'KAFKA';

class PlaceDto {
  @IsString() @MaxLength(32) township: string;
  @IsString() @MaxLength(64) grid: string;
  @IsString() @MaxLength(500) address: string;
  @IsNumber() longitude: number;
  @IsNumber() latitude: number;
  @IsIn(['WGS84', 'GCJ02', 'BD09', 'CGCS2000']) crs: string;
}

class ReporterDto {
  @IsString() @MaxLength(100) name: string;
  @IsString() @MaxLength(40) phone: string;
}

class EventDto {
  @IsString() @Length(1, 128) eventId: string;
  @IsString() @Length(1, 200) title: string;
  @IsString() @MaxLength(20_000) description: string;
  @IsISO8601() occurredAt: string;
  @IsISO8601() reportedAt: string;
  @IsString() @MaxLength(100) category: string;
  @IsString() @MaxLength(64) item: string;
  @IsIn(['critical', 'urgent', 'ordinary', 'difficult', 'enquiry']) grade: string;
  @ValidateNested() @Type(() => PlaceDto) place: PlaceDto;
  @ValidateNested() @Type(() => ReporterDto) reporter: ReporterDto;
}

@Controller('events')
class EventsController {
  constructor(@Inject(KAFKA) private readonly kafka: ClientKafka) {}

  @Post()
  @HttpCode(202)
  async take(@Body() event: EventDto): Promise<object> {
    // Kinder than the documentation: awaited, else 202 would say nothing.
    await lastValueFrom(this.kafka.emit(topic, { key: event.eventId, value: event }));
    return { accepted: event.eventId };
  }
}

/** As the documentation shows it: Express, `ValidationPipe`, `emit`. No account. */
@Module({
  imports: [
    ClientsModule.register([
      { name: KAFKA, transport: Transport.KAFKA, options: { client: { brokers: [broker] }, producerOnlyMode: true } },
    ]),
  ],
  controllers: [EventsController],
})
class StockModule {}

const app = await NestFactory.create<NestExpressApplication>(StockModule, { logger: false });
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }));
await app.listen(0, '127.0.0.1');
process.once('disconnect', () => process.exit(0));
process.send?.({ port: (app.getHttpServer().address() as AddressInfo).port });
