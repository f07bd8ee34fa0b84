/** What is asked for is made once, beside the turn, and nobody waits in vain. */
import readWorkbook from 'read-excel-file/node'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildIndexes, type Connection } from '../../src/database/connect.js'
import { createDue } from '../../src/database/due.js'
import { type Notice, say } from '../../src/delivery/notice.js'
import { UserFacingError } from '../../src/errors.js'
import { createMaker } from '../../src/reports/making/maker.js'
import { createFileRequests, type FileRequest } from '../../src/reports/requests.js'
import { startBot, useBot } from '../setup/bot.js'
import { useDatabase } from '../setup/database.js'
import { createDoor } from '../setup/delivery.js'
import { fileShortage } from '../setup/story.js'

const START = new Date('2026-11-03T02:00:00Z')
const database = useDatabase()
let connection: Connection
let at = START
beforeAll(async () => {
  connection = database()
  setUp()
  await buildIndexes(connection)
})
beforeEach(async () => {
  at = START
  await collection().deleteMany({})
})
const collection = () => connection.collection<FileRequest>('filerequests')

function setUp(
  make: (request: FileRequest) => Promise<readonly Notice[]> = async () => [{ type: 'file', kind: 'file', fileId: 'f', name: 'f' }],
) {
  const delivered = new Map<string, Notice>()
  const givenUp: string[] = []
  const failures: string[] = []
  let made = 0
  const requests = createFileRequests({
    connection,
    turns: connection,
    make: (request) => {
      made++
      return make(request)
    },
    notifier: { notify: async (items) => items.forEach(({ id, notice }) => void delivered.set(id, notice)) },
    onFailed: (_request, error) => void failures.push(String(error)),
    onGivenUp: async ({ run }) => void givenUp.push(run),
    due: createDue({ connection, now: () => at }),
    now: () => at,
  })
  return { requests, delivered, givenUp, failures, made: () => made }
}
const ledger = (run: string, key = 'wecom:liuna ledger 2026') => ({
  key,
  run,
  wanted: { kind: 'ledger', year: 2026 } as const,
  by: { id: 'wecom:liuna', name: '刘娜' },
  to: ['wecom:liuna'],
})

describe('a file', () => {
  it('is not made before the turn that asked for it is committed', async () => {
    const { requests, made } = setUp()
    await requests.ask(ledger('first'))
    expect(made()).toBe(0)
    requests.begin()
    await requests.settled()
    expect(made()).toBe(1)
  })

  it('that is asked for again while it is made is made once and comes once', async () => {
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const { requests, delivered, made } = setUp(async () => {
      await finished
      return [{ type: 'file', kind: 'file', fileId: 'f', name: 'f' }]
    })
    await requests.ask(ledger('first'))
    requests.begin()
    await expect.poll(made).toBe(1)
    await requests.ask(ledger('second'))
    requests.begin()
    finish()
    await requests.settled()
    expect(made()).toBe(1)
    expect([...delivered.keys()]).toEqual(['first.form0.wecom:liuna'])
  })

  it('is made again when it is asked for later', async () => {
    const { requests, delivered } = setUp()
    for (const run of ['monday', 'tuesday']) {
      await requests.ask(ledger(run))
      await requests.settled()
    }
    expect(delivered.size).toBe(2)
  })

  it('is made by one of several replicas', async () => {
    const replicas = [setUp(), setUp(), setUp()]
    await replicas[0]!.requests.ask(ledger('first'))
    await Promise.all(replicas.map(({ requests }) => requests.sweep()))
    expect(replicas.reduce((sum, { made }) => sum + made(), 0)).toBe(1)
  })

  it('does not keep the figures of a manager waiting, however long it takes', async () => {
    const door = createDoor()
    const { requests, delivered } = setUp(async ({ wanted }) => {
      if (wanted.kind === 'ledger') await door.pass()
      return [say('files.making')]
    })
    await requests.ask(ledger('year'))
    await requests.ask({ ...ledger('figures', 'wecom:zhou digest'), wanted: { kind: 'digest', word: 'day' } })
    requests.begin()
    await door.somebodyIsWaiting
    await expect.poll(() => [...delivered.keys()]).toEqual(['figures.form0.wecom:liuna'])
    door.open()
    await requests.settled()
    expect(delivered.size).toBe(2)
  })

  it('whose request is damaged keeps no other from being made', async () => {
    const { requests, delivered } = setUp()
    for (const run of ['first', 'second', 'third']) await requests.ask(ledger(run, run))
    await collection().updateOne({ run: 'second' }, { $set: { attempts: 'none', to: null } as never })
    await requests.settled()
    expect([...delivered.keys()]).toEqual(['first.form0.wecom:liuna', 'third.form0.wecom:liuna'])
    expect(await collection().find().toArray()).toMatchObject([{ run: 'second', dueAt: new Date(START.getTime() + 30_000) }])
  })

  it('that a process left when it died is made by another, once its lease has run out', async () => {
    const { requests, delivered } = setUp()
    await requests.ask(ledger('left'))
    await collection().updateOne({ run: 'left' }, { $set: { lease: { by: 'dead', until: new Date(Date.now() + 60_000) } } })
    await requests.sweep()
    expect(delivered.size).toBe(0)
    await collection().updateOne({ run: 'left' }, { $set: { 'lease.until': new Date(Date.now() - 1) } })
    await requests.sweep()
    expect(delivered.size).toBe(1)
  })

  it('that the bot leaves when it stops is taken at once by another', async () => {
    const stopping = setUp(async () => {
      stopping.requests.stop()
      throw new Error('killed')
    })
    await stopping.requests.ask(ledger('left'))
    await stopping.requests.settled()
    const { requests, delivered } = setUp()
    await requests.sweep()
    expect(delivered.size).toBe(1)
    expect(stopping.failures).toEqual([])
  })
})

describe('a file that cannot be made', () => {
  it('is tried five times with growing pauses and then given up, while others are made', async () => {
    const { requests, delivered, givenUp, failures } = setUp(async ({ run }) => {
      if (run === 'poison') throw new Error('no memory')
      return [{ type: 'file', kind: 'file', fileId: 'f', name: 'f' }]
    })
    await requests.ask(ledger('poison', 'poison'))
    await requests.ask(ledger('healthy', 'healthy'))
    await requests.settled()
    expect([...delivered.keys()]).toEqual(['healthy.form0.wecom:liuna'])
    const pauses: number[] = []
    for (let left = await collection().findOne({}); left; left = await collection().findOne({})) {
      pauses.push((left.dueAt.getTime() - at.getTime()) / 1_000)
      at = left.dueAt
      await requests.sweep()
    }
    expect(pauses).toEqual([5, 20, 80, 320])
    expect(failures).toHaveLength(5)
    expect(givenUp).toEqual(['poison'])
  })

  it('because of something that the person can mend says so, once', async () => {
    const { requests, delivered, made } = setUp(async () => Promise.reject(new UserFacingError('forms.which')))
    await requests.ask(ledger('first'))
    await requests.settled()
    await requests.sweep()
    expect(made()).toBe(1)
    expect([...delivered.values()]).toEqual([{ type: 'text', text: { key: 'forms.which', values: {} } }])
  })
})

describe('in a talk', () => {
  const bot = useBot()
  const runJob = (wanted: string) =>
    bot()
      .app.jobs.find(({ name }) => name === wanted)!
      .run()

  it('the answer comes at once and the file after it', async () => {
    await fileShortage(bot())
    const liu = bot().person('liuna')
    await liu.says('台账 2026年')
    expect(liu.heard()).toBe('正在生成，做好了发给您。\n2026年投诉台账，共 1 件：\n[file]')
  })

  it('a record that is damaged stands in the ledger by its number, and the others as ever', async () => {
    const [complaint] = await bot().complaints()
    const records = bot().connection.collection<{ _id: string; caseKind: string; registeredAt: Date }>('cases')
    await records.insertOne({ _id: 'TS-20261103-900', caseKind: 'complaint', registeredAt: complaint!.registeredAt })
    const liu = bot().person('liuna')
    await liu.says('台账 2026年')
    const [file] = liu
      .entries()
      .flatMap(({ body }) => (body.msgtype === 'file' ? [body.file as { media_id: string }] : []))
      .slice(-1)
    const [{ data }] = (await readWorkbook(bot().simulator.medium(file!.media_id)!.bytes)) as unknown as [{ data: unknown[][] }]
    const rows = data.slice(3).map(([no, , customer, ...rest]) => [no, customer, rest.includes('记录损坏，请找管理员')])
    expect(rows).toEqual(
      expect.arrayContaining([
        [complaint!._id, '渭南宏基商品混凝土有限公司', false],
        ['TS-20261103-900', null, true],
      ]),
    )
    await records.deleteOne({ _id: 'TS-20261103-900' })
  })

  it('a file that cannot be made is told to whoever asked, and to an administrator', async () => {
    const liu = bot().person('liuna')
    const [complaint] = await bot().complaints()
    await liu.says(`导出 ${complaint!._id}`)
    await bot()
      .connection.collection<{ _id: string }>('filerequests')
      .insertOne({
        ...ledger('gone'),
        _id: 'gone',
        // of a round that is none
        wanted: { kind: 'forms', no: complaint!._id, rounds: 7 },
        attempts: 4,
        dueAt: bot().clock.now(),
      } as never)
    await runJob('file-requests')
    await bot().app.settled()
    expect(liu.heard()).toContain(`${complaint!._id} 表单没有做成，已经通知管理员。请过一会儿再要一次。`)
    expect(bot().person('linjing').transcript()).toContain(`刘娜 要的文件试了 5 次都没有做成：${complaint!._id} 表单（rounds`)
  })

  it('is made with the rights that whoever asked has by then', async () => {
    const [complaint] = await bot().complaints()
    const { requests } = bot().app.reporting
    const asks = [{ kind: 'ledger', year: 2026 }, { kind: 'openList' }, { kind: 'forms', no: complaint!._id, rounds: [1] }] as const
    const former = bot().person('songbo')
    for (const [index, wanted] of asks.entries())
      await requests.ask({
        key: `former ${index}`,
        run: `former${index}`,
        wanted,
        by: { id: 'wecom:songbo', name: '宋博' },
        to: ['wecom:songbo'],
      })
    await bot().app.settled()
    expect(former.transcript()).not.toContain('[file]')
    expect(former.transcript()).toMatch(/台账由[\s\S]*只给市场[\s\S]*没有找到投诉/)
  })

  it('waits for photos that are still being fetched, and does without them in the end', async () => {
    const liu = bot().person('liuna')
    const [complaint] = await bot().complaints()
    const files = bot().connection.collection<{ _id: string; state: string }>('attachments')
    const [photo] = complaint!.attachments
    await files.updateOne({ _id: photo!.id }, { $set: { state: 'pending' } })
    const filesBefore = liu.transcript().split('[file]').length
    await liu.says(`导出 ${complaint!._id}`)
    expect(liu.transcript().split('[file]')).toHaveLength(filesBefore)
    for (let tries = 1; tries < 5; tries++) {
      bot().clock.moveBy(6 * 60_000)
      await runJob('file-requests')
      await bot().app.settled()
    }
    expect(liu.transcript().split('[file]').length).toBeGreaterThan(filesBefore)
    await files.updateOne({ _id: photo!.id }, { $set: { state: 'stored' } })
  })

  it('what was made goes after a month, and what people sent stays', async () => {
    const liu = bot().person('liuna')
    for (const words of ['日报', '台账 2026年', '日报', '台账 2026年']) await liu.says(words)
    const names = bot().connection.collection<{ _id: string }>('filenames')
    const keys = async () => (await names.find().toArray()).map(({ _id }) => _id)
    const sent = (await keys()).filter((key) => key.startsWith('wecom-'))
    expect(sent).not.toEqual([])
    expect((await keys()).length).toBeGreaterThan(sent.length + 3)
    await runJob('retention')
    expect((await keys()).length).toBeGreaterThan(sent.length + 3)
    bot().clock.moveBy(31 * 86_400_000)
    await runJob('retention')
    expect(await keys()).toEqual(sent)
  })
})

it('figures that cannot be drawn are no fault of whoever asks: the answer comes, and an administrator hears in the end', async () => {
  const maker = createMaker()
  maker.close()
  const bot = await startBot({ maker })
  const zhao = bot.person('zhaojianguo')
  await fileShortage(bot)
  expect(await zhao.says('周报')).toBe('正在生成，做好了发给您。')
  for (let tries = 1; tries < 5; tries++) {
    bot.clock.moveBy(6 * 60_000)
    await bot.app.jobs.find(({ name }) => name === 'file-requests')!.run()
    await bot.app.settled()
  }
  expect(zhao.heard()).toContain('周报没有做成，已经通知管理员。请过一会儿再要一次。')
  expect(bot.person('linjing').transcript()).toContain('赵建国 要的文件试了 5 次都没有做成：周报')
  await bot.stop()
})
