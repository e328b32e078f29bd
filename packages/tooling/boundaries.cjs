const rule = (name, from, to) => ({ name, severity: 'error', from, to })
const feature = '^apps/(server|web)/src/features/([^/]+)/'
const tests = '^e2e/|^apps/server/bench/|[.]test[.]ts$|/testing/|/testing[.]ts$|^packages/tooling/src/vitest-setup[.]ts$'
/** Where a process begins or leaves: they list features, and no feature knows them. */
const edges = '^apps/server/src/(cli|demo|pages)/'
const code = '^(packages|apps)/'
const asValue = { dependencyTypesNot: ['type-only'] }

module.exports = {
  forbidden: [
    rule('no-cycles', {}, { circular: true }),
    rule('nothing-unresolved', {}, { couldNotResolve: true, pathNot: '^virtual:' }),
    rule('contracts-stand-alone', { path: '^packages/contracts/' }, { path: code, pathNot: '^packages/contracts/' }),
    rule('db-reads-contracts', { path: '^packages/db/' }, { path: code, pathNot: '^packages/(db|contracts)/' }),
    rule('jobs-read-contracts', { path: '^packages/jobs/' }, { path: code, pathNot: '^packages/(jobs|contracts)/' }),
    rule('web-reads-contracts', { path: '^apps/web/' }, { path: code, pathNot: '^apps/web/|^packages/contracts/', ...asValue }),
    rule('web-takes-one-type', { path: '^apps/web/' }, { path: '^apps/server/', pathNot: '^apps/server/src/router[.]ts$' }),
    rule('server-never-reads-web', { path: '^apps/server/' }, { path: '^apps/web/' }),
    rule(
      'e2e-stays-outside',
      { path: '^e2e/' },
      { path: '^apps/|^packages/(?!contracts/|db/src/testing|tooling/src/(test-cluster|ports))' },
    ),
    rule(
      'features-meet-at-the-door',
      { path: feature, pathNot: tests },
      { path: '^apps/$1/src/features/', pathNot: '^apps/$1/src/features/($2/|[^/]+/index[.]ts$)' },
    ),
    rule(
      'kernel-below-features',
      { path: '^apps/[^/]+/src/', pathNot: `${feature}|/src/(router|worker|http|main|routes)[.]ts$|${edges}|${tests}` },
      { path: '/features/' },
    ),
    rule(
      'sql-in-queries',
      { path: '^apps/server/src/features/', pathNot: `/queries[.]ts$|${tests}` },
      { path: 'node_modules/kysely/', ...asValue },
    ),
    rule('queries-decide-nothing', { path: '^apps/server/.*/queries[.]ts$' }, { path: code, pathNot: '^packages/(db|contracts)/' }),
    rule(
      'trpc-in-routers',
      { path: '^apps/server/src/', pathNot: `/(router|trpc|http)[.]ts$|${tests}` },
      { path: 'node_modules/@trpc/|/src/trpc[.]ts$', ...asValue },
    ),
    rule(
      'fastify-in-webhooks',
      { path: '^apps/server/src/features/', pathNot: `/(webhooks|routes)[.]ts$|${tests}` },
      { path: 'node_modules/fastify/', ...asValue },
    ),
    rule(
      'providers-in-gateways',
      { path: '^apps/server/src/', pathNot: `^apps/server/src/gateways/|${tests}` },
      { path: 'node_modules/(stripe|@paypal)/' },
    ),
    rule(
      'boss-in-jobs',
      { path: '^apps/', pathNot: `/(worker|main)[.]ts$|/src/cli/|${tests}` },
      { path: 'node_modules/pg-boss/', ...asValue },
    ),
    rule('sandbox-stands-outside', { path: '^apps/sandbox/' }, { path: code, pathNot: '^apps/sandbox/' }),
    rule('tooling-reads-db', { path: '^packages/tooling/' }, { path: code, pathNot: '^packages/(tooling|db)/' }),
    rule('tests-stay-tests', { pathNot: tests }, { path: tests }),
  ],
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'default'],
      extensions: ['.ts', '.vue', '.js', '.d.ts'],
    },
  },
}
