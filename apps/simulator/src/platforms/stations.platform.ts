import type { FastifyInstance } from 'fastify';
import { ticketOf } from '../books.js';
import { Outlet } from '../outlet.js';
import { shanghaiTime } from '../outside-time.js';
import { playTask, type Step } from '../task-play.js';
import type { World } from '../world.js';
import { bodyOf, type Platform } from './platform.js';

interface StationTask {
  deliveryId: string;
  taskId: string;
  station: string;
}

const WORDS: Record<Step, { state: string; note: string; reason?: string; basis?: string }> = {
  sign: { state: '已签收', note: '已签收,安排人员到场。' },
  work: { state: '处置中', note: '已到场核实,正在处置。' },
  resolve: { state: '已办结', note: '现场已处置完毕,恢复正常。' },
  return: {
    state: '退单',
    note: '经核实不属本所职责,建议转派。',
    reason: 'R02',
    basis: '《示例县属地管理责任清单》第3项',
  },
};

/** 站所协同系统: the stations of both townships take tasks, sign them, work and report. */
export class StationsPlatform implements Platform {
  readonly code = 'stations';
  readonly auth = 'key';
  private readonly outlet: Outlet;
  private readonly withdrawn = new Set<string>();
  private readonly numbers = new Map<string, string>();

  constructor(private readonly world: World) {
    this.outlet = new Outlet(this.code, world, 'key', ['callbacks'], (content) => content, taken);
  }

  serve(routes: FastifyInstance): void {
    routes.get<{ Querystring: Record<string, string> }>('/callbacks', async ({ query }) => ({
      ok: true,
      ...this.outlet.callbacks.page(query),
    }));
    routes.get<{ Params: { key: string } }>('/deliveries/:key', async ({ params }) => {
      const said = await this.world.gate.said(this.code, params.key);
      return said?.accepted ? said.body : { ok: false, reason: 'not-found' };
    });
    routes.post('/tasks', async (request, reply) => {
      const task = bodyOf<StationTask>(request);
      await this.world.gate.take(reply, asked(task, 'dispatch'), () => this.begin(task));
      return reply;
    });
    routes.post('/tasks/:task/withdraw', async (request, reply) => {
      const task = bodyOf<StationTask>(request);
      await this.world.gate.take(reply, asked(task, 'withdrawal'), async () => {
        this.withdrawn.add(task.taskId);
        return { accepted: true, body: { ok: true, no: this.numbers.get(task.taskId) } };
      });
      return reply;
    });
    routes.post('/tasks/:task/remind', async (request, reply) => {
      const task = bodyOf<StationTask>(request);
      const body = { ok: true, no: this.numbers.get(task.taskId) };
      await this.world.gate.take(reply, asked(task, 'reminder'), async () => ({ accepted: true, body }));
      return reply;
    });
    routes.post('/tasks/:task/supervise', async (request, reply) => {
      const task = bodyOf<StationTask>(request);
      const body = { ok: true, no: this.numbers.get(task.taskId) };
      await this.world.gate.take(reply, asked(task, 'supervision'), async () => ({ accepted: true, body }));
      return reply;
    });
    routes.post('/tasks/:task/answer', async (request, reply) => {
      const task = bodyOf<StationTask>(request);
      const body = { ok: true, no: this.numbers.get(task.taskId) };
      await this.world.gate.take(reply, asked(task, 'answer'), async () => ({ accepted: true, body }));
      return reply;
    });
  }

  private async begin(task: StationTask) {
    const { dice, faults } = this.world;
    if (dice.chance(faults.rate(this.code, 'refusals'), 'refusals', this.code, task.taskId))
      return { accepted: false, body: { ok: false, reason: '该站所暂不能接收此类任务' } };
    const no = `ZS${String(this.numbers.size + 1).padStart(6, '0')}`;
    this.numbers.set(task.taskId, no);
    const about = { platform: this.code, task: task.taskId };
    await playTask(
      this.world,
      about,
      (step) => this.tell(task, no, step),
      () => this.withdrawn.has(task.taskId),
    );
    return { accepted: true, body: { ok: true, no } };
  }

  private async tell({ taskId, station }: StationTask, no: string, step: Step): Promise<void> {
    const serial = `${no}-${taskId}-${step}`;
    const time = shanghaiTime(this.world.time.now());
    const photos = step === 'resolve' ? { photos: [pictureOf(no)] } : {};
    const content = { serial, no, taskId, time, station, handler: '承办人甲', ...WORDS[step], ...photos };
    await this.outlet.sendCallback({
      id: serial,
      time,
      content,
      ticket: ticketOf(taskId),
      status: content.state,
      about: taskId,
    });
  }
}

/** What the place looks like when it is done: some items are not 办结 without it. */
function pictureOf(no: string): { name: string; url: string } {
  return { name: '处置后.jpg', url: `https://files.example.invalid/done/${no}.jpg` };
}

type Purpose = 'dispatch' | 'withdrawal' | 'reminder' | 'answer' | 'supervision';

function asked({ deliveryId, taskId }: StationTask, purpose: Purpose) {
  return { platform: 'stations', key: deliveryId, purpose, ticket: ticketOf(taskId), task: taskId } as const;
}

function taken(body: string): boolean {
  const { ok, held, refused } = JSON.parse(body) as { ok?: boolean; held?: number; refused?: number };
  return ok === true && Number(held) === 0 && Number(refused) === 0;
}
