import type { FastifyInstance } from 'fastify';
import type { Grade, PublicStatus } from '#libs/contracts';
import { Outlet } from '../outlet.js';
import { shanghaiTime } from '../outside-time.js';
import type { OutsideEvent } from '../outside-event.js';
import { Revisits, type Verdict } from '../revisit.js';
import type { World } from '../world.js';
import { bodyOf, type SourcePlatform } from './platform.js';

interface GridReport {
  deliveryId: string;
  reportNo: string;
  ticketId: string;
  status: string;
}

const LEVELS: Record<Grade, string> = { critical: '1', urgent: '2', ordinary: '3', difficult: '4', enquiry: '5' };

const STATUSES: Record<string, PublicStatus> = {
  10: 'RECEIVED',
  20: 'DISPATCHED',
  21: 'ACCEPTED',
  30: 'IN_PROGRESS',
  40: 'RETURNED',
  41: 'EXTENSION_REQUESTED',
  50: 'RESOLVED',
  60: 'VERIFIED',
  70: 'CLOSED',
  80: 'SUSPENDED',
  90: 'VOID',
};

/** 网格化信息系统: reports events, hears about every step, and asks the resident itself after 办结. */
export class GridPlatform implements SourcePlatform {
  readonly code = 'grid';
  readonly auth = 'hmac';
  private readonly outlet: Outlet;
  private readonly revisits: Revisits;

  constructor(private readonly world: World) {
    this.revisits = new Revisits(this.code, world);
    this.outlet = new Outlet(this.code, world, 'hmac', ['events'], (content) => ({ list: [content] }), taken);
  }

  async report(event: OutsideEvent): Promise<void> {
    const reportNo = `WG-${this.world.run}-${String(event.number).padStart(6, '0')}`;
    const time = shanghaiTime(this.world.time.now());
    await this.outlet.sendEvent({ id: reportNo, time, content: gridEvent(event, reportNo, time) });
  }

  serve(routes: FastifyInstance): void {
    routes.get<{ Querystring: Record<string, string> }>('/events', async ({ query }) => ({
      code: 0,
      data: this.outlet.events.page(query),
    }));
    routes.get<{ Params: { key: string } }>('/reports/:key', async ({ params }) => {
      const said = await this.world.gate.said(this.code, params.key);
      return said?.accepted ? said.body : { code: 404, msg: '未找到' };
    });
    routes.post('/reports', async (request, reply) => {
      const told = bodyOf<GridReport>(request);
      const status = STATUSES[told.status];
      if (!status) return { code: 400, msg: `未知状态 ${told.status}` };
      const asked = {
        platform: this.code,
        key: told.deliveryId,
        purpose: 'report',
        ticket: told.ticketId,
        status,
      } as const;
      await this.world.gate.take(reply, asked, async () => {
        if (status === 'RESOLVED') this.revisits.plan(told.reportNo, (verdict) => this.verify(told, verdict));
        return { accepted: true, body: { code: 0, msg: 'ok', data: { id: `GR-${told.deliveryId}` } } };
      });
      return reply;
    });
  }

  private async verify({ reportNo, ticketId }: GridReport, { solved, satisfaction, round }: Verdict): Promise<void> {
    const msgNo = `${reportNo}-V${round}`;
    const actTime = shanghaiTime(this.world.time.now());
    const remark = solved ? '已电话回访,群众认可。' : '群众反映问题仍未解决。';
    const content = {
      msgNo,
      reportNo,
      action: 'VERIFY',
      actTime,
      solved,
      satisfaction,
      remark,
      operator: '网格中心值班员',
    };
    await this.outlet.sendCallback({
      id: msgNo,
      time: actTime,
      content,
      solved,
      ticket: ticketId,
      status: 'VERIFY',
      about: reportNo,
    });
  }
}

function gridEvent(event: OutsideEvent, reportNo: string, reportTime: string): object {
  return {
    reportNo,
    caseName: event.title,
    caseDesc: event.description,
    caseType: event.category,
    level: LEVELS[event.grade],
    happenTime: shanghaiTime(event.occurredAt),
    reportTime,
    townCode: event.township,
    gridNo: `${event.township}${String(event.number % 20).padStart(3, '0')}`,
    address: event.address,
    x: event.longitude,
    y: event.latitude,
    reporterName: event.reporter.name,
    reporterPhone: event.reporter.phone,
    ...(event.pictures.length > 0 ? { photos: event.pictures } : {}),
  };
}

function taken(body: string): boolean {
  const { data } = JSON.parse(body) as { data?: { state?: string }[] };
  return data?.[0]?.state === 'accepted';
}
