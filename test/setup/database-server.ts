import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { chooseProvider } from '../../src/database/provider.js'

declare module 'vitest' {
  interface ProvidedContext {
    mongoUris: readonly string[]
  }
}

/**
 * The embedded engine keeps the files of a dropped database open until it ends, and the databases of a run have more than the 20,000 files that
 * some machines let a process open.
 */
const ENGINES = 4

/** Real MongoDB engines for the whole run: the server at `TEST_MONGODB_URI`, else embedded ones on throw-away folders. */
export default async function startDatabases(project: TestProject): Promise<() => Promise<void>> {
  const mongodbUri = process.env.TEST_MONGODB_URI
  const first = await startDatabase(mongodbUri) // which may have to fetch the engine's libraries
  const others = await Promise.all(Array.from({ length: mongodbUri ? 0 : ENGINES - 1 }, () => startDatabase(undefined)))
  const started = [first, ...others]
  project.provide(
    'mongoUris',
    started.map(({ uri }) => uri),
  )
  return async () => {
    await Promise.all(started.map(({ stop }) => stop()))
  }
}

async function startDatabase(mongodbUri: string | undefined): Promise<{ uri: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'huisheng-test-'))
  const provider = await chooseProvider({
    dataDir,
    cacheDir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huisheng'),
    ...(mongodbUri && { mongodbUri }),
  })
  return {
    uri: provider.uri,
    async stop() {
      await provider.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
