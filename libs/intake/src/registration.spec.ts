import { afterAll, beforeAll, expect, it } from 'vitest';
import { OutsideLists } from '../../testing/src/outside-lists.js';
import { RunningIntake } from '../../testing/src/start-intake.js';
import { registerPage } from './api/register-page/page.js';

let outside: OutsideLists;
let intake: RunningIntake;

beforeAll(async () => {
  outside = await OutsideLists.start();
  intake = await RunningIntake.start(outside.port);
});
afterAll(async () => {
  await intake.stopAndForget();
  await outside.stop();
});

const eventOf = async (eventId: string) =>
  (await intake.said('event-received')).find(({ body }) => body.source === 'counter' && body.eventId === eventId);

const form = {
  title: '路灯不亮',
  description: '河东村路口路灯三天不亮',
  township: '371402102',
  reporter: { name: '来访人甲', phone: '13900006666' },
};
const register = (body: object, headers = {}, account = 'counter') =>
  intake.post('/v1/tickets', { ...intake.basic(account), ...headers }, JSON.stringify(body));

it('is an event of the counter, registered by that account, and the same key is the same ticket', async () => {
  const headers = { 'idempotency-key': 'key-0000000001' };
  const first = await register(form, headers);
  expect(first.status).toBe(202);
  expect(first.headers.get('location')).toBe(`/v1/tickets/${String(first.json.ticketId)}`);
  expect((await register(form, headers)).text).toBe(first.text);
  expect((await register(form, headers, 'office')).json.ticketId).not.toBe(first.json.ticketId);
  expect((await register(form)).json.ticketId).not.toBe(first.json.ticketId);
  const said = await eventOf('counter:key-0000000001');
  expect(said?.body).toMatchObject({
    entrance: 'hand',
    registeredBy: 'counter',
    epoch: 0,
    place: { township: '371402102' },
  });
  expect(said?.body).not.toHaveProperty('reporter');
});

it('an account of a township registers there unless the form says otherwise', async () => {
  const { township: _, ...rest } = form;
  await register(rest, { 'idempotency-key': 'key-0000000002' });
  expect((await eventOf('counter:key-0000000002'))?.body).toMatchObject({
    place: { township: '371402101' },
  });
});

it('every wrong field is named', async () => {
  const answer = await register({ title: ' ', township: '999', occurredAt: 'yesterday', phone: 'x' });
  expect(answer.status).toBe(422);
  expect(answer.json.errors?.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['$.title', '$.description', '$.phone']),
  );
  const second = await register({ ...form, township: '999', occurredAt: 'yesterday' });
  expect(second.json.errors?.map(({ path }) => path)).toEqual(['$.township', '$.occurredAt']);
});

it('the page asks for an account, holds no script of its own, and its parts are served', async () => {
  expect((await intake.ask('GET', '/register', {})).headers.get('www-authenticate')).toContain('Basic');
  const page = await intake.ask('GET', '/register', intake.basic('counter'));
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(page.text).toContain('<option value="371402101" selected>示例镇</option>');
  expect(page.text).not.toMatch(/<script(?![^>]*src=)|\son\w+=|\sstyle=/);
  const script = await intake.ask('GET', '/register/script.js', intake.basic('counter'));
  expect(() => new Function(script.text)).not.toThrow();
  for (const id of ['category', 'title', 'description', 'township', 'address', 'name', 'phone', 'grade']) {
    expect(page.text).toContain(`id="${id}"`);
    expect(page.text).toContain(`id="${id}-wrong"`);
  }
  expect(
    (await intake.ask('GET', '/register/style.css', intake.basic('counter'))).headers.get('content-type'),
  ).toContain('text/css');
});

it('the page shows markup as text, and never makes markup of what it is told', async () => {
  const markup = `"><script>alert('1')</script>&`;
  const townships = [{ code: markup, name: markup }];
  const page = registerPage({ townships, categories: [markup], account: { name: markup, township: markup } });
  expect(page).not.toContain('<script>alert');
  expect(page.split('&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;')).toHaveLength(6);
  const script = await intake.ask('GET', '/register/script.js', intake.basic('counter'));
  expect(script.text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/);
  expect(script.text).toContain('textContent');
  const titled = { title: markup, description: markup };
  const answer = await intake.post(
    '/v1/tickets',
    intake.basic('counter'),
    JSON.stringify({ ...titled, grade: markup }),
  );
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});
