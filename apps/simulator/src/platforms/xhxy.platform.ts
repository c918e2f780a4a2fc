import type { FastifyInstance } from 'fastify';
import type { Grade } from '#libs/contracts';
import { ticketOf } from '../books.js';
import type { Saying } from '../gate.js';
import { Outlet } from '../outlet.js';
import { shanghaiTime } from '../outside-time.js';
import type { OutsideEvent } from '../outside-event.js';
import { Revisits, type Verdict } from '../revisit.js';
import { playTask, type Step } from '../task-play.js';
import type { World } from '../world.js';
import { bodyOf, type SourcePlatform } from './platform.js';
import { meaningOf, type XhxyMessage } from './xhxy-message.js';

const GRADES: Record<Grade, number> = { critical: 1, urgent: 2, ordinary: 3, difficult: 4, enquiry: 3 };
/** An item must be named; this one says that the district knows none. */
const NO_ITEM = 'SX-9999';

const WORDS: Record<Step, { msgType: string; opinion: string; reasonCode?: string; legalBasis?: string }> = {
  sign: { msgType: 'SIGN', opinion: '已签收,转科室办理。' },
  work: { msgType: 'FEEDBACK', opinion: '已联系反映人,正在现场核查。' },
  resolve: { msgType: 'RESOLVE', opinion: '问题已整改到位。' },
  return: {
    msgType: 'RETURN',
    opinion: '主体责任单位不是本单位,建议转派。',
    reasonCode: 'R02',
    legalBasis: '《示例县属地管理责任清单》第51项',
  },
};

/** 乡呼县应平台: carries calls up to the bureaus and their answers down, and passes problems down to the townships. */
export class XhxyPlatform implements SourcePlatform {
  readonly code = 'xhxy';
  readonly auth = 'hmac';
  private readonly outlet: Outlet;
  private readonly revisits: Revisits;
  private readonly withdrawn = new Set<string>();
  /** Its number of each call, by our task id. */
  private readonly numbers = new Map<string, string>();
  /** The last `seq` of each case. */
  private readonly sequences = new Map<string, number>();

  constructor(private readonly world: World) {
    this.revisits = new Revisits(this.code, world);
    this.outlet = new Outlet(this.code, world, 'hmac', ['callbacks'], (content) => content, taken);
  }

  async report(event: OutsideEvent): Promise<void> {
    const caseNo = `XH-${this.world.run}-${String(event.number).padStart(6, '0')}`;
    const reportTime = shanghaiTime(this.world.time.now());
    const content = { ...callDown(event), msgId: `${caseNo}-1`, caseNo, seq: this.next(caseNo), reportTime };
    await this.outlet.sendEvent({ id: caseNo, time: reportTime, content });
  }

  serve(routes: FastifyInstance): void {
    routes.get<{ Querystring: Record<string, string> }>('/callbacks', async ({ query }) => ({
      code: 0,
      msg: 'ok',
      data: this.outlet.callbacks.page(query),
    }));
    routes.get<{ Params: { key: string } }>('/messages/:key', async ({ params }) => {
      const said = await this.world.gate.said(this.code, params.key);
      return said?.accepted ? said.body : { code: 40404, msg: '未找到' };
    });
    routes.post('/messages', async (request, reply) => {
      const message = bodyOf<XhxyMessage>(request);
      const meaning = meaningOf(message);
      if (!meaning) return { code: 40001, msg: `未知消息类型 ${message.msgType}` };
      const { msgId: key, caseNo } = message;
      const task = meaning.purpose === 'report' ? {} : { task: caseNo };
      const asked = { platform: this.code, key, ...meaning, ticket: ticketOf(caseNo), ...task };
      await this.world.gate.take(reply, asked, () => this.hear(message), repeated);
      return reply;
    });
  }

  private async hear(message: XhxyMessage): Promise<Saying> {
    const { msgType, caseNo, peerCaseNo } = message;
    if (msgType === 'CALL') return this.begin(message);
    if (msgType === 'VOID') this.withdrawn.add(caseNo);
    if (msgType === 'RESOLVE' && peerCaseNo)
      this.revisits.plan(peerCaseNo, (verdict) => this.verify(peerCaseNo, caseNo, verdict));
    return yes(message, this.numbers.get(caseNo) ?? peerCaseNo ?? '');
  }

  private async begin(call: XhxyMessage): Promise<Saying> {
    const { dice, faults } = this.world;
    const task = call.caseNo;
    if (dice.chance(faults.rate(this.code, 'refusals'), 'refusals', this.code, task))
      return { accepted: false, body: { code: 50001, msg: '该事项不在呼叫范围内' } };
    const caseNo = `HY-${this.world.run}-${String(this.numbers.size + 1).padStart(6, '0')}`;
    this.numbers.set(task, caseNo);
    await playTask(
      this.world,
      { platform: this.code, task },
      (step) => this.tell(call, caseNo, step),
      () => this.withdrawn.has(task),
    );
    return yes(call, caseNo);
  }

  private async tell({ caseNo: task, leadDept }: XhxyMessage, caseNo: string, step: Step): Promise<void> {
    const operator = { id: 'u-07', name: '承办人乙', ...(leadDept ? { dept: leadDept } : {}) };
    await this.send({ caseNo, peerCaseNo: task, operator, ...WORDS[step] });
  }

  private async verify(caseNo: string, ticket: string, { solved, satisfaction }: Verdict): Promise<void> {
    const opinion = solved ? '已回访,群众认可。' : '群众反映问题仍未解决。';
    const operator = { id: 'u-01', name: '县级值班员' };
    await this.send({ caseNo, peerCaseNo: ticket, operator, msgType: 'VERIFY', opinion, solved, satisfaction });
  }

  private async send(message: { caseNo: string; peerCaseNo: string; msgType: string } & Record<string, unknown>) {
    const seq = this.next(message.caseNo);
    const msgId = `${message.caseNo}-${seq}`;
    const opTime = shanghaiTime(this.world.time.now());
    await this.outlet.sendCallback({
      id: msgId,
      time: opTime,
      content: { msgId, seq, ...message, opTime, attachments: [] },
      ticket: ticketOf(message.peerCaseNo),
      status: message.msgType,
      ...(typeof message['solved'] === 'boolean' ? { solved: message['solved'] } : {}),
      about: message.peerCaseNo,
    });
  }

  private next(caseNo: string): number {
    const seq = (this.sequences.get(caseNo) ?? 0) + 1;
    this.sequences.set(caseNo, seq);
    return seq;
  }
}

function callDown(event: OutsideEvent): object {
  return {
    msgType: 'CALL',
    occurTime: shanghaiTime(event.occurredAt),
    itemCode: event.item ?? NO_ITEM,
    itemName: event.itemName,
    grade: GRADES[event.grade],
    callKind: 1,
    townCode: event.township,
    townName: event.townshipName,
    address: event.address,
    lng: event.longitude,
    lat: event.latitude,
    crs: 'GCJ02',
    title: event.title,
    content: event.description,
    source: 'COMMUNITY',
    contact: { ...event.reporter, secret: 0 },
    attachments: event.pictures.map((picture, index) => ({ id: `A${index + 1}`, mime: 'image/jpeg', ...picture })),
  };
}

function yes({ msgId, caseNo }: XhxyMessage, ours: string): Saying {
  return {
    accepted: true,
    body: { code: 0, msg: 'ok', data: { msgId, caseNo: ours, peerCaseNo: caseNo, dup: false } },
  };
}

/** A message id that was heard before is answered as then, marked as a repeat. */
function repeated(first: Saying): Saying {
  const { data, ...envelope } = first.body as { data?: object };
  return data ? { ...first, body: { ...envelope, data: { ...data, dup: true } } } : first;
}

function taken(body: string): boolean {
  const { code } = JSON.parse(body) as { code?: number };
  return code === 0;
}
