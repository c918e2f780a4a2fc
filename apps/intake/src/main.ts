import '#libs/runtime/node-guard';

const { startSeparateService } = await import('#libs/service');
const { intake } = await import('./intake.module.js');

await startSeparateService('intake', intake);
