/** The access matrix of domain.md 8, a row for each cell, written down by hand: what each role reads, takes home and may do, of its own and of others. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalModel } from '../../src/cases/refusals.js'
import { customerModel } from '../../src/customers/model.js'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { setRoles } from '../setup/roles.js'
import { FACTS } from '../setup/scripts.js'
import { confirmFacts, fileShortage, investigate, verify } from '../setup/story.js'
import { lastWorkbook } from '../setup/workbooks.js'

let bot: Bot
const nos = { ours: '', theirs: '', major: '' }
const NOTES = { ours: 'T2611-021', theirs: 'T2611-071', major: 'T2611-022' } as const
type Which = keyof typeof nos

/** At 渭南 a complaint of 宏基 that waits for its plan, and one that may be major; at 铜川 one of 秦北, which is not 王强’s customer, that waits for its plan. */
beforeAll(async () => {
  bot = await startBot()
  await setRoles(bot, 'fengyuan')
  await customerModel(bot.connection).updateOne({ shortName: '秦北制品' }, { $set: { salesperson: 'wecom:fengyuan' } })
  const story = await fileShortage(bot)
  const { liu, zhao } = story
  await verify(story)
  await liu.saysAll(
    '投诉 袋数不足',
    '秦北',
    '高厂长',
    'PO42.5',
    `${NOTES.theirs} 陕B12345 昨天 我方承运`,
    '700 692',
    '老李点的',
    '暂无法提供',
  )
  const theirs = await liu.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
  const he = bot.person('hepeng')
  await investigate({ ...story, chen: he })
  await confirmFacts(story)
  await he.taps('责任判定')
  await he.saysAll('我方', '铜川厂包装发运部', '提交')
  const major = await fileShortage(bot, NOTES.major)
  await presses(zhao, `begin:reportMajor.${major.no}`)
  await zhao.saysAll('两家工地都少袋。', '提交')
  Object.assign(nos, { ours: story.no, theirs: /TS-\d{8}-\d{3}/.exec(theirs)?.[0], major: major.no })
  expect((await bot.complaints()).map(({ _id, plant, state, major }) => [_id, plant, state, major])).toEqual([
    [nos.ours, 'weinan', 'PLANNING', undefined],
    [nos.theirs, 'tongchuan', 'PLANNING', undefined],
    [nos.major, 'weinan', 'REPORTED', 'SUSPECTED'],
  ])
})
afterAll(() => bot.stop())

/** What no card of theirs may offer. */
async function presses(person: TestPerson, key: string): Promise<void> {
  bot.clock.moveBy(5_000)
  const content = { type: 'tap' as const, key: `do:${key}`, card: 'forged', selected: [] }
  const from = { channel: 'wecom' as const, userId: person.userid }
  await bot.app.handle({ key: `${key} ${bot.clock.now().getTime()}`, from, at: bot.clock.now(), content }, () => false)
  await bot.app.settled()
}

/** True where a dialogue has begun, which is ended again. */
const isAsked = async (person: TestPerson): Promise<boolean> => (await person.says('取消')).includes('已取消')

const tries = async (person: TestPerson): Promise<number> =>
  refusalModel(bot.connection).countDocuments({ 'by.id': `wecom:${person.userid}` })

describe('a complaint', () => {
  /** What is tried in each cell: to add something, and the dialogues of acts that these states allow to one or another. */
  const ACTS = [
    'add',
    'correct',
    'withdraw',
    'redirect',
    'reroute',
    'merge',
    'phoned',
    'plan',
    'reportMajor',
    'classify',
    'lowerMajor',
    'proposeMeeting',
    'instruct',
    'copy',
  ] as const
  type Act = (typeof ACTS)[number]

  interface Cell {
    readonly reads: 'inside' | 'outside' | undefined
    readonly phone?: 'whole' | 'masked'
    readonly does: readonly Act[]
  }
  const outside = (...does: readonly Act[]): Cell => ({ reads: 'outside', does })
  const inside = (...does: readonly Act[]): Cell => ({ reads: 'inside', phone: 'whole', does })
  const masked = (...does: readonly Act[]): Cell => ({ reads: 'inside', phone: 'masked', does })
  const NOTHING: Cell = { reads: undefined, does: [] }
  const SERVICE = inside('add', 'correct', 'withdraw', 'redirect', 'reportMajor', 'proposeMeeting', 'copy')
  const MARKETING = inside('add', 'reportMajor', 'proposeMeeting', 'copy')
  const QUALITY = inside('add', 'redirect', 'plan', 'reportMajor', 'copy')

  const CELLS: readonly [string, string, Which, Cell][] = [
    ['the customer', 'zhanggong', 'ours', outside('add', 'withdraw')],
    ['the customer, a major one', 'zhanggong', 'major', outside('add', 'withdraw')],
    ['another customer', 'zhanggong', 'theirs', NOTHING],
    ['SALES, own customer', 'wangqiang', 'ours', inside('add', 'reportMajor', 'copy')],
    ['SALES, another one’s customer', 'wangqiang', 'theirs', NOTHING],
    ['CS, 渭南', 'liuna', 'ours', SERVICE],
    ['CS, 铜川', 'liuna', 'theirs', SERVICE],
    ['CS, a major one', 'liuna', 'major', inside(...SERVICE.does, 'reroute', 'merge', 'phoned')],
    ['MKT_HEAD, 渭南', 'zhaojianguo', 'ours', MARKETING],
    ['MKT_HEAD, 铜川', 'zhaojianguo', 'theirs', MARKETING],
    ['QC, own plant', 'chenjing', 'ours', QUALITY],
    ['QC, own plant, a major one', 'chenjing', 'major', inside('add', 'redirect', 'reroute', 'reportMajor', 'copy')],
    ['QC, another plant', 'chenjing', 'theirs', NOTHING],
    ['QC_HEAD, 渭南', 'zhoumin', 'ours', QUALITY],
    ['QC_HEAD, 铜川', 'zhoumin', 'theirs', QUALITY],
    ['DEPT, assigned', 'sunqiang', 'ours', masked('add', 'plan', 'copy')],
    ['DEPT, assigned, a major one', 'sunqiang', 'major', masked('add', 'copy')],
    ['DEPT, another one of the plant', 'wudawei', 'ours', NOTHING],
    ['DEPT, another plant', 'sunqiang', 'theirs', NOTHING],
    ['PROD_TECH, a major one', 'songbo', 'major', masked('add', 'classify', 'lowerMajor', 'copy')],
    ['PROD_TECH, not a major one', 'songbo', 'ours', NOTHING],
    ['GM, own plant', 'qianweimin', 'ours', masked('add', 'instruct', 'copy')],
    ['GM, another plant', 'qianweimin', 'theirs', NOTHING],
    ['ADMIN', 'linjing', 'ours', NOTHING],
    ['ADMIN, a major one', 'linjing', 'major', NOTHING],
    ['a colleague without a role', 'fengyuan', 'ours', NOTHING],
    ['a colleague without a role, a major one', 'fengyuan', 'major', NOTHING],
  ]

  it.each(CELLS)('%s', async (_name, userid, which, { reads, phone, does }) => {
    const person = bot.person(userid)
    const no = nos[which]
    const before = await tries(person)
    const seen = await person.says(`查 ${no}`)
    expect(seen.includes('处理经过') ? 'inside' : seen.includes('现在补充') ? 'outside' : undefined).toBe(reads)
    const isShown = reads !== undefined
    expect(/1399130000[14]/.test(seen) ? 'whole' : /139\*{4}000[14]/.test(seen) ? 'masked' : undefined).toBe(phone)
    // in a list, by what is printed on the delivery note, and taken home
    expect((await person.says('本月')).includes(no)).toBe(isShown)
    expect((await person.says(`查 ${NOTES[which]}`)).includes(no)).toBe(isShown)
    await presses(person, 'exportTable:asked.本月')
    const table = person.heard().includes('[file]') ? (await lastWorkbook(person)).rows : []
    expect(table.some((row) => [row.投诉编号, row.编号].includes(no))).toBe(isShown)
    expect((await person.says(`导出 ${no}`)).includes('[file]')).toBe(reads === 'inside')
    const begun: Act[] = []
    for (const act of ACTS) {
      await presses(person, act === 'add' ? `startSupplement:${no}` : `begin:${act}.${no}`)
      if (await isAsked(person)) begun.push(act)
    }
    expect(begun.toSorted()).toEqual(does.toSorted())
    if (isShown) return
    // every try is refused in the same words, which say who may, and is written down: by number, by note, to take home, to act
    expect(seen).toMatch(userid === 'zhanggong' ? /没有找到[\s\S]*转人工/ : /您不能查看[\s\S]*可以查看的是客服/)
    expect((await tries(person)) - before).toBe(3 + ACTS.length)
  })
})

describe('the customer file, as far as a complaint asks for it', () => {
  /** By any part of the name with its contacts, by any part of it without them, by the whole name alone, or not at all. */
  type Reach = 'contacts' | 'parts' | 'exact' | 'none'
  const CELLS: readonly [string, string, Reach][] = [
    ['SALES, own customer', 'wangqiang', 'contacts'],
    ['CS', 'liuna', 'contacts'],
    ['MKT_HEAD', 'zhaojianguo', 'contacts'],
    ['QC', 'chenjing', 'parts'],
    ['QC_HEAD', 'zhoumin', 'parts'],
    ['DEPT', 'sunqiang', 'exact'],
    ['PROD_TECH', 'songbo', 'exact'],
    ['GM', 'qianweimin', 'exact'],
    ['ADMIN', 'linjing', 'exact'],
    ['a colleague without a role', 'fengyuan', 'exact'],
  ]

  async function reachOf(person: TestPerson, customer: string, name: string, contact: string): Promise<Reach> {
    const answers = async (word: string) => {
      const heard = await person.saysAll('投诉 结块', word)
      await person.says('取消')
      return heard
    }
    const heard = await answers(name)
    if (heard.includes(contact)) return 'contacts'
    if (heard.includes(`✓ 客户：${customer}`)) return 'parts'
    return (await answers(customer)).includes(`✓ 客户：${customer}`) ? 'exact' : 'none'
  }

  it.each(CELLS)('%s', async (_name, userid, reach) => {
    expect(await reachOf(bot.person(userid), '渭南宏远建材有限公司', '宏远', '李会计')).toBe(reach)
  })
  it('SALES, another one’s customer', async () => {
    expect(await reachOf(bot.person('wangqiang'), '铜川秦北水泥制品厂', '秦北', '高厂长')).toBe('parts')
  })
  it('the customer: nobody but themselves', async () => {
    const zhang = bot.person('zhanggong')
    await zhang.saysAll('投诉 结块', '修改单位', '渭南宏远建材有限公司')
    expect(zhang.heard()).not.toContain('宏远')
    await zhang.says('取消')
  })
})

describe('what concerns the whole company', () => {
  type Thing = 'rules' | 'lab limits' | 'lists' | 'undelivered' | 'ledger' | 'digest'
  const CELLS: readonly [string, string, readonly Thing[]][] = [
    ['the customer', 'zhanggong', []],
    ['SALES', 'wangqiang', []],
    ['CS', 'liuna', ['lists', 'ledger', 'digest']],
    ['MKT_HEAD', 'zhaojianguo', ['rules', 'ledger', 'digest']],
    ['QC', 'chenjing', ['digest']],
    ['QC_HEAD', 'zhoumin', ['lab limits', 'ledger', 'digest']],
    ['DEPT', 'sunqiang', []],
    ['PROD_TECH', 'songbo', []],
    ['GM', 'qianweimin', ['ledger', 'digest']],
    ['ADMIN', 'linjing', ['rules', 'lab limits', 'lists', 'undelivered']],
    ['a colleague without a role', 'fengyuan', []],
  ]
  const WORDS: Readonly<Record<Thing, string>> = {
    rules: '修改规则 方案时限',
    'lab limits': '修改规则 实物验收封样',
    lists: '增加部门',
    undelivered: '未送达',
    ledger: '台账',
    digest: '日报',
  }
  /** What it is answered with where it is theirs. */
  const OPENS = /改成多少|部门叫什么|没有未送达的消息|\[file\]|投诉日报/

  it.each(CELLS)('%s', async (_name, userid, theirs) => {
    const person = bot.person(userid)
    const before = await tries(person)
    const opened: Thing[] = []
    for (const [thing, word] of Object.entries(WORDS) as [Thing, string][]) {
      const heard = await person.says(word)
      if (OPENS.test(heard)) opened.push(thing)
      await person.says('取消')
    }
    expect(opened.toSorted()).toEqual(theirs.toSorted())
    // each of the others is refused and written down; a customer has no words for them
    if (userid !== 'zhanggong') expect((await tries(person)) - before).toBe(Object.keys(WORDS).length - theirs.length)
  })

  it('the general manager’s ledger holds the own plant alone, that of marketing all of them', async () => {
    const ledgerOf = async (userid: string) => {
      await bot.person(userid).says('台账')
      return (await lastWorkbook(bot.person(userid))).rows.map((row) => row.投诉编号)
    }
    expect(await ledgerOf('qianweimin')).toEqual([nos.ours, nos.major])
    expect(await ledgerOf('zhaojianguo')).toEqual([nos.ours, nos.theirs, nos.major])
  })
})
