import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { UnitOfWork } from '#libs/bus';
import { DeliveryMetrics } from '../delivery-metrics.js';
import { DeliveryLane } from '../persistence/delivery-lane.entity.js';
import { advanceLane, advanceLaneLoad } from './advance-lane.js';
import type { LaneStep, LaneStepTaken } from './lane-step.js';
import { giveBackLane, takeLane, takeLaneLoad, type LaneClaim, type LaneTaken } from './take-lane.js';

/** Where it is written who works which platform, and what each step of a lane wrote. */
@Injectable()
export class LaneBook {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly dataSource: DataSource,
    private readonly metrics: DeliveryMetrics,
  ) {}

  /**
   * `free`: nobody has it. `left`: its owner is dead or was `owner` itself, and may have left something begun.
   * `taken`: another one works.
   */
  async look(platform: string, owner: string): Promise<'free' | 'left' | 'taken'> {
    const lane = await this.dataSource.getRepository(DeliveryLane).findOneBy({ id: platform });
    if (!lane || lane.owner === null) return 'free';
    if (lane.owner === owner) return 'left';
    return lane.leasedUntil && lane.leasedUntil.getTime() > Date.now() ? 'taken' : 'left';
  }

  take(claim: LaneClaim): Promise<LaneTaken> {
    return this.unitOfWork.act(claim, takeLaneLoad, takeLane);
  }

  /** Rejects with LeaseLost when the lane has another owner. */
  async advance(step: LaneStep): Promise<LaneStepTaken> {
    const taken = await this.unitOfWork.act(step, advanceLaneLoad, advanceLane);
    this.metrics.stepTaken(step.platform, step.ended, taken);
    return taken;
  }

  async giveBack(held: { platform: string; owner: string; token: number }): Promise<void> {
    await this.unitOfWork.act(held, takeLaneLoad, giveBackLane);
  }
}
