import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Accounts, Allow, Who, type Principal } from '#libs/access';
import { registerPage } from './register-page/page.js';
import { registerScript } from './register-page/script.js';
import { registerStyle } from './register-page/style.js';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** The plain page on which people register by hand, on a phone too. The browser's own dialog asks for account and key. */
@ApiExcludeController()
@Controller('register')
export class RegisterPageController {
  constructor(private readonly accounts: Accounts) {}

  @Get()
  @Allow('register')
  async page(@Who() principal: Principal, @Res() reply: FastifyReply): Promise<void> {
    const page = registerPage({
      townships: this.accounts.townships(),
      categories: this.accounts.categories(),
      account: principal.kind === 'person' ? { name: principal.name, township: principal.township } : { name: '' },
    });
    await send(reply, 'text/html', page);
  }

  @Get('script.js')
  @Allow('register')
  async script(@Res() reply: FastifyReply): Promise<void> {
    await send(reply, 'text/javascript', registerScript);
  }

  @Get('style.css')
  @Allow('register')
  async style(@Res() reply: FastifyReply): Promise<void> {
    await send(reply, 'text/css', registerStyle);
  }
}

function send(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply
    .header('content-type', `${type}; charset=utf-8`)
    .header('content-security-policy', POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-store')
    .send(text);
}
