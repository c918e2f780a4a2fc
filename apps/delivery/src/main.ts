import '#libs/runtime/node-guard';

const { startSeparateService } = await import('#libs/service');
const { delivery } = await import('./delivery.module.js');

await startSeparateService('delivery', delivery);
