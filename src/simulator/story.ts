/** A whole complaint with everybody who has a part in it: filed, investigated, dissatisfied once, handled again, closed. */
import type { Phone } from './phone.js'
import type { Phones } from './phones.js'

type Deed = readonly ['says', ...(readonly string[])] | readonly ['taps', ...(readonly string[])] | readonly ['photo']
/** Who acts, what happens in words for whoever watches, and what the person does with the phone. */
type Scene = readonly [userid: string, caption: string, ...(readonly Deed[])]

const PHOTO = ['photo'] as const
const says = (...texts: readonly string[]): Deed => ['says', ...texts]
const taps = (...labels: readonly string[]): Deed => ['taps', ...labels]

/** With how fast, how friendly and how well it was done, and on the whole. */
const SATISFIED = Array.from({ length: 4 }, () => taps('5 非常满意'))

const INVESTIGATION: readonly Scene[] = [
  [
    'chenjing',
    '质检员陈静在厂内核查：装车记录和磅单都对一遍',
    taps('厂内核查'),
    says('700 2 3号道 李明', '50.20 15.60 票重35.00 磅房1号', '否', '否', '提交'),
  ],
  [
    'chenjing',
    '陈静写下核实结论：计数器漏计，确实少装 8 袋',
    taps('写核实结论'),
    says('装车道计数器漏计，少装 8 袋，与客户清点一致。', '包装/装车', '3 号道计数器故障，人工点数漏记。', '提交'),
  ],
  ['zhanggong', '张工在微信里看到核实结果，点「确认」', taps('确认情况'), taps('确认')],
  ['chenjing', '陈静判定责任：我方，包装发运部', taps('责任判定'), says('我方', '渭南厂包装发运部', '提交')],
  [
    'sunqiang',
    '责任部门孙强提出方案：补发 8 袋，当面道歉',
    taps('提出方案'),
    says('补发 8 袋，明天随车送到，并当面道歉。', '跳过', '补货 道歉', '420元 0.4吨', '孙强', '明天', '提交'),
  ],
  ['zhaojianguo', '赵部长一点批准方案', taps('批准方案')],
  ['liuna', '客服刘娜一点，方案发到客户的微信', taps('发给客户')],
  ['zhanggong', '张工在微信里接受方案', taps('答复方案'), taps('接受')],
  [
    'sunqiang',
    '孙强报告执行情况：8 袋已送到，附照片',
    taps('报告执行情况'),
    says('8 袋已送到，张工签收。', '刚才'),
    PHOTO,
    says('完成', '已对 3 号道班组重新培训。', '提交'),
  ],
  [
    'chenjing',
    '陈静提交备案：整改措施和期限',
    taps('提交备案'),
    says('3 号道恢复自动计数并复核。', '每班抽查一车。', '孙强', '明天 后天', '420', '处理得当，同意备案。', '提交'),
  ],
  ['liuna', '刘娜备案，表单已经生成', taps('备案'), says('同意备案。', '跳过', '提交')],
]

const STORY: readonly Scene[] = [
  ['chenjing', '质检员陈静习惯用钉钉：说一声「转到 钉钉」', says('转到 钉钉')],
  [
    'zhanggong',
    '客户张工在微信里反映：这车水泥少了 8 袋',
    says('我要投诉'),
    taps('袋数不足'),
    says('PO42.5', 'T2611-021 陕E12345 昨天'),
    taps('厂家送货'),
    says('700 692', '今天上午收货员老李点的'),
    PHOTO,
  ],
  ['zhanggong', '张工说明诉求、核对，点「提交」，马上有编号', says('卸车少了8袋，要求补上', '前进路12号工地'), taps('提交')],
  ['zhaojianguo', '几秒后赵部长在企业微信里收到上报，点「收到」', taps('收到')],
  ['liuna', '客服刘娜核对客户自己填的登记', taps('核对')],
  ['wangqiang', '销售员王强查一下：自己的客户，到了哪一步', says('查 宏基')],
  ['chenjing', '陈静在钉钉里受理，时限开始走', taps('受理')],
  ...INVESTIGATION,
  [
    'liuna',
    '刘娜回访：客户不满意，补的又破了 2 袋，转入第二轮',
    taps('投诉回访'),
    says('已接通', '未解决', '3 4 2', '不满意', '结果不认可', '补的 8 袋里又破了 2 袋。', '跳过', '张工', '提交'),
  ],
  ...INVESTIGATION.map(([userid, caption, ...deeds]): Scene => [userid, `第二轮 · ${caption}`, ...deeds]),
  ['zhanggong', '张工在微信里评价：满意，投诉结案', taps('评价'), taps('已解决'), ...SATISFIED, says('跳过'), taps('提交')],
  ['zhaojianguo', '赵部长看当天的日报', says('日报')],
]

/** Who chats elsewhere than on the platform that is their own. */
const ELSEWHERE: Readonly<Record<string, string>> = { chenjing: 'dingtalk' }

/** Where a story is, for whoever watches it. */
export interface SceneShown {
  /** From 1. */
  readonly number: number
  readonly of: number
  readonly userid: string
  /** The platform on which they act. */
  readonly on: string
  readonly caption: string
}

export interface StoryOptions {
  readonly phones: Pick<Phones, 'of'>
  readonly photo: Buffer
  /** Waits until everything that was said has arrived. */
  readonly settled: () => Promise<void>
  /** A scene begins: time has passed since the one before it. */
  readonly sceneBegins: (scene: SceneShown) => Promise<unknown>
  /** Between two deeds, so that eyes can follow. */
  readonly pause: () => Promise<unknown>
}

/** @throws Error naming the scene whose card did not come */
export async function playStory({ phones, photo, settled, sceneBegins, pause }: StoryOptions): Promise<void> {
  for (const [index, [userid, caption, ...deeds]] of STORY.entries()) {
    const phone = phones.of(userid, ELSEWHERE[userid])
    if (!phone) throw new Error(`${userid} has no phone`)
    await sceneBegins({ number: index + 1, of: STORY.length, userid, on: phone.platform, caption })
    for (const deed of deeds) {
      for (const done of handsFor(phone, userid, deed, photo)) {
        await done()
        await settled()
        await pause()
      }
    }
  }
}

function handsFor(phone: Phone, userid: string, deed: Deed, photo: Buffer): (() => Promise<unknown>)[] {
  const [kind, ...words] = deed
  if (kind === 'photo') return [() => phone.sendsPhoto(userid, photo, 'image/jpeg')]
  if (kind === 'says') return words.map((text) => () => phone.says(userid, text))
  return [() => phone.taps(userid, words)]
}
