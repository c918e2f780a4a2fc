import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '#libs/runtime';
import { ALLOWANCE, OPEN, type Allowance } from './allow.js';
import { isOpenPath } from './open-paths.js';

interface RouteAccess {
  readonly isOpen: boolean;
  readonly allowance: Allowance | undefined;
}

/** Lets through only who a route names by `@Allow`, `@AllowPlatforms` or `@Open`; a route that names nobody serves nobody. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly said = new WeakMap<object, Map<object, RouteAccess>>();

  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    // On the bus nobody asks: what is in the log was let in before.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { isOpen, allowance } = this.accessOf(context);
    if (isOpen || isOpenPath(request.routeOptions.url)) return true;
    const { principal } = request;
    if (!principal) throw new Problem('unauthenticated', 'Give an account and its key, or the key of a platform.');
    if (!allowance) throw new Problem('forbidden', 'This route says nothing about who may use it, so nobody may.');
    if (principal.kind === 'platform') {
      if (!allowance.platforms)
        throw new Problem('forbidden', 'This is for people with an account, not for platforms.');
      return true;
    }
    if (!allowance.permission) throw new Problem('forbidden', 'This is for platforms, not for people.');
    if (!principal.permissions.includes(allowance.permission))
      throw new Problem('forbidden', `The account ${principal.account} lacks the permission ${allowance.permission}.`);
    return true;
  }

  /** Asked once for each route: decorators say the same every time. */
  private accessOf(context: ExecutionContext): RouteAccess {
    const route = context.getHandler();
    const controller = context.getClass();
    let ofController = this.said.get(controller);
    if (!ofController) this.said.set(controller, (ofController = new Map()));
    let access = ofController.get(route);
    if (!access) ofController.set(route, (access = this.readAccess([route, controller])));
    return access;
  }

  private readAccess(places: Parameters<Reflector['getAllAndOverride']>[1]): RouteAccess {
    return {
      isOpen: this.reflector.getAllAndOverride<boolean | undefined>(OPEN, places) === true,
      allowance: this.reflector.getAllAndOverride<Allowance | undefined>(ALLOWANCE, places),
    };
  }
}
