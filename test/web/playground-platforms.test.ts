/** The playground with its three platforms: customers in WeChat, the staff in WeCom or on DingTalk. */
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPlayground } from '../../src/playground.js'
import type { PhoneEntry } from '../../src/simulator/phone.js'
import { useDatabase } from '../setup/database.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { startTestPlayground, type TestPlayground } from '../setup/playground.js'

const HOURS_49 = 49 * 60
const BETWEEN_MESSAGES_MS = 5_000
const SHUT = '超过 48 小时，企业不能再主动发消息'

async function chatOf({ address }: TestPlayground, userid: string, platform?: string): Promise<PhoneEntry[]> {
  const state = (await (await fetch(`${address}/playground/api/state`)).json()) as {
    users: { userid: string; entries: PhoneEntry[] }[]
  }
  const { entries } = state.users.find((user) => user.userid === userid)!
  return entries.filter((entry) => platform === undefined || entry.platform === platform)
}
const textOf = (entries: readonly PhoneEntry[]): string => JSON.stringify(entries.filter(({ from }) => from !== 'person'))

async function does(playground: TestPlayground, path: string, body: object): Promise<number> {
  playground.clock.moveBy(BETWEEN_MESSAGES_MS)
  const { status } = await playground.post(path, body)
  await playground.app.settled()
  return status
}
async function says(playground: TestPlayground, user: string, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await does(playground, 'say', { user, text })
}
/** The newest entry of a menu, or button of a card, that is called so. */
async function presses(playground: TestPlayground, user: string, label: string): Promise<number> {
  interface Menu {
    readonly list?: readonly { readonly click: { readonly id: string; readonly content: string } }[]
  }
  interface ActionCard {
    readonly buttons?: readonly string[]
  }
  const found = (await chatOf(playground, user)).flatMap(({ id, platform, body }) => {
    const click = (body.msgmenu as Menu | undefined)?.list?.find((one) => one.click.content === label)?.click
    const button = (body.actionCard as ActionCard | undefined)?.buttons?.find((one) => one === label)
    return (click?.id ?? button) ? [{ on: platform, card: String(id), key: click?.id ?? button }] : []
  })
  return does(playground, 'tap', { user, ...found.at(-1) })
}

const PHOTO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

/** 张工 complains in WeChat. */
async function file(playground: TestPlayground, delivery = 'T2611-021'): Promise<string> {
  await says(playground, 'zhanggong', '我要投诉')
  await presses(playground, 'zhanggong', '袋数不足')
  await says(playground, 'zhanggong', 'PO42.5', `${delivery} 陕E12345 昨天`)
  await presses(playground, 'zhanggong', '厂家送货')
  await says(playground, 'zhanggong', '700 692', '今天上午收货员老李点的')
  const sent = { method: 'POST', body: new Uint8Array(PHOTO), headers: { 'content-type': 'image/png' } }
  expect((await fetch(`${playground.address}/playground/api/photo/zhanggong`, sent)).status).toBe(200)
  await playground.app.settled()
  await says(playground, 'zhanggong', '卸车少了8袋，要求补上', '前进路12号工地')
  expect(await presses(playground, 'zhanggong', '提交')).toBe(200)
  return /TS-\d{8}-\d{3}/.exec(textOf((await chatOf(playground, 'zhanggong')).slice(-1)))![0]
}

describe('a customer in WeChat', () => {
  let playground: TestPlayground
  beforeAll(async () => {
    playground = await startTestPlayground()
  })
  afterAll(() => playground.stop())

  it('is known by the archive, files a complaint by clicking what stands in menus, and customer service hears of it', async () => {
    const no = await file(playground)
    expect(textOf(await chatOf(playground, 'zhanggong'))).toContain('渭南宏基商品混凝土有限公司')
    expect(textOf(await chatOf(playground, 'liuna'))).toContain(no)
  })

  it('clicks only what stands in a menu of theirs, and has no other platform', async () => {
    const [entry] = (await chatOf(playground, 'zhanggong')).filter(({ body }) => body.msgtype === 'msgmenu')
    const press = { user: 'zhanggong', on: 'wecom-kf', card: String(entry!.id), key: 'do:nothing' }
    expect(await does(playground, 'tap', press)).toBe(400)
    expect(await does(playground, 'tap', { ...press, user: 'caolaoban' })).toBe(400)
    expect(await does(playground, 'say', { user: 'zhanggong', on: 'dingtalk', text: '投诉' })).toBe(400)
  })

  it('who is new is nobody whom the archive knows', async () => {
    await says(playground, 'caolaoban', '我要投诉')
    await presses(playground, 'caolaoban', '其他')
    expect(textOf(await chatOf(playground, 'caolaoban'))).toContain('单位')
    expect(textOf(await chatOf(playground, 'caolaoban'))).not.toContain('宏基')
  })

  it('gets nothing more 49 hours later: their chat says so once, and customer service is to ring them up', async () => {
    await file(playground, 'T2611-022')
    await does(playground, 'clock', { minutes: HOURS_49 })
    const quiet = async () => (await chatOf(playground, 'zhanggong')).filter(({ from }) => from === 'platform')
    expect(await quiet()).toMatchObject([{ body: { msgtype: 'notice', notice: { content: SHUT } } }])
    const before = (await chatOf(playground, 'zhanggong')).length
    await says(playground, 'chenjing', '我的任务')
    const card = (await chatOf(playground, 'chenjing')).findLast(({ body }) => JSON.stringify(body).includes('"受理"'))!.body
      .template_card as {
      task_id: string
      button_list: { text: string; key: string }[]
    }
    await does(playground, 'tap', { user: 'chenjing', card: card.task_id, key: card.button_list.find(({ text }) => text === '受理')!.key })
    await does(playground, 'clock', { minutes: 1 })
    expect(textOf(await chatOf(playground, 'liuna'))).toContain('请给客户打电话')
    expect(await chatOf(playground, 'zhanggong')).toHaveLength(before)
    await says(playground, 'zhanggong', '在吗')
    expect((await chatOf(playground, 'zhanggong')).at(-1)).toMatchObject({ from: 'app' })
  })
})

describe('one of the staff', () => {
  let playground: TestPlayground
  beforeAll(async () => {
    playground = await startTestPlayground()
  })
  afterAll(() => playground.stop())

  it('is the same person on DingTalk: has the same tasks there, does them there, and hears there from then on', async () => {
    const no = await file(playground)
    await does(playground, 'say', { user: 'chenjing', on: 'dingtalk', text: '我的任务' })
    expect(textOf(await chatOf(playground, 'chenjing', 'dingtalk'))).toContain(no)
    expect(await presses(playground, 'chenjing', '受理')).toBe(200)
    expect(textOf(await chatOf(playground, 'zhanggong'))).toContain('我们已开始核实')
    const inWecom = (await chatOf(playground, 'chenjing', 'wecom')).length
    await file(playground, 'T2611-022')
    expect(await chatOf(playground, 'chenjing', 'wecom')).toHaveLength(inWecom)
    expect(textOf(await chatOf(playground, 'chenjing', 'dingtalk'))).toMatch(/TS-\d{8}-002/)
  })
})

it('what is said after the clock was moved back stands below, on whatever platform', async () => {
  const playground = await startTestPlayground()
  await does(playground, 'clock', { minutes: 60 })
  await does(playground, 'say', { user: 'chenjing', on: 'dingtalk', text: '帮助' })
  await does(playground, 'clock', { minutes: 0 })
  await does(playground, 'say', { user: 'chenjing', on: 'wecom', text: '我的任务' })
  const said = (await chatOf(playground, 'chenjing')).filter(({ from }) => from === 'person')
  expect(said.map(({ platform }) => platform)).toEqual(['dingtalk', 'wecom'])
  await playground.stop()
})

describe('after a restart', () => {
  const connection = useDatabase()

  it('the chats of every platform are there again and go on, and whose window was open may still be written to', async () => {
    const before = await startTestPlayground(connection())
    const no = await file(before)
    await does(before, 'say', { user: 'chenjing', on: 'dingtalk', text: '我的任务' })
    const chats = [await chatOf(before, 'zhanggong'), await chatOf(before, 'chenjing')]
    await before.putDown()

    const again = await startTestPlayground(connection())
    expect([await chatOf(again, 'zhanggong'), await chatOf(again, 'chenjing')]).toEqual(chats)
    const picture = chats[0]!.find(({ body }) => body.msgtype === 'image')!.body.image as { media_id: string }
    const shown = await fetch(`${again.address}/playground/api/media/${picture.media_id}`)
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(PHOTO)
    const heard = async () => textOf((await chatOf(again, 'zhanggong')).slice(chats[0]!.length))
    expect(await presses(again, 'chenjing', '受理')).toBe(200)
    expect(await heard()).toContain('我们已开始核实')
    await says(again, 'zhanggong', `查 ${no}`)
    expect(await heard()).toContain('核实中')
    await again.putDown()
  })
})

describe('the organisation', () => {
  const connection = useDatabase()

  it('has the accounts of its file, and whoever is not listed there has one on each platform', async () => {
    const address = 'http://127.0.0.1:1'
    const { staffed } = await startPlayground({ address, publicUrl: address, connection: connection(), log: pino({ level: 'silent' }) })
    const listed = { name: '王强', contacts: { wecom: ['wangqiang'], dingtalk: ['0123'] } }
    const { people } = staffed({ ...exampleOrganisation(), people: [listed] })
    expect(people.filter(({ name }) => name === '王强')).toEqual([listed])
    expect(people).toContainEqual({ name: '陈静', contacts: { wecom: ['chenjing'], dingtalk: ['chenjing'] } })
  })
})
