/** Whatever channel is left out, with its line in the list: the rest compiles. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../src/config.js'

const SLOW_MS = 180_000
const LIST = join(ROOT, 'src/compose/platforms.ts')
const { options, fileNames } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(ROOT, 'tsconfig.build.json'), ts.sys.readFile).config,
  ts.sys,
  ROOT,
)
/** Parsed once for all, as most files stay as they are. */
const parsed = new Map<string, ts.SourceFile | undefined>()

/** The stand-ins stay: the playground is played on them, and they know nothing of the channels. */
describe.each(['wecom', 'wecom-bot', 'wecom-kf', 'dingtalk'])('%s', (name) => {
  const own = [`channels/${name}/`, `compose/platforms/${name}.ts`].map((path) => join(ROOT, 'src', path))
  const isOwn = (file: string) => own.some((path) => file.startsWith(path))

  it('is left out, and the rest compiles', { timeout: SLOW_MS }, () => {
    expect(fileNames.some(isOwn)).toBe(true)
    expect(faultsWithout(isOwn, withoutLine(name))).toEqual([])
  })
})

function withoutLine(name: string): string {
  const list = readFileSync(LIST, 'utf8')
  const [line = '', platform = ''] = new RegExp(`^import \\{ (\\w+) \\} from './platforms/${name}\\.js'\n`, 'm').exec(list) ?? []
  return list.replace(line, '').replace(new RegExp(`\\b${platform}\\b(?=[,\\]])(, )?`), '')
}

function faultsWithout(isOwn: (file: string) => boolean, list: string): string[] {
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (file) => !isOwn(file) && fileExists(file)
  host.readFile = (file) => (isOwn(file) ? undefined : readFile(file))
  host.getSourceFile = (file, language) => {
    if (file === LIST) return ts.createSourceFile(file, list, language)
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, language))
    return parsed.get(file)
  }
  const rootNames = fileNames.filter((file) => !isOwn(file))
  const program = ts.createProgram({ rootNames, options: { ...options, noEmit: true }, host })
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}
