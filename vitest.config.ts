import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/setup/database-server.ts'],
    setupFiles: ['test/setup/network.ts'],
    // models and the engine's client are loaded once a worker, not once a file
    isolate: false,
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
})
