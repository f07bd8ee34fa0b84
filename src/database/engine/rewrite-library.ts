import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isOurs, ownFolder } from './own-folder.js'

const NEEDED_VERSION = 'GLIBC_2.38'
const C23_PREFIX = '__isoc23_'
const DYNSYM = 11
const VERSYM = 0x6fffffff
const VERNEED = 0x6ffffffe
const WEAK = 2

/**
 * Private copies of the engine's libraries that also load on glibc 2.36 and 2.37 (Debian 12): the eight references to the C23 names of
 * `strtol` and relatives are pointed at the plain names. Made once per version of the engine; a copy that is not ours, or not byte for byte what
 * it should be, is made again, because whatever lies there is loaded as native code.
 * @returns the path of the copied binding
 * @throws DatabaseError where the cache folder belongs to somebody else
 */
export function rewrittenBinding(files: { binding: string; sharedObject: string }, cacheFolder: string): string {
  const originals = [files.binding, files.sharedObject].map((path) => ({ name: basename(path), bytes: readFileSync(path) }))
  const hash = createHash('sha256')
  for (const { bytes } of originals) hash.update(bytes)
  const folder = join(cacheFolder, `engine-${hash.digest('hex').slice(0, 16)}`)
  const binding = join(folder, basename(files.binding))
  const copies = originals.map(({ name, bytes }) => ({ name, bytes: withOlderSymbols(bytes) }))
  ownFolder(cacheFolder, 0o022)
  if (isIntact(folder, copies)) return binding

  const building = mkdtempSync(join(cacheFolder, 'building-'))
  for (const { name, bytes } of copies) writeFileSync(join(building, name), bytes, { mode: 0o755 })
  try {
    replaceFolder(building, folder) // two starters cannot meet half a copy
  } catch (error) {
    rmSync(building, { recursive: true, force: true })
    if (!isIntact(folder, copies)) throw error
  }
  return binding
}

function isIntact(folder: string, copies: readonly { name: string; bytes: Buffer }[]): boolean {
  return isOurs(folder) && copies.every(({ name, bytes }) => isOurs(join(folder, name)) && readFileSync(join(folder, name)).equals(bytes))
}

function replaceFolder(from: string, to: string): void {
  const aside = `${from}.old`
  if (existsSync(to)) renameSync(to, aside)
  renameSync(from, to)
  rmSync(aside, { recursive: true, force: true })
}

/** The ELF file with its references to glibc 2.38 made unversioned. Throws on any reference that has no older equal. */
function withOlderSymbols(original: Buffer): Buffer {
  const elf = Buffer.from(original)
  const sections = readSections(elf)
  const symbols = sections.find(({ type }) => type === DYNSYM)
  const versions = sections.find(({ type }) => type === VERSYM)
  const needs = sections.find(({ type }) => type === VERNEED)
  if (!symbols || !versions || !needs) return elf
  const strings = sections[symbols.link]?.offset ?? 0
  const nameAt = (offset: number) => elf.toString('latin1', strings + offset, elf.indexOf(0, strings + offset))

  const wanted = new Set(weakenNeed(elf, needs, nameAt))
  for (let index = 0; index < symbols.size / 24; index++) {
    const versionAt = versions.offset + index * 2
    if (!wanted.has(elf.readUInt16LE(versionAt) & 0x7fff)) continue
    const symbolAt = symbols.offset + index * 24
    const name = nameAt(elf.readUInt32LE(symbolAt))
    if (name.startsWith(C23_PREFIX)) elf.writeUInt32LE(elf.readUInt32LE(symbolAt) + C23_PREFIX.length, symbolAt)
    else if (name !== 'fmod') throw new Error(`the engine needs ${name} of ${NEEDED_VERSION}`)
    elf.writeUInt16LE(1, versionAt)
  }
  return elf
}

interface Section {
  readonly type: number
  readonly offset: number
  readonly size: number
  readonly link: number
}

function readSections(elf: Buffer): Section[] {
  if (elf.toString('latin1', 1, 4) !== 'ELF' || elf[4] !== 2 || elf[5] !== 1) throw new Error('not a 64-bit little-endian ELF file')
  const tableAt = Number(elf.readBigUInt64LE(40))
  const entrySize = elf.readUInt16LE(58)
  return Array.from({ length: elf.readUInt16LE(60) }, (_, index) => {
    const at = tableAt + index * entrySize
    return {
      type: elf.readUInt32LE(at + 4),
      offset: Number(elf.readBigUInt64LE(at + 24)),
      size: Number(elf.readBigUInt64LE(at + 32)),
      link: elf.readUInt32LE(at + 40),
    }
  })
}

/** Marks every need of glibc 2.38 as weak and returns the version indexes that stand for it. */
function weakenNeed(elf: Buffer, needs: Section, nameAt: (offset: number) => string): number[] {
  const found: number[] = []
  for (let at = needs.offset; ; ) {
    let entryAt = at + elf.readUInt32LE(at + 8)
    for (let left = elf.readUInt16LE(at + 2); left > 0; left--) {
      if (nameAt(elf.readUInt32LE(entryAt + 8)) === NEEDED_VERSION) {
        elf.writeUInt16LE(elf.readUInt16LE(entryAt + 4) | WEAK, entryAt + 4)
        found.push(elf.readUInt16LE(entryAt + 6))
      }
      entryAt += elf.readUInt32LE(entryAt + 12)
    }
    const next = elf.readUInt32LE(at + 12)
    if (next === 0) return found
    at += next
  }
}
