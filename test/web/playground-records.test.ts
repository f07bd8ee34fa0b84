/** What stands beside a chat of the playground, what a moved clock brings, and what is there again after a restart. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../src/config.js'
import type { PhoneEntry } from '../../src/simulator/phone.js'
import { useDatabase } from '../setup/database.js'
import { startTestPlayground, type TestPlayground } from '../setup/playground.js'

const PHOTO = readFileSync(join(ROOT, 'assets/demo/bag.jpg'))
const REST = ['PO42.5', '袋装', '跳过', '跳过', '司机态度不好，吵架了', '其他 一般 电话 刚才', '前进路12号工地', '提交']

interface Shown {
  readonly complaint: {
    readonly no: string
    readonly inHand: readonly { readonly who: string; readonly task: string; readonly dueAt?: string }[]
    readonly stages: readonly { readonly states: readonly { readonly id: string; readonly isNow: boolean }[] }[]
  } | null
}
interface Passed {
  readonly now: string
  readonly reached?: string
  readonly heard: readonly { readonly userid: string; readonly entry: number }[]
}

const get = async <T>({ address }: TestPlayground, path: string): Promise<T> =>
  (await fetch(`${address}/playground/api/${path}`)).json() as T
const recordOf = async (playground: TestPlayground, userid: string) => (await get<Shown>(playground, `inspect/${userid}`)).complaint
const chatOf = async (playground: TestPlayground, userid: string) => {
  const { users } = await get<{ users: { userid: string; entries: PhoneEntry[] }[] }>(playground, 'state')
  return users.find((user) => user.userid === userid)!.entries
}
async function file(playground: TestPlayground, user: string, customer = ['宏基', '张工']): Promise<void> {
  for (const text of ['投诉 其他', ...customer, ...REST]) await playground.post('say', { user, text })
  await playground.app.settled()
}

describe('beside a chat', () => {
  let playground: TestPlayground
  beforeAll(async () => {
    playground = await startTestPlayground()
  })
  afterAll(() => playground.stop())

  it('stands the complaint that this chat spoke of last, whoever has filed another one since', async () => {
    await file(playground, 'wangqiang')
    const first = await recordOf(playground, 'chenjing')
    await file(playground, 'wangqiang', ['秦北', '高厂长'])
    const second = await recordOf(playground, 'hepeng')
    expect(first!.no).not.toBe(second!.no)
    expect((await recordOf(playground, 'chenjing'))!.no).toBe(first!.no)
    expect((await recordOf(playground, 'wangqiang'))!.no).toBe(second!.no)
    expect(await recordOf(playground, 'songbo')).toBeNull()
  })

  it('stands in whose hands it is, until when, and how far it has come, each state in its place', async () => {
    await file(playground, 'wangqiang')
    const { inHand, stages } = (await recordOf(playground, 'wangqiang'))!
    expect(inHand).toContainEqual(expect.objectContaining({ who: '陈静（渭南厂质检人员）', task: '受理', dueAt: expect.any(String) }))
    const ids = stages.flatMap(({ states }) => states.map(({ id }) => id))
    expect(ids).toEqual([
      'REGISTERED',
      'REPORTED',
      'INVESTIGATING',
      'FACTS_PENDING',
      'NOT_OURS',
      'PLAN_OFFERED',
      'EXECUTING',
      'FILING',
      'CALLBACK',
      'CLOSED',
    ])
    expect(stages.flatMap(({ states }) => states).filter(({ isNow }) => isNow)).toMatchObject([{ id: 'REPORTED' }])
  })

  it('the next due time is reached with everything that is said on the way and then', async () => {
    await file(playground, 'wangqiang')
    const response = await playground.post('next-due', {})
    const { result } = (await response.json()) as { result: Passed }
    expect(result.reached).toMatch(/^[A-Z]+-\d{8}-\d+$/)
    expect(result.heard.length).toBeGreaterThan(0)
    const [{ userid, entry } = { userid: '', entry: 0 }] = result.heard
    expect((await chatOf(playground, userid)).find(({ id }) => id === entry)).toMatchObject({ from: 'app' })
    const { now } = await get<{ now: string }>(playground, 'state')
    expect(now).toBe(result.now)
  })

  it('the next one after it is reached although that one is late by now', async () => {
    await file(playground, 'wangqiang')
    const next = async () => ((await (await playground.post('next-due', {})).json()) as { result: Passed }).result
    const [first, second] = [await next(), await next()]
    expect(second.reached).toEqual(expect.any(String))
    expect(second.now > first.now).toBe(true)
  })

  it('a file has its name and its size', async () => {
    await file(playground, 'wangqiang')
    const { no } = (await recordOf(playground, 'wangqiang'))!
    await playground.post('say', { user: 'liuna', text: `导出 ${no}` })
    await playground.app.settled()
    const files = (await chatOf(playground, 'liuna')).filter(({ body }) => body.msgtype === 'file')
    expect(files.length).toBeGreaterThan(0)
    for (const { fileName, fileSize } of files) expect([fileName, fileSize! > 1000]).toEqual([expect.stringMatching(/\.docx$/), true])
  })
})

describe('nothing to wait for', () => {
  it('the clock stays where it is, and that is said', async () => {
    const playground = await startTestPlayground()
    const { now } = await get<{ now: string }>(playground, 'state')
    const { result } = (await (await playground.post('next-due', {})).json()) as { result: Passed }
    expect(result).toEqual({ now, heard: [] })
    await playground.stop()
  })
})

describe('after a restart', () => {
  const connection = useDatabase()

  it('chats, pictures and the clock are there again, and cards can still be pressed', async () => {
    const before = await startTestPlayground(connection())
    await fetch(`${before.address}/playground/api/photo/wangqiang`, {
      method: 'POST',
      body: PHOTO,
      headers: { 'content-type': 'image/jpeg' },
    })
    await file(before, 'wangqiang')
    await before.post('clock', { minutes: 30 })
    await before.app.settled()
    const [chat, heads] = [await chatOf(before, 'wangqiang'), await chatOf(before, 'zhaojianguo')]
    const { now } = await get<{ now: string }>(before, 'state')
    await before.putDown()

    const after = await startTestPlayground(connection())
    expect(await chatOf(after, 'wangqiang')).toEqual(chat)
    expect((await get<{ now: string }>(after, 'state')).now).toBe(now)
    const photo = chat.find(({ body }) => body.msgtype === 'image')!.body.image as { media_id: string }
    const medium = await fetch(`${after.address}/playground/api/media/${photo.media_id}`)
    expect(Buffer.from(await medium.arrayBuffer())).toEqual(PHOTO)

    const report = heads.findLast(({ body }) => JSON.stringify(body).includes('"收到"'))!.body.template_card as {
      task_id: string
      button_list: { text: string; key: string }[]
    }
    const { key } = report.button_list.find(({ text }) => text === '收到')!
    expect((await after.post('tap', { user: 'zhaojianguo', card: report.task_id, key })).status).toBe(200)
    await after.app.settled()
    const entries = await chatOf(after, 'zhaojianguo')
    expect(entries.find(({ body }) => (body.template_card as { task_id?: string } | undefined)?.task_id === report.task_id)).toMatchObject({
      replaced: expect.stringContaining('收到'),
    })
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
    await after.putDown()
  })
})

describe('the story', () => {
  it('can be stopped between two scenes, taken one on, and played to its end', async () => {
    const playground = await startTestPlayground()
    const shown = async () =>
      (
        await get<{ story: { isPaused: boolean; scene?: { number: number; of: number; caption: string }; ended?: string } }>(
          playground,
          'state',
        )
      ).story
    const played = playground.post('play', { pauseMs: 0 })
    const stop = async () => {
      await playground.post('story', { how: 'pause' })
      return (await shown())?.isPaused
    }
    await expect.poll(stop).toBe(true)
    const { scene } = await shown()
    await playground.post('story', { how: 'next' })
    await expect.poll(async () => (await shown()).scene?.number, { timeout: 60_000 }).toBe((scene?.number ?? 0) + 1)
    await playground.post('story', { how: 'resume' })
    expect((await played).status).toBe(200)
    expect(await shown()).toMatchObject({ ended: 'whole', isPaused: false, scene: { number: 32, of: 32 } })
    const customer = (await recordOf(playground, 'zhanggong'))!
    expect(customer.stages.flatMap(({ states }) => states).filter(({ isNow }) => isNow)).toMatchObject([{ id: 'CLOSED' }])
    const spokeOn = async (userid: string) =>
      new Set((await chatOf(playground, userid)).flatMap(({ from, platform }) => (from === 'person' ? [platform] : [])))
    expect([await spokeOn('zhanggong'), await spokeOn('chenjing'), await spokeOn('zhaojianguo')]).toEqual([
      new Set(['wecom-kf']),
      new Set(['dingtalk']),
      new Set(['wecom']),
    ])
    expect(JSON.stringify(await chatOf(playground, 'zhanggong'))).toContain('总体满意程度：非常满意')
    await playground.stop()
  }, 90_000)
})
