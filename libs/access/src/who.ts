import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from './principal.js';

/** What a signed request was signed with. */
export interface Signed {
  readonly nonce: string;
  /** SHA-256 of the body's bytes, lower hex. */
  readonly bodyHash: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authenticator before the body is read. */
    principal?: Principal;
    /** Set by the authenticator once the signature over the body holds; absent where a key alone is the proof. */
    signed?: Signed;
  }
}

/** The principal of the request, as a parameter of a controller's method. */
export const Who = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<{ principal?: Principal }>();
  if (!principal) throw new Error('This route has no @Allow: nobody was authenticated for it.');
  return principal;
});

/** Nonce and body hash of a signed request, or undefined. */
export const SignedWith = createParamDecorator(
  (_: unknown, context: ExecutionContext): Signed | undefined =>
    context.switchToHttp().getRequest<{ signed?: Signed }>().signed,
);
