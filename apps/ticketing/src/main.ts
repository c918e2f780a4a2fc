import '#libs/runtime/node-guard';

const { startSeparateService } = await import('#libs/service');
const { ticketing } = await import('./ticketing.module.js');

await startSeparateService('ticketing', ticketing);
