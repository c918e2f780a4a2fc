import '#libs/runtime/node-guard';

const { SettingsError } = await import('#libs/runtime');
const { launch } = await import('./launch.js');
const { planServices } = await import('./plan-services.js');

try {
  process.exitCode = await launch(await planServices(process.env));
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}
