/** A running server takes over what is changed on disk: words at once, a dialogue for new talks. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from '../../src/config.js'
import { watchDialogues } from '../../src/conversation/watch-dialogues.js'
import { type Bot, startBot } from '../setup/bot.js'

const root = mkdtempSync(join(tmpdir(), 'huisheng-live-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const copy = () => {
  for (const folder of ['flows', 'locales']) cpSync(join(ROOT, folder), join(root, folder), { recursive: true })
}
function edit(file: string, from: string, to: string): void {
  const path = join(root, file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

describe('a running server', () => {
  const logged: string[] = []
  let bot: Bot
  beforeAll(async () => {
    copy()
    bot = await startBot({ root, onLog: (line) => logged.push(line) })
  })
  afterAll(() => bot.stop())
  beforeEach(() => {
    logged.length = 0
    copy()
  })

  it('says changed words at once, also in the middle of a dialogue', async () => {
    const wang = bot.person('wangqiang')
    await wang.says('投诉')
    edit('locales/zh-CN/complaint.yaml', 'ask: 具体是什么质量问题？', 'ask: 质量上出了什么事？')
    await bot.app.rereadFiles()
    expect(await wang.says('水泥质量')).toContain('质量上出了什么事？')
    await wang.says('取消')
  })

  it('begins new talks on a changed dialogue, and lets running ones go on as they began', async () => {
    const running = bot.person('wangqiang')
    await running.says('投诉')
    edit('flows/complaint.yaml', '{ when: { kind: QUALITY }, to: subKind }', '{ when: { kind: CAKING }, to: subKind }')
    await bot.app.rereadFiles()
    expect(logged.join()).toContain('dialogues and texts were read anew')
    const fresh = bot.person('liuna')
    await fresh.says('投诉')
    expect(await fresh.says('受潮结块')).toContain('具体是什么质量问题')
    expect(await running.says('受潮结块')).not.toContain('具体是什么质量问题')
    for (const person of [running, fresh]) await person.says('取消')
  })

  it('refuses a faulty one with the fault in the log, goes on with the old one, and takes it over once it is mended', async () => {
    const wang = bot.person('wangqiang')
    edit('flows/complaint.yaml', 'start: kind', 'start: knd')
    edit('locales/zh-CN/complaint.yaml', 'ask: 是哪一类投诉？', 'ask: 哪一类？')
    await bot.app.rereadFiles()
    expect(logged.join()).toContain('flows/complaint.yaml 第 4 行：start 指向 knd，没有这个步骤，是不是 kind？')
    expect(await wang.says('投诉')).toContain('是哪一类投诉？')
    await wang.says('取消')
    edit('flows/complaint.yaml', 'start: knd', 'start: kind')
    await bot.app.rereadFiles()
    expect(await wang.says('投诉')).toContain('哪一类？')
    await wang.says('取消')
  })

  it('refuses one that an act would not find', async () => {
    edit('flows/reopen.yaml', 'facts: ["no"]', 'facts: [number]')
    await bot.app.rereadFiles()
    expect(logged.join()).toContain('flows/reopen.yaml：不知道是哪一件 complaint，请在 facts 里加 no')
  })
})

describe('the watch', () => {
  const failures: unknown[] = []
  let stop = () => {}
  afterEach(() => stop())

  /** Resolves when a change was noticed. */
  function noticed(): Promise<void> {
    return new Promise((resolve) => {
      const watch = watchDialogues(
        root,
        async () => resolve(),
        (error) => failures.push(error),
        0,
      )
      stop = watch.stop
      watch.start()
    })
  }

  it.each([
    ['a dialogue that is written', () => edit('flows/intake.yaml', 'id: intake', 'id: intake ')],
    ['a text that is written', () => edit('locales/zh-CN/help.yaml', 'name:', 'name: ')],
    [
      'a file that an editor puts in the place of another',
      () => {
        writeFileSync(join(root, 'locales/en/help.yaml.tmp'), readFileSync(join(root, 'locales/en/help.yaml')))
        renameSync(join(root, 'locales/en/help.yaml.tmp'), join(root, 'locales/en/help.yaml'))
      },
    ],
  ])('notices %s', async (_name, change) => {
    copy()
    const change1 = noticed()
    change()
    await change1
    expect(failures).toEqual([])
  })

  it('says so where it can notice nothing', () => {
    const empty = join(root, 'empty')
    mkdirSync(empty)
    const watch = watchDialogues(
      empty,
      async () => {},
      (error) => failures.push(error),
    )
    watch.start()
    watch.stop()
    expect(failures).toHaveLength(1)
  })
})
