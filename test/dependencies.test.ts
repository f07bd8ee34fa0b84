/** docs/dependencies.md tells of exactly what package.json asks for. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../src/config.js'

const read = (name: string) => readFileSync(join(ROOT, name), 'utf8')
const manifest = JSON.parse(read('package.json')) as Record<string, Readonly<Record<string, string>>>
const lock = JSON.parse(read('package-lock.json')) as {
  packages: Readonly<Record<string, { version?: string; resolved?: string; dev?: boolean; devOptional?: boolean; optional?: boolean }>>
}
const [, production = '', development = ''] = read('docs/dependencies.md').split(/^## /m)
/** Names in the first cell of each row. */
const named = (section: string) =>
  section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!))
    .sort()
const names = (...kinds: string[]) => kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})).sort()

it('the page of dependencies names those of production, each once', () => {
  expect(named(production)).toEqual(names('dependencies', 'optionalDependencies'))
})

it('the page of dependencies names those of development, each once', () => {
  expect(named(development)).toEqual(names('devDependencies'))
})

it('the page of dependencies counts the packages that go into production', () => {
  const counted = Object.entries(lock.packages).filter(
    ([path, { dev, devOptional, optional }]) => path !== '' && !dev && !devOptional && !optional,
  )
  expect(read('docs/dependencies.md')).toContain(`${counted.length} packages go into production`)
})

it('the lock names no address: what is installed comes from the registry that npm knows', () => {
  expect(Object.values(lock.packages).flatMap(({ resolved }) => resolved ?? [])).toEqual([])
})
