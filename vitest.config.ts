import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (name: string) => fileURLToPath(new URL(`./packages/${name}/src/index.ts`, import.meta.url))

export default defineConfig({
  resolve: {
    alias: {
      '@halfopen/core': source('core'),
      '@halfopen/kernel': source('kernel'),
      '@halfopen/lab': source('lab'),
      '@halfopen/node': source('node'),
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Every test fails that leaves an HTTP exchange behind: we sell that.
          setupFiles: ['vitest.setup.ts'],
          include: ['{packages/*/src,incidents/src,scripts}/**/*.test.ts'],
          exclude: ['**/*.live.test.ts', 'incidents/src/incidents.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'live',
          include: ['packages/*/src/**/*.live.test.ts'],
          exclude: ['packages/node/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        // Programs that wait far more than they compute, and none of them measures the machine: three at a time.
        extends: true,
        test: {
          name: 'node',
          include: ['packages/node/src/**/*.live.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
        },
      },
      {
        extends: true,
        test: { name: 'incidents', include: ['incidents/src/incidents.test.ts'], testTimeout: 180_000 },
      },
    ],
  },
})
