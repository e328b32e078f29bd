import { defineConfig } from 'vitest/config'

const never = ['**/node_modules/**', '**/dist/**', '.toolchain/**', '.data/**']

export default defineConfig({
  test: {
    // The database's tests wait for it half of the time: a worker for each core, none kept back.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,e2e}/**/*.test.ts', 'apps/{server,sandbox}/**/*.test.ts'],
          exclude: [...never, '**/*.db.test.ts'],
          // Property tests on a machine that does other things too.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'db',
          include: ['{packages,apps}/**/*.db.test.ts'],
          exclude: never,
          globalSetup: ['packages/tooling/src/vitest-setup.ts', 'packages/db/src/testing/template.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: './apps/web/vite.config.ts',
        root: 'apps/web',
        test: { name: 'web', root: 'apps/web', exclude: never, testTimeout: 30_000 },
      },
    ],
  },
})
