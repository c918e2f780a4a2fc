import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { tap, type Observable } from 'rxjs';

/** An answer that has a version carries it as `ETag`, which an act may name in `If-Match`. */
@Injectable()
export class VersionTagInterceptor implements NestInterceptor<{ version?: number } | undefined> {
  intercept(context: ExecutionContext, next: CallHandler<{ version?: number } | undefined>): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((answer) => {
        if (answer?.version !== undefined) void reply.header('etag', `"${answer.version}"`);
      }),
    );
  }
}
