import type { FastifyInstance } from 'fastify';
import { ticketIdOf, type Grade, type PublicStatus } from '#libs/contracts';
import { Outlet } from '../outlet.js';
import { shanghaiTime } from '../outside-time.js';
import type { OutsideEvent } from '../outside-event.js';
import { Revisits, type Verdict } from '../revisit.js';
import type { World } from '../world.js';
import { bodyOf, type SourcePlatform } from './platform.js';

interface HotlineReply {
  deliveryId: string;
  orderId: string;
  state: string;
}

const URGENCIES: Record<Grade, string> = {
  critical: '特急',
  urgent: '紧急',
  ordinary: '一般',
  difficult: '疑难',
  enquiry: '咨询',
};
const STATES: Record<string, PublicStatus> = { 已办结: 'RESOLVED', 已归档: 'CLOSED' };
const RESULTS = { 5: '非常满意', 4: '满意', 3: '基本满意', 2: '不满意', 1: '非常不满意' } as const;

/** 12345热线: reports events, hears the end only, and calls the resident itself. */
export class HotlinePlatform implements SourcePlatform {
  readonly code = 'hotline';
  readonly auth = 'hmac';
  private readonly outlet: Outlet;
  private readonly revisits: Revisits;

  constructor(private readonly world: World) {
    this.revisits = new Revisits(this.code, world);
    this.outlet = new Outlet(this.code, world, 'hmac', [], (content) => content, taken);
  }

  async report(event: OutsideEvent): Promise<void> {
    const orderId = `RX-${this.world.run}-${String(event.number).padStart(6, '0')}`;
    const createTime = shanghaiTime(this.world.time.now());
    const content = {
      orderId,
      title: event.title,
      content: event.description,
      kind: event.category,
      urgency: URGENCIES[event.grade],
      createTime,
      townCode: event.township,
      address: event.address,
      callerName: event.reporter.name,
      callerPhone: event.reporter.phone,
    };
    await this.outlet.sendEvent({ id: orderId, time: createTime, content });
  }

  serve(routes: FastifyInstance): void {
    routes.post('/replies', async (request, reply) => {
      const told = bodyOf<HotlineReply>(request);
      const status = STATES[told.state];
      if (!status) return { success: false, code: '400', message: `未知状态 ${told.state}` };
      const ticket = ticketIdOf(this.code, 0, told.orderId);
      const asked = { platform: this.code, key: told.deliveryId, purpose: 'report', ticket, status } as const;
      await this.world.gate.take(reply, asked, async () => {
        if (status === 'RESOLVED')
          this.revisits.plan(told.orderId, (verdict) => this.verify(told.orderId, ticket, verdict));
        return { accepted: true, body: { success: true, code: '200', data: { replyId: `HF-${told.deliveryId}` } } };
      });
      return reply;
    });
  }

  private async verify(orderId: string, ticket: string, { solved, satisfaction, round }: Verdict): Promise<void> {
    const visitId = `${orderId}-H${round}`;
    const time = shanghaiTime(this.world.time.now());
    const content = {
      visitId,
      orderId,
      type: '回访',
      time,
      solved: solved ? '是' : '否',
      result: RESULTS[satisfaction],
      remark: solved ? '来电人表示已解决。' : '来电人表示没有解决。',
    };
    await this.outlet.sendCallback({ id: visitId, time, content, ticket, status: '回访', solved, about: orderId });
  }
}

function taken(body: string): boolean {
  const { success, message } = JSON.parse(body) as { success?: boolean; message?: string };
  return success === true && message?.includes('held 0, refused 0') === true;
}
