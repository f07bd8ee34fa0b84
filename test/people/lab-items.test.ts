/** 检验项目, 修改检验项目 and 检验项目记录, and what is said of a result at once; a case keeps the limits that it was judged by (R22). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { judgedIn, labItemsOf } from '../../src/people/lab-items.js'
import { readLimit } from '../../src/people/lab-limits.js'
import { type Bot, startBot } from '../setup/bot.js'
import { more } from '../setup/stories.js'
import { expectReplayed, fileShortage, type Story } from '../setup/story.js'

const STANDARD = labItemsOf({ labItems: [] })

describe('a result', () => {
  it.each([
    ['三氧化硫 2.6%，初凝 175分钟', undefined, 'PO425', ['初凝 true', '三氧化硫 true']],
    ['三氧化硫：3.6 %', undefined, 'PO425', ['三氧化硫 false']],
    ['初凝44min', undefined, 'PO425', ['初凝 false']],
    ['抗压 27.6 MPa，抗折 5.4 MPa', 3, 'PO425', ['3天抗压 true']],
    ['抗压 41.9 MPa', 28, 'PO425R', ['28天抗压 false']],
    ['28天抗压强度 42.5', undefined, 'PO425R', ['28天抗压 true']],
    ['抗压 27.6 MPa', undefined, 'PO425', []],
    ['抗压 27.6 MPa', 3, undefined, []],
    ['抗压 30 MPa', 3, 'PO525', []],
    ['三氧化硫合格，初凝 175分钟', undefined, 'PO425', ['初凝 true']],
    ['三氧化硫合格 初凝 175分钟', undefined, 'PO425', ['初凝 true']],
    ['安定性合格', undefined, 'PO425', []],
  ])('is compared with every limit that it names: %s', (text, days, product, expected) => {
    expect(judgedIn(text, STANDARD, days, product).map(({ name, isWithin }) => `${name} ${isWithin}`)).toEqual(expected)
  })

  it.each([
    ['≥45', { min: 45 }],
    ['不大于 3.5%', { max: 3.5 }],
    ['45-600分钟', { min: 45, max: 600 }],
    ['≥45 ≤600', { min: 45, max: 600 }],
    ['42.5R级 ≥22', { byGrade: { '32.5': 12, '42.5R': 22 } }],
    ['42.5 ≤22', undefined],
    ['无', {}],
    ['600-45', undefined],
    ['3.5', undefined],
    ['好一点', undefined],
  ])('is allowed as it is typed: %s', (text, expected) => {
    expect(readLimit(text, { byGrade: { '32.5': 12 } })).toEqual(expected)
  })
})

describe('in chat', () => {
  let bot: Bot
  beforeEach(async () => {
    bot = await startBot()
  })
  afterEach(async () => {
    await expectReplayed(bot)
    await bot.stop()
  })
  const person = (id: string) => bot.person(id)
  const REASON = '按新版标准'
  const begins = (...said: string[]) => person('zhoumin').saysAll('修改检验项目', ...said)
  const changes = (...said: string[]) => begins(...said, REASON, '提交')
  async function reports(story: Story, ...said: string[]): Promise<string> {
    await more(story, story.chen, '报检验结果')
    return story.chen.saysAll('其他项目', '化学成分', ...said)
  }

  it('the tests are shown with what is allowed, to colleagues alone', async () => {
    expect(await person('sunqiang').says('检验项目')).toContain('· 三氧化硫：≤3.5 %，GB/T 176，2 天')
    expect(person('sunqiang').heard()).toContain('· 28天抗压：按等级 32.5 ≥32.5、32.5R ≥32.5、42.5 ≥42.5')
    expect(await person('zhanggong').says('检验项目')).not.toContain('三氧化硫')
  })

  it('a limit is changed by the head of quality or the administrator: said back from old to new, told to the other, and kept in the record', async () => {
    expect(await begins('限值', '三氧化硫', '≤3.0', REASON)).toContain('三氧化硫：≤3.5 %，GB/T 176，2 天 → 三氧化硫：≤3 %，GB/T 176，2 天')
    expect(await person('zhoumin').says('提交')).toContain('✓ 已记录，马上生效：三氧化硫：≤3.5 %')
    expect(person('linjing').heard()).toContain('周敏 改了检验项目：三氧化硫：≤3.5 %')
    expect(await person('sunqiang').says('检验项目记录')).toContain(
      `周敏 改 三氧化硫：≤3.5 %，GB/T 176，2 天 → 三氧化硫：≤3 %，GB/T 176，2 天（${REASON}）`,
    )
    for (const id of ['liuna', 'zhaojianguo', 'chenjing'])
      expect(await person(id).says('修改检验项目')).toContain('检验项目由质检部负责人、系统管理员修改，没有改动')
    expect(await begins('限值', '三氧化硫', '好一点')).toContain('没看懂「好一点」')
    expect(await person('zhoumin').says('≤3.0')).toContain('现在就是这样')
  })

  it('a test of the company’s own is added, and switched off', async () => {
    expect(await changes('增加', '碱含量', '%', 'GB/T 176', '2', '≤0.6')).toContain('碱含量：≤0.6 %，GB/T 176，2 天')
    const story = await fileShortage(bot)
    await more(story, story.chen, '报检验结果')
    expect(story.chen.heard()).toContain('· 碱含量 ≤0.6 %')
    await story.chen.says('取消')
    expect(await changes('停用', '碱含量')).toContain('（已停用）')
    await more(story, story.chen, '报检验结果')
    expect(story.chen.heard()).not.toContain('碱含量')
  })

  it('whoever reports is told at once whether it is within the limit, which stays with the case when it is changed', async () => {
    const story = await fileShortage(bot)
    expect(await reports(story, '三氧化硫 3.2%，氯离子 0.08%')).toContain(
      '三氧化硫 3.2 %，限值 ≤3.5：符合\n氯离子 0.08 %，限值 ≤0.06：不符合',
    )
    await story.chen.saysAll('不符合', '提交')
    await changes('限值', '三氧化硫', '≤3.0')
    expect(await story.liu.says(`记录 ${story.no}`)).toContain('三氧化硫 3.2 %（按 GB/T 176，限值 ≤3.5）：符合')
    expect(await reports(story, '三氧化硫 3.2%')).toContain('限值 ≤3：不符合')
  })
})
