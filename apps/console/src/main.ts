import '#libs/runtime/node-guard';

const { startSeparateService } = await import('#libs/service');
const { consoleParts } = await import('./console.module.js');

await startSeparateService('console', consoleParts);
