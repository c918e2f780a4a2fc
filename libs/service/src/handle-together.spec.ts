import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { currentTrace, traceRequests, TRACE_ID_HEADER } from '#libs/runtime';
import { handleTogether } from './handle-together.js';

it('requests that arrive together are handled one after another, each as a piece of work of its own', async () => {
  const happened: string[] = [];
  const fastify = Fastify();
  traceRequests(fastify);
  fastify.addHook('preHandler', (_request, _reply, done) => {
    happened.push('arrived');
    done();
  });
  handleTogether(fastify);
  fastify.post('/', () => {
    happened.push('handled');
    return currentTrace()?.traceId;
  });
  await fastify.ready();
  for (let round = 0; round < 2; round++) {
    const answers = await Promise.all([1, 2, 3].map(() => fastify.inject({ method: 'POST', url: '/' })));
    expect(answers.map(({ body }) => body)).toEqual(answers.map(({ headers }) => headers[TRACE_ID_HEADER]));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(3);
  }
  const round = ['arrived', 'arrived', 'arrived', 'handled', 'handled', 'handled'];
  expect(happened).toEqual([...round, ...round]);
});
