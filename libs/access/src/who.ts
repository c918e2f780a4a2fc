import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from './principal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authenticator before the body is read. */
    principal?: Principal;
  }
}

/** The principal of the request, as a parameter of a controller's method. */
export const Who = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<{ principal?: Principal }>();
  if (!principal) throw new Error('This route has no @Allow: nobody was authenticated for it.');
  return principal;
});
