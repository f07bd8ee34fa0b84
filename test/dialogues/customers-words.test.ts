/**
 * Every answer that a customer, or somebody whom nobody knows, ever gets: nothing of the house in any of them. Whatever they say, tap or forge is walked
 * through, at several points of a complaint's life.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parse } from 'yaml'
import { CASE_ACTIONS } from '../../src/cases/every-kind.js'
import { complaintType } from '../../src/complaints/complaint.js'
import { ROOT } from '../../src/config.js'
import { languageFor } from '../../src/conversation/readers.js'
import { translate } from '../../src/conversation/translate.js'
import { customerModel } from '../../src/customers/model.js'
import { say } from '../../src/delivery/notice.js'
import { UserFacingError } from '../../src/errors.js'
import type { Actions } from '../../src/people/action.js'
import { demoCorporation } from '../../src/simulator/demo.js'
import { type Bot, startBot, type TestPerson, textOf } from '../setup/bot.js'
import { CAKING } from '../setup/scripts.js'
import { cast, execute, file, fileShortage, investigate, propose, type Story, setLiability } from '../setup/story.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
})
afterEach(() => bot.stop())

interface Said {
  readonly triggers?: readonly string[]
  readonly case?: { readonly states: Readonly<Record<string, string>>; readonly steps: Readonly<Record<string, string>> }
  readonly roles?: Readonly<Record<string, string>>
}
const FOLDER = join(ROOT, 'locales/zh-CN')
const files = new Map(readdirSync(FOLDER).map((name): [string, Said] => [name, parse(readFileSync(join(FOLDER, name), 'utf8'))]))

/** The first word that starts each dialogue. */
const STARTS = [...files.values()].flatMap(({ triggers = [] }) => triggers.slice(0, 1))
const { states = {}, steps = {} } = files.get('complaint.yaml')?.case ?? {}
/** What a customer may read of these: what they wish for is named alike, and who helps them. */
const THEIRS = ['解释说明', '客服人员', '撤销投诉', '重新处理', '客户确认']
const HOUSE = [
  ...[states, steps, files.get('common.yaml')?.roles ?? {}].flatMap((words) => Object.values(words)).filter((word) => [...word].length > 3),
  ...[
    '质检',
    '责任判定',
    '催办',
    '超期',
    '逾期共',
    '日报',
    '台账',
    '上报',
    '备案',
    '时限',
    '内业',
    '当日',
    '接诉',
    '客户暂',
    '请转告',
    '在办',
  ],
  ...['待办', '处理经过', '第 1 轮', '第 2 轮', '我方', '总经理', '登记人', '企业通讯录', '没有权限'],
].filter((word) => !THEIRS.includes(word))
const NUMBERS = /\b(HY|JD|LP|SM|CS)-\d{8}-\d{3}/

/** Names and phone numbers of everybody but the customer. */
async function others(): Promise<string[]> {
  const customers = await customerModel(bot.connection)
    .find({ 'contacts.chatId': { $ne: 'wecom:zhanggong' } })
    .lean()
  const colleagues = demoCorporation().users.filter(({ userid }) => userid !== 'zhanggong')
  return [
    ...colleagues.map(({ name }) => name),
    ...customers.flatMap(({ name, shortName, contacts }) => [name, shortName ?? name, ...contacts.flatMap((one) => [one.name, one.phone])]),
  ].filter((word) => word !== '')
}

async function expectNothingOfTheHouse(answers: readonly string[]): Promise<void> {
  const forbidden = [...HOUSE, ...(await others())]
  const found = answers.flatMap((answer) => {
    const words = forbidden.filter((word) => answer.includes(word))
    return words.length > 0 || NUMBERS.test(answer) ? [`${words.join(', ')}: ${answer}`] : []
  })
  expect(answers.length).toBeGreaterThan(0)
  expect([...new Set(found)]).toEqual([])
}

const heardBy = (person: TestPerson) =>
  person
    .entries()
    .filter(({ from }) => from === 'app')
    .flatMap((entry) => [textOf(entry), entry.replaced ?? ''])

/** What buttons of ours refer to, whether they are offered or not. */
const references = (no: string): string[] => [
  ...CASE_ACTIONS.filter((name) => !['act', 'begin', 'push'].includes(name)).map((name) => `${name}:${no}`),
  ...Object.entries(complaintType.acts).flatMap(([act, { button, dialogue }]) => [
    ...(button ? [`act:${act}.${no}`, `push:${no}.${button}`] : []),
    ...(dialogue ? [`begin:${dialogue}.${no}`, `push:${no}.${dialogue}`] : []),
  ]),
  ...['acknowledgeReport', 'showComplaint', 'showPhotos', 'startSupplement', 'exportForms'].map((name) => `${name}:${no}`),
]

async function triesEverything(person: TestPerson, no: string): Promise<void> {
  for (const word of [...STARTS, '帮助', `查 ${no}`, `记录 ${no}`, '查 宏远', '取消', '返回', '不清楚', '转人工']) {
    await person.says(word)
    await person.says('帮助')
    await person.says('取消')
  }
  for (const [index, key] of references(no).entries()) {
    const from = { channel: 'wecom' as const, userId: person.userid }
    const content = { type: 'tap' as const, key: `do:${key}`, card: `forged${index}`, selected: [] }
    await bot.app.handle({ key: `${key} ${bot.clock.now().getTime()}`, from, at: bot.clock.now(), content }, () => false)
    await bot.app.settled()
    await person.says('取消')
  }
}

const WALK_MS = 240_000

it(
  'a customer reads nothing of the house, from the complaint to its end, whatever they try',
  async () => {
    const zhang = bot.person('zhanggong')
    await bot.person('wangqiang').saysAll(...CAKING, '提交')
    await zhang.saysAll('投诉 结块', 'PO42.5', 'HB2611-07 10月28日 昨天', '700袋 60袋', '工地料棚内', '能捏碎 已停用', '暂无法提供')
    await zhang.saysAll('底层60袋结块，要求换货', '是同一件事')
    const caking = cast(bot, 'TS-20261103-002')
    await triesEverything(zhang, caking.no)
    await investigate(caking)
    await triesEverything(zhang, caking.no)
    await zhang.taps('确认情况')
    await zhang.says('确认')
    await setLiability(caking, '我方')
    await propose(caking.sun)
    await caking.zhao.taps('批准方案')
    await caking.liu.taps('发给客户')
    await zhang.taps('答复方案')
    await zhang.saysAll('不接受', '希望今天就送到。')
    await propose(caking.sun)
    await caking.zhao.taps('批准方案')
    await caking.liu.taps('发给客户')
    await zhang.taps('答复方案')
    await zhang.says('接受')
    await execute(caking)
    await file(caking)
    await zhang.taps('评价')
    await zhang.saysAll('未解决', '2', '5', '1', '不满意', '结果不认可', '袋子还是不够。', '跳过', '提交')
    await bot.until('2026-11-06', '09:00')
    await triesEverything(zhang, caking.no)
    expect((await caking.complaint()).round).toBe(2)
    await expectNothingOfTheHouse(heardBy(zhang))
  },
  WALK_MS,
)

it('a stranger reads nothing of the house, whatever they press', async () => {
  const stranger = await bot.app.directory.personOf('wecom-kf:wmAnybody')
  const at = bot.clock.now()
  const request = { by: stranger, at, channel: 'wecom-kf', facts: {} }
  const answers = { kind: 'CAKING', customer: { name: '宏基商混', isNew: true }, description: '水泥结块' }
  const { no: own } = await bot.app.complaints.filePartly({ ...request, key: 'session.partly', answers })
  const { texts } = bot.app.dialogues
  const actions: Actions = { ...bot.app.complaints.actions, ...bot.app.cases.actions }
  const heard: string[] = []
  for (const key of [own, story.no].flatMap(references)) {
    const [name = '', reference = ''] = key.split(':')
    const done = await actions[name]?.({ ...request, key, answers: {}, reference }).catch((error: unknown) => {
      if (error instanceof UserFacingError) return { say: [say(error.key, error.params)] }
      throw error
    })
    for (const notice of done?.say ?? []) heard.push(JSON.stringify(translate(texts, languageFor('zh-CN', 'stranger'), notice)))
  }
  await expectNothingOfTheHouse(heard)
})
