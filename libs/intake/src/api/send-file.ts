import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Sends bytes from outside as a file to be kept, never as something that a browser would run or show. */
export async function sendFile(reply: FastifyReply, name: string, bytes: Readable | Buffer): Promise<void> {
  await reply
    .header('content-type', 'application/octet-stream')
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .send(bytes);
}
