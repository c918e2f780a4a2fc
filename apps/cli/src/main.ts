import '#libs/runtime/node-guard';

const { runCli } = await import('./run-cli.js');

// Whoever reads us may have seen enough (`huying messages … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await runCli(process.argv.slice(2), process.env, process);
