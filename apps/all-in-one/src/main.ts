import '#libs/runtime/node-guard';

const { startService } = await import('#libs/service');
const { allInOne } = await import('./all-in-one.module.js');

await startService('all-in-one', allInOne);
