import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { throwError, type Observable } from 'rxjs';
import type { ProblemCode } from './problem-codes.js';
import { Problem } from './problem.js';
import { traceIdOf } from './trace-requests.js';

const BY_STATUS: Record<number, ProblemCode> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  413: 'body-too-large',
  415: 'content-type-unsupported',
  429: 'rate-limited',
};

/** Any error as a Problem: ours as it is, the framework's by its status, the rest as `internal` without its text. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status =
    error instanceof HttpException ? error.getStatus() : Number((error as { statusCode?: number })?.statusCode);
  if (status >= 400 && status < 500) {
    return new Problem(BY_STATUS[status] ?? 'request-invalid', (error as Error).message, { cause: error });
  }
  return new Problem('internal', 'Look into the log of this process for the trace id.', { cause: error });
}

/** Answers HTTP with problem+json; on the bus it hands the original error on to the strategy. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void | Observable<never> {
    if (host.getType() === 'rpc') return throwError(() => error);
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = toProblem(error);
    if (problem.status >= 500)
      this.log.error({ requestId: request.id, code: problem.code, err: error }, problem.message);
    sendProblem(reply, problem, request.id);
  }
}

/** Also used by Fastify hooks, which stand outside of Nest's filters. */
export function sendProblem(reply: FastifyReply, problem: Problem, requestId: string): void {
  if (problem.extra.retryAfterSeconds) void reply.header('retry-after', String(problem.extra.retryAfterSeconds));
  if (problem.status === 401) void reply.header('www-authenticate', 'Basic realm="huying", charset="UTF-8"');
  const traceId = traceIdOf(reply);
  void reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        ...problem.toJSON(),
        instance: `urn:huying:request:${requestId}`,
        ...(traceId ? { traceId } : {}),
      }),
    );
}
