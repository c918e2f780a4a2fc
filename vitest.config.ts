import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

// `source` first: tests run the TypeScript of a lib, never a stale build of it.
const long = process.env.SUITES === 'long';
const conditions = ['source', 'module', 'node', 'development|production'];

export default defineConfig({
  oxc: false,
  plugins: [swc.vite({ module: { type: 'es6' } })],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: 'node',
    // What takes minutes has its own run, `npm run test:long`, so that `npm test` stays what one does before every commit.
    include: [`{apps,libs}/**/*${long ? '.long' : ''}.spec.ts`],
    exclude: ['**/node_modules/**', ...(long ? [] : ['**/*.long.spec.ts'])],
    pool: 'forks',
    // Of kafkajs, on Node 24 and later; harmless.
    execArgv: ['--disable-warning=TimeoutNegativeWarning'],
    // The long suites measure what is on time, so they have the machine to themselves.
    maxWorkers: long ? 1 : 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    globalSetup: ['./libs/testing/src/kafka-global-setup.ts', './libs/testing/src/mariadb-global-setup.ts'],
    setupFiles: ['./libs/testing/src/setup.ts'],
  },
});
