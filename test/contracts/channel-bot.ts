/** What a person can do with the bot on any channel, through the whole of it: server, database, dialogue, delivery, and the platform's stand-in. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { type App, createApp } from '../../src/app.js'
import { contactId } from '../../src/channels/channel.js'
import { ROOT } from '../../src/config.js'
import type { Conversation } from '../../src/conversation/store.js'
import { type Connection, connect } from '../../src/database/connect.js'
import { databaseUri, freshName } from '../setup/database.js'
import { exampleOrganisation } from '../setup/organisation.js'
import type { CreateStage, Deed, Stage } from './stage.js'

const STEMS = '甲乙丙丁戊己庚辛壬癸'
const BRANCHES = '子丑寅卯辰巳午未申酉戌亥'
/** Forty names that are nothing else. */
const NAMES = Array.from({ length: 40 }, (_, index) => `${STEMS[index % 10]}${BRANCHES[index % 12]}`)
const COUNTS = { two: 2, six: 6, ten: 10, twenty: 20, forty: 40 } as const
const STEPS = Object.keys(COUNTS) as (keyof typeof COUNTS)[]
const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `o${index}`)

/** A dialogue with a choice of every size, then of several at once, then of nothing. */
function dialogueOfChoices(): string {
  const root = mkdtempSync(join(tmpdir(), 'huisheng-choices-'))
  for (const folder of ['flows', 'locales']) cpSync(join(ROOT, folder), join(root, folder), { recursive: true })
  const question = (input: object, next: string) => ({ type: 'question', input, next })
  const choices = STEPS.map((step, index) => [
    step,
    question({ type: 'choice', options: idsOf(COUNTS[step]) }, STEPS[index + 1] ?? 'several'),
  ])
  const flow = {
    id: 'picking',
    start: 'two',
    steps: {
      ...Object.fromEntries(choices),
      several: question({ type: 'choices', options: idsOf(3) }, 'remark'),
      remark: question({ type: 'text' }, 'done'),
      done: { type: 'end', outcome: 'completed' },
    },
  }
  writeFileSync(join(root, 'flows/picking.yaml'), stringify(flow))
  const options = (count: number) =>
    Object.fromEntries(idsOf(count).map((id, index) => [id, { label: NAMES[index], names: [`${NAMES[index]}年`] }]))
  const steps = STEPS.map((step) => [
    step,
    { label: `${COUNTS[step]}`, ask: `${COUNTS[step]}?`, examples: '-', options: options(COUNTS[step]) },
  ])
  const texts = {
    name: '挑选',
    triggers: ['挑选'],
    steps: {
      ...Object.fromEntries(steps),
      several: { label: 'several', ask: 'several?', examples: '-', options: options(3) },
      remark: { label: 'remark', ask: 'remark?', examples: '-' },
      done: { text: 'done' },
    },
  }
  for (const language of ['zh-CN', 'en']) writeFileSync(join(root, `locales/${language}/picking.yaml`), stringify(texts))
  return root
}

export function botContract(create: CreateStage): void {
  let stage: Stage
  let app: App
  let connection: Connection
  let http: Server
  let address: string
  let root: string
  const lines: string[] = []
  let ids = 0
  beforeAll(async () => {
    stage = await create()
    root = dialogueOfChoices()
    connection = await connect(databaseUri(freshName()))
    await stage.prepare?.(connection)
    app = await createApp({
      connection,
      organisation: exampleOrganisation(),
      publicUrl: 'https://bot.example.com',
      defaultLanguage: 'zh-CN',
      now: stage.clock.now,
      log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
      root,
      ...stage.options,
    })
    await app.jobs.find(({ name }) => name === 'streams')?.run()
    http = createServer(app.listener).listen(0, '127.0.0.1')
    await new Promise((resolve) => http.once('listening', resolve))
    address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    await app?.stop()
    http?.closeAllConnections()
    if (http) await new Promise((resolve) => http.close(resolve))
    await stage?.close()
    await connection?.dropDatabase()
    await connection?.destroy()
    rmSync(root, { recursive: true })
  })

  async function brings(deed: Deed, id = `m${ids++}`): Promise<void> {
    stage.clock.moveBy(60_000)
    const before = stage.arrived().length
    await stage.brings(id, deed, address)
    await app.settled()
    await stage.looks?.(address)
    // where a few messages are all that may be said, a turn is one of them, two at most
    if (stage.channel.limits.replyWindow) expect(stage.arrived().length - before).toBeLessThanOrEqual(2)
  }
  const says = (text: string, id?: string) => brings({ does: 'says', text }, id)
  const conversation = async () =>
    (await connection.db!.collection<Conversation>('conversations').findOne({ _id: contactId(stage.person) })) ?? undefined
  const session = async () => (await conversation())?.session
  const isPressable = (...labels: string[]) => labels.every((label) => stage.arrived().at(-1)?.labels.includes(label))

  it('hears a message once that is brought three times, also at once', async () => {
    await says('挑选')
    expect(await session()).toMatchObject({ step: 'two' })
    const before = stage.arrived().length
    const deed: Deed = { does: 'says', text: NAMES[1]! }
    await Promise.all([1, 2, 3].map(() => stage.brings('thrice', deed, address)))
    await app.settled()
    await stage.looks?.(address)
    await says(NAMES[1]!, 'thrice')
    expect(await session()).toMatchObject({ step: 'six', answers: { two: 'o1' }, failures: 0 })
    expect(stage.arrived()).toHaveLength(before + 1)
    await says('取消')
  })

  it.each([
    ['its number', (index: number): Deed => ({ does: 'says', text: `${index + 1}` })],
    ['its label', (index: number): Deed => ({ does: 'says', text: NAMES[index]! })],
    ['another word for it', (index: number): Deed => ({ does: 'says', text: `${NAMES[index]}年` })],
    [
      'a press, where it can be pressed',
      (index: number): Deed =>
        isPressable(NAMES[index]!) ? { does: 'presses', labels: [NAMES[index]!] } : { does: 'says', text: NAMES[index]! },
    ],
  ] as const)('takes a choice of 2, 6, 10, 20 and 40, and several, by %s', async (_way, deed) => {
    await says('挑选')
    for (const step of STEPS) {
      const card = (await conversation())?.openCard?.card
      const isPressed = deed(0).does === 'presses'
      await brings(deed(COUNTS[step] - 1))
      expect((await session())?.answers, step).toMatchObject({ [step]: `o${COUNTS[step] - 1}` })
      const shown = card && stage.changed(stage.channel.cardId(card))
      if (isPressed && stage.channel.limits.card.changesForMs > 0) expect(shown).toContain(NAMES[COUNTS[step] - 1])
    }
    const [first, , third] = NAMES as [string, string, string]
    await brings(isPressable(first, third) ? { does: 'presses', labels: [first, third] } : { does: 'says', text: `${first} ${third}` })
    expect(await session()).toMatchObject({ step: 'remark', answers: { several: ['o0', 'o2'] } })
    await says('袋子是潮的')
    expect((await session())?.status ?? 'completed').toBe('completed')
  })

  it('is not confused by a press on the card of a question that was answered', async () => {
    await says('挑选')
    if (!isPressable(NAMES[0]!)) return
    const pressed: Deed = { does: 'presses', labels: [NAMES[0]!, NAMES[1]!].slice(0, 1) }
    await brings(pressed, 'press')
    await says('取消')
    await says('挑选')
    await stage.brings('press', pressed, address)
    await app.settled()
    expect(await session()).toMatchObject({ step: 'two', answers: {} })
    await says('取消')
  })

  it('keeps a photo that a person sends, and answers', async () => {
    if (!stage.has.media.includes('image')) return
    const before = stage.arrived().length
    await brings({ does: 'sends', kind: 'image', bytes: Buffer.from('a photo of a torn bag') })
    const kept = await connection.db!.collection('attachments').findOne({ channel: stage.channel.name })
    expect(kept).toMatchObject({ kind: 'image', state: 'stored' })
    expect(stage.arrived().length).toBeGreaterThan(before)
    await says('取消')
  })

  it('shows in its log neither a secret nor what people wrote', async () => {
    expect(lines.length).toBeGreaterThan(5)
    const log = lines.join('')
    for (const secret of [...stage.secrets(), '袋子是潮的']) expect(log).not.toContain(secret)
  })
}
