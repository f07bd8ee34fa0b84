/** The two READMEs say the same, part by part, and what they name is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { EnvironmentSchema, ROOT } from '../src/config.js'

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const READMES = ['README.zh-CN.md', 'README.md'] as const
const [chinese, english] = READMES.map(read) as [string, string]

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm
const withoutCode = (text: string): string => text.replaceAll(FENCE, '')
const codeOf = (text: string) =>
  [...text.matchAll(FENCE)].map(([, language, code]) => ({ language, lines: code!.trim().split('\n').length }))
const cellsIn = (line: string): number => line.replaceAll(/`[^`]*`/g, '').split('|').length - 2
const isRow = (line: string): boolean => line.startsWith('|')

/** In order: headings by their level, tables by rows and columns, lists by their length, pictures by their file. */
function partsOf(text: string): string[] {
  const parts: string[] = []
  for (const block of withoutCode(text).split(/\n{2,}/)) {
    const lines = block.trim().split('\n')
    const [first = ''] = lines
    if (/^#+ /.test(first)) parts.push(`heading ${/^#+/.exec(first)![0].length}`)
    else if (isRow(first)) parts.push(`table of ${lines.length - 2} rows, ${[...new Set(lines.map(cellsIn))].join(' and ')} columns`)
    else if (/^(- |1\. )/.test(first)) parts.push(`list of ${lines.filter((line) => /^(- |\d+\. )/.test(line)).length}`)
    parts.push(...[...block.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, file]) => `picture ${file}`))
  }
  return parts
}
/** What stands in code font in the first column of the tables: variables and rules. */
const namesIn = (text: string): string[] =>
  withoutCode(text)
    .split('\n')
    .filter(isRow)
    .flatMap((line) => [...line.split('|')[1]!.matchAll(/`(\w+)/g)].map(([, name]) => name!))
const commandsIn = (text: string): string[] => [...new Set([...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!))]
const linksIn = (text: string): string[] => [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, file]) => file!)

describe('the Chinese README and the English one', () => {
  it('have the same parts in the same order', () => {
    expect(partsOf(chinese)).toEqual(partsOf(english))
    expect(partsOf(english).filter((part) => part.startsWith('table'))).toHaveLength(8)
  })

  it('have the same code, variables, rules and commands', () => {
    expect(codeOf(chinese)).toEqual(codeOf(english))
    expect(namesIn(chinese)).toEqual(namesIn(english))
    expect(commandsIn(chinese)).toEqual(commandsIn(english))
  })

  it('name each other on their first line', () => {
    expect(chinese.split('\n')[2]).toContain('(README.md)')
    expect(english.split('\n')[2]).toContain('(README.zh-CN.md)')
  })
})

describe.each(READMES)('%s', (file) => {
  const text = read(file)

  it('links to files that are there, and to every picture', () => {
    expect(linksIn(text).filter((link) => !existsSync(join(ROOT, link)))).toEqual([])
    const pictures = readdirSync(join(ROOT, 'docs/screenshots')).map((name) => `docs/screenshots/${name}`)
    expect(pictures.filter((picture) => !linksIn(text).includes(picture))).toEqual([])
  })

  it('names commands that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    expect(commandsIn(text).filter((name) => !(name in scripts))).toEqual([])
    expect(commandsIn(text)).toContain('doctor')
  })

  it('explains every variable of the environment that is the bot’s own, as .env.example does', () => {
    const OF_THE_MACHINE = ['PATH', 'XDG_CACHE_HOME']
    const own = Object.keys(EnvironmentSchema.shape).filter((name) => !OF_THE_MACHINE.includes(name))
    expect(own.filter((name) => !namesIn(text).includes(name))).toEqual([])
    const example = [...read('.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name!)
    expect(example.sort()).toEqual(own.sort())
  })

  it('names every rule that a company may change', () => {
    const { steps } = parse(read('flows/changeRule.yaml')) as { steps: { rule: { input: { options: string[] } } } }
    const rules = steps.rule.input.options
    expect(rules.length).toBeGreaterThan(20)
    for (const rule of rules) expect(text, rule).toContain(rule.split('.').at(-1)!)
  })
})
