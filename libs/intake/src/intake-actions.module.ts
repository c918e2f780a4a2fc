import { Module } from '@nestjs/common';
import { AppendGatherer } from './actions/append-gatherer.js';
import { BlobNames } from './actions/blob-names.js';
import { Blobs } from './actions/blobs.js';
import { Cursors } from './actions/cursors.js';
import { IntakeMetrics } from './actions/intake-metrics.js';
import { LookIntoQuarantine } from './actions/look-into-quarantine.js';
import { Nonces } from './actions/nonces.js';
import { PrepareCallback } from './actions/prepare-callback.js';
import { PrepareEvent } from './actions/prepare-event.js';
import { PullPage } from './actions/pull-page.js';
import { Quarantine } from './actions/quarantine.js';
import { TakeInEvents } from './actions/take-in-events.js';
import { TakeInPush } from './actions/take-in-push.js';
import { TakeInReadings } from './actions/take-in-readings.js';

const actions = [
  AppendGatherer,
  BlobNames,
  Blobs,
  Cursors,
  IntakeMetrics,
  LookIntoQuarantine,
  Nonces,
  PrepareCallback,
  PrepareEvent,
  PullPage,
  Quarantine,
  TakeInEvents,
  TakeInPush,
  TakeInReadings,
];

/** The hall behind intake's doors. */
@Module({ providers: actions, exports: actions })
export class IntakeActionsModule {}
