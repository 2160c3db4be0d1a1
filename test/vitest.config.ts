import { defineConfig } from 'vitest/config'

const root = `${import.meta.dirname}/..`

export default defineConfig({
  root,
  test: {
    reporters: ['default'],
    projects: [
      {
        root,
        test: {
          name: 'core',
          include: [
            'sdk/src/**/*.test.ts',
            'shell/desktop/**/*.test.ts',
            'core/src/**/*.test.ts',
            'test/*.test.ts',
            'test/run/**/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: 'ui',
          include: ['{ui,shell,plugins/*}/src/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // What a busy machine needs for a step; it is over as soon as the step is.
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        root,
        test: {
          name: 'system',
          // Hints name the command as it was started, which depends on how these tests were.
          env: { SPACE_CALLED_AS: 'space' },
          include: ['test/{system,launcher,faults,attacks}/**/*.test.ts'],
          // They start processes, npm and real stores: patience here is no measure of speed.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
