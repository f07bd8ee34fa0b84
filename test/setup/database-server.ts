import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { chooseProvider } from '../../src/database/provider.js'

declare module 'vitest' {
  interface ProvidedContext {
    mongoUri: string
  }
}

/** One real MongoDB engine for the whole run: `TEST_MONGODB_URI`, else the embedded one on a throw-away folder. */
export default async function startDatabase(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'huisheng-test-'))
  const provider = await chooseProvider({
    dataDir,
    cacheDir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huisheng'),
    ...(process.env.TEST_MONGODB_URI && { mongodbUri: process.env.TEST_MONGODB_URI }),
  })
  project.provide('mongoUri', provider.uri)
  return async () => {
    await provider.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
