/** The architecture of the house as rules. Each has a sentence; a break fails `npm run check`. */
const floor = {
  contracts: [],
  worktime: [],
  runtime: ['contracts'],
  store: ['contracts', 'runtime'],
  platforms: ['contracts', 'runtime'],
  bus: ['contracts', 'runtime', 'store'],
  access: ['contracts', 'runtime', 'store', 'platforms'],
  intake: ['contracts', 'runtime', 'store', 'platforms', 'bus', 'access'],
  ticketing: ['contracts', 'worktime', 'runtime', 'store', 'platforms', 'bus', 'access'],
  delivery: ['contracts', 'runtime', 'store', 'platforms', 'bus', 'access'],
  operations: ['contracts', 'runtime', 'bus', 'access'],
  service: ['contracts', 'runtime', 'store', 'platforms', 'bus', 'access'],
};
const SPEC = '\\.spec\\.ts$';

const floorRules = Object.entries(floor).map(([lib, below]) => ({
  name: `floor-of-${lib}`,
  comment: `libs/${lib} may import ${below.length ? below.join(', ') : 'nothing of ours'}: floors import only lower floors, and features speak by messages, never by imports.`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: SPEC },
  to: { path: '^(libs|apps)/', pathNot: `^libs/(${[lib, ...below].join('|')})/` },
}));

const doorRules = Object.keys(floor).map((lib) => ({
  name: `front-door-of-${lib}`,
  comment: `From outside, libs/${lib} is entered by its index.ts only; what stands behind it may change without notice.`,
  severity: 'error',
  from: { path: '^(libs|apps)/', pathNot: `^libs/(${lib}|testing)/` },
  to: { path: `^libs/${lib}/src/`, pathNot: `^libs/${lib}/src/(index|node-guard)\\.ts$` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Nothing imports in a circle: a circle has no first file to read.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...floorRules,
    ...doorRules,
    {
      name: 'own-files-not-own-door',
      comment: 'Inside a lib one imports the file, never the index: circles are born in barrels.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/src/.+', pathNot: '/index\\.ts$' },
      to: { path: '^libs/$1/src/index\\.ts$' },
    },
    {
      name: 'domain-knows-no-framework',
      comment: 'domain/ decides, purely: no Nest, no TypeORM, no network, no files.',
      severity: 'error',
      from: { path: '^libs/[^/]+/src/domain/', pathNot: SPEC },
      to: { path: 'node_modules/(@nestjs|typeorm|undici|fastify|kafkajs)|^(node:)?(fs|net|http|https)(/|$)' },
    },
    {
      name: 'actions-know-no-door',
      comment: 'Doors call actions; an action that knew its door could not be asked by another.',
      severity: 'error',
      from: { path: '^libs/[^/]+/src/(actions|domain|persistence)/', pathNot: SPEC },
      to: { path: '^libs/[^/]+/src/(api|handlers|jobs)/' },
    },
    {
      name: 'testing-only-in-specs',
      comment:
        'libs/testing holds suites and builders for specs; the product never needs it. The fault run and the benches, which are no part of the product, run on the same servers as the specs do.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: `^libs/testing/|^apps/(faults|bench)/|${SPEC}|/test/` },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'apps-are-islands',
      comment:
        'An app is a list of parts; what two apps need is a lib. Only the demo, the fault run and the benches play with the simulator, which they start.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: `${SPEC}|/test/` },
      to: { path: '^apps/', pathNot: '^apps/($1|simulator)/' },
    },
    {
      name: 'kafka-behind-the-transport',
      comment:
        'kafkajs is spoken to in the transport only: everybody else knows the log, not the client. The fault run looks at the log past the product, and poisons it; the benches measure what others write with kafkajs.',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: `^libs/bus/src/kafka/|^libs/testing/|^apps/(faults|bench)/|${SPEC}|/test/`,
      },
      to: { path: 'node_modules/kafkajs/' },
    },
    {
      name: 'only-the-demo-plays',
      comment: 'The simulator is a toy world: nothing but the demo, the fault run, the benches and tests may start it.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: `^apps/(simulator|demo|faults|bench)/|${SPEC}|/test/` },
      to: { path: '^apps/simulator/' },
    },
    {
      name: 'resolved',
      comment: 'Every import must lead somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      comment: 'What is imported stands in package.json: a package of a package may vanish.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      mainFields: ['main', 'types'],
    },
  },
};
