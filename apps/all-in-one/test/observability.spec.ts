import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { parse } from 'yaml';
import { ticketIdOf } from '#libs/contracts';
import { Metrics } from '#libs/runtime';
import { ownMetrics, type KnownMetric } from './metric-table.js';
import { startOneProcess, type OneProcess } from './one-process.js';
import { namesIn } from './prom-ql.js';
import { gridEvent } from './samples.js';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = join(ROOT, 'docker/observability');
/** What Prometheus adds itself. */
const OF_EVERY_SCRAPE = ['job', 'instance'];
const UNITS = ['seconds', 'bytes', 'messages', 'deliveries', 'items', 'keys', 'letters', 'deadlines'];
/** Gauges of a state: 1 or 0, without a unit. */
const STATES = new Set(['huying_health_check_ok', 'huying_delivery_breaker']);

interface Panel {
  title: string;
  type: string;
  targets?: { expr: string; legendFormat: string }[];
}
interface Rule {
  alert: string;
  expr: string;
  annotations: { summary: string; runbook: string };
}

const { panels } = JSON.parse(readFileSync(join(FOLDER, 'dashboards/huying.json'), 'utf8')) as { panels: Panel[] };
const { groups } = parse(readFileSync(join(FOLDER, 'alerts.yml'), 'utf8')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
/** Every expression with where it stands and the labels that its words use. */
const expressions = [
  ...panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({
      place: title,
      expr: expr.replaceAll('$__rate_interval', '5m'),
      words: [...legendFormat.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label]) => label as string),
    })),
  ),
  ...rules.map(({ alert, expr, annotations: { summary } }) => ({
    place: alert,
    expr,
    words: [...summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label as string),
  })),
];

let running: OneProcess;
let known: Map<string, KnownMetric>;
let text: string;

beforeAll(async () => {
  running = await startOneProcess();
  const { county } = running;
  await county.push('grid', 'events', gridEvent('M-1'));
  await county.until(ticketIdOf('grid', 0, 'M-1'), ({ state }) => state === 'closed');
  text = await scrape();
  const metrics = running.app.get(Metrics).registry.getMetricsAsArray() as unknown as KnownMetric[];
  known = new Map(metrics.map((metric) => [metric.name, metric]));
});
afterAll(() => running.stop());

async function scrape(): Promise<string> {
  const answer = await fetch(`${running.county.huying.consoleUrl}/metrics`);
  expect(answer.status).toBe(200);
  return answer.text();
}

/** The metric that a series belongs to, and the labels that the series has. */
function metricOf(series: string): { name: string; labels: readonly string[] } | undefined {
  if (series === 'up') return { name: series, labels: OF_EVERY_SCRAPE };
  const histogram = /^(.+)_(bucket|sum|count)$/.exec(series);
  const base = histogram ? known.get(histogram[1] as string) : undefined;
  const metric = base?.type === 'histogram' ? base : known.get(series);
  if (!metric || (metric.type === 'histogram' && !histogram)) return undefined;
  const own = series.endsWith('_bucket') ? ['le'] : [];
  return { name: metric.name, labels: [...metric.labelNames, ...own, ...OF_EVERY_SCRAPE] };
}

describe('dashboard and alerts', () => {
  it('are PromQL, and name only metrics and labels that the code defines', () => {
    expect(expressions.length).toBeGreaterThan(40);
    const wrong = expressions.flatMap(({ place, expr, words }) => {
      const { mistakes, metrics, labels } = namesIn(expr);
      const has = (label: string, of: readonly string[]) => of.some((one) => metricOf(one)?.labels.includes(label));
      return [
        ...mistakes,
        ...(metrics.length > 0 ? [] : ['names no metric']),
        ...metrics.filter((one) => !metricOf(one)),
        ...labels.filter(({ label, metrics: of }) => !has(label, of)).map(({ label }) => `label ${label}`),
        ...words.filter((label) => !has(label, metrics)).map((label) => `word ${label}`),
      ].map((mistake) => `${place}: ${mistake}`);
    });
    expect(wrong).toEqual([]);
  });

  it('show every metric of ours', () => {
    const shown = new Set(expressions.flatMap(({ expr }) => namesIn(expr).metrics.map((one) => metricOf(one)?.name)));
    const hidden = ownMetrics(running.app.get(Metrics).registry).filter(({ name }) => !shown.has(name));
    expect(hidden.map(({ name }) => name)).toEqual([]);
  });

  it('have titles in Chinese and English', () => {
    expect(panels.filter(({ title }) => !/\p{Script=Han}.* · .*[A-Za-z]/u.test(title))).toEqual([]);
  });

  it('each alert says in a sentence what to do, and stands in the operations manual', () => {
    const manual = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
    expect(rules.length).toBeGreaterThan(8);
    for (const { alert, annotations } of rules) {
      expect(annotations.runbook).toMatch(new RegExp(`^[A-Za-z0-9/].{20,}\\. docs/operations\\.md#alerts ${alert}$`));
      expect(manual).toContain(`\`${alert}\``);
    }
    expect(manual).toContain('## Alerts');
  });
});

describe('the metrics', () => {
  it('are named by convention, explained, and few of labels', () => {
    const wrong = ownMetrics(running.app.get(Metrics).registry).flatMap(({ name, type, help, labelNames }) => {
      const unit = UNITS.some((one) => name.endsWith(`_${one}`));
      return [
        ...(help.length >= 20 && !help.endsWith('.') ? [] : ['help']),
        ...(/^huying_(bus|intake|delivery|ticketing|http|health|disk|database)_[a-z_]+$/.test(name) ? [] : ['name']),
        ...((type === 'counter') === name.endsWith('_total') ? [] : ['_total is for counters, and for every counter']),
        ...(type === 'counter' || unit || STATES.has(name) ? [] : ['unit']),
        ...(labelNames.length <= 3 ? [] : ['labels']),
      ].map((mistake) => `${name}: ${mistake}`);
    });
    expect(wrong).toEqual([]);
  });

  it('tell of an event’s whole way, stage by stage, and of no ticket', () => {
    for (const series of [
      'huying_http_requests_total{method="POST",route="/v1/platforms/:platform/events",status="202"}',
      'huying_intake_items_total{platform="grid",kind="event",outcome="accepted"}',
      'huying_bus_published_total{message="event-received"}',
      'huying_bus_consumed_total{group="ticketing",message="event-received"}',
      'huying_bus_handled_total{group="ticketing",message="event-received"}',
      'huying_bus_message_age_seconds_count{group="ticketing",message="event-received"}',
      'huying_bus_batch_seconds_count{group="delivery",outcome="committed"}',
      'huying_delivery_attempts_total{platform="stations",kind="send",outcome="accepted"}',
      'huying_delivery_settled_total{platform="stations",outcome="accepted"}',
      'huying_delivery_breaker{platform="stations",state="closed"}',
      'huying_health_check_ok{check="database"}',
    ])
      expect(text).toMatch(new RegExp(`^${series.replaceAll(/[{}.]/g, '\\$&')} [1-9]`, 'm'));
    for (const series of [
      'huying_bus_lag_messages{group="ticketing",topic="huying.event-received"}',
      'huying_bus_outbox_oldest_seconds',
      'huying_delivery_oldest_due_seconds{platform="grid"}',
      'huying_delivery_open_deliveries{platform="grid"}',
      'huying_ticketing_desk_items{kind="no-match"}',
      'huying_ticketing_deadlines{kind="sign",state="running"}',
      'huying_database_errors_total{kind="away"}',
    ])
      expect(text).toContain(`\n${series} `);
    expect(text).not.toContain(ticketIdOf('grid', 0, 'M-1'));
  });

  it('are told while the database is away, soon, and say so', async () => {
    const database = running.app.get(DataSource);
    await database.destroy();
    // What was looked at before is known for 5 s.
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    const began = performance.now();
    const away = await scrape();
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(away).toContain('huying_health_check_ok{check="database"} 0');
    expect(away).toContain('huying_bus_lag_messages{');
    await database.initialize();
  });
});
