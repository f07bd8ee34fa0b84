/** What was asked is printed: form 2 for each kind of complaint, and no recorded answer is lost between record and paper (domain.md 3.2, 3.3). */
import { describe, expect, it } from 'vitest'
import { complaintType } from '../../src/complaints/complaint.js'
import { evidenceOf } from '../../src/complaints/evidence.js'
import { withoutPhones } from '../../src/complaints/phones.js'
import type { Values } from '../../src/dialogue/session.js'
import { answersOf, cellsOf, flowThatEndsIn, formsOf, originsOf, printed, recordOf, wholeOf, withEvent } from '../setup/printed.js'

const t = (value: number) => ({ value, unit: 't' })
const bags = (value: number) => ({ value, unit: 'bag' })
const COMMON = {
  complainant: '张工',
  phone: '13991300001',
  plant: 'weinan',
  product: 'PO425',
  packing: 'BAG',
  arrivedAt: '2026-11-02',
  description: '客户反映的情况',
  demand: ['REPLENISH'],
  severity: 'GENERAL',
  source: 'PHONE',
  siteAddress: { label: '渭南市前进路 12 号' },
  projectName: '宏基家园三期',
  complainantTitle: '材料科长',
}

/** Answers of a kind, what the dialogue worked out, and what must stand on the paper. */
const KINDS: readonly (readonly [string, Values, Values, Record<string, string>])[] = [
  [
    'BAG_COUNT',
    {
      deliveryNo: ['T2611-021', 'T2611-022'],
      truckNo: '陕E12345',
      shippedAt: '2026-11-01',
      transportBy: 'THIRD_PARTY',
      carrier: '顺达运输',
      driver: '马师傅',
      notedBags: 700,
      countedBags: 692,
      countedBy: '收货员老李',
    },
    {},
    {
      投诉类别: '袋数不足',
      提货单号: 'T2611-021、T2611-022',
      发货日期: '2026-11-01',
      运输方式: '第三方承运',
      承运方: '顺达运输',
      司机: '马师傅',
      职务: '材料科长',
      初步等级: '一般',
      发货吨数: '35 吨',
      涉及吨数: '0.4 吨',
      车号: '陕E12345',
      单上袋数: '700',
      实点袋数: '692',
      少袋数: '少 8 袋（每袋 50 公斤）',
      清点情况: '收货员老李',
    },
  ],
  [
    'BAG_WEIGHT',
    { batchNo: 'HB2611-07', packedOn: '2026-10-28', deliveredQty: t(35), weights: [49.4, 49.6], weighedAs: 'GROSS', tareKg: 0.3 },
    { bagWeights: { count: 2, averageNetKg: 49.2, lowestNetKg: 49.1, singleMinimumKg: 49.5, belowMinimum: 2 } },
    {
      投诉类别: '袋重异议',
      出厂编号: 'HB2611-07',
      包装日期: '2026-10-28',
      发货数量: '35 吨',
      '每袋重量（公斤）': '49.4、49.6',
      称重方式: '毛重（连袋）',
      空袋重: '0.3 公斤',
      袋重计算: '称 2 袋，净重平均 49.2 公斤，最轻 49.1 公斤，低于 49.5 公斤的 2 袋',
    },
  ],
  [
    'BREAKAGE',
    { deliveryNo: 'T2611-022', totalBags: 700, brokenBags: 35, stage: 'UNLOADING' },
    {},
    { 投诉类别: '破损过大', 到货总袋数: '700', 破损袋数: '35', 破损率: '5%', 发现环节: '卸车时' },
  ],
  [
    'CAKING',
    { deliveredQty: bags(700), affectedQty: bags(60), usedQty: bags(20), storage: '料棚内，垫木板', lumpHard: 'HARD', stopUse: 'STOPPED' },
    {},
    {
      投诉类别: '受潮结块',
      发货数量: '700 袋',
      涉及数量: '60 袋',
      已用数量: '20 袋',
      剩余数量: '680 袋',
      存放地点: '料棚内，垫木板',
      结块硬度: '捏不碎',
      是否停用: '已停用',
    },
  ],
  [
    'BULK_SHORT',
    { packing: 'BULK', ourGross: t(50.2), ourTare: t(15.2), ourNet: t(35), theirGross: t(50.1), theirTare: t(15.21), theirNet: t(34.89) },
    { bulk: { diffKg: 110, diffPermille: 3.14, tolerancePermille: 3 } },
    {
      包装形式: '散装',
      我方过磅: '毛重 50.2 吨，皮重 15.2 吨，净重 35 吨',
      客户过磅: '毛重 50.1 吨，皮重 15.21 吨，净重 34.89 吨',
      磅差: '差 110 公斤，3.14‰（按 3‰ 比较，合同另有约定的从其约定）',
    },
  ],
  [
    'QUALITY',
    { subKind: 'STRENGTH', deliveredQty: t(35), usedQty: t(12), usePart: '3 号楼二层梁板', stopUse: 'IN_USE' },
    {},
    {
      投诉类别: '水泥质量',
      具体问题: '强度',
      已用数量: '12 吨',
      剩余数量: '23 吨',
      使用部位: '3 号楼二层梁板',
      是否停用: '还在用',
      使用地点: '渭南市前进路 12 号',
    },
  ],
  [
    'OTHER',
    { deliveryNo: { none: 'missing' }, lumpHard: { none: 'unknown' } },
    {},
    {
      投诉类别: '其他',
      提货单号: '客户暂无法提供',
      暂缺材料: '客户暂无法提供：提货单号',
      结块硬度: '不清楚',
      单上袋数: '—',
      '工程/使用单位': '宏基家园三期',
    },
  ],
]
const recordOfKind = (kind: string) => {
  const [, answers, facts] = KINDS.find(([one]) => one === kind)!
  return recordOf({ ...COMMON, kind, ...answers }, facts)
}

describe('form 2', () => {
  it.each(KINDS)('prints what was measured: %s', (kind, _answers, _facts, expected) => {
    expect(printed(recordOfKind(kind))).toMatchObject(expected)
  })

  it('has the same rows, in the same order, whatever the case', () => {
    const [first, ...others] = KINDS.map(([kind]) => cellsOf(recordOfKind(kind)).map(({ field }) => field))
    for (const other of others) expect(other).toEqual(first)
    const [form2] = formsOf(recordOfKind('OTHER'))
    expect(form2?.sections.map(({ title }) => title)).toEqual([
      '一、投诉登记',
      '二、分类数据',
      '三、当日上报',
      '四、受理与厂内核查',
      '五、现场核实与取样',
      '六、核实结论与责任判定',
      '七、解释、方案与执行',
      '八、纠正预防与备案',
      '九、重大事故与其他',
    ])
    expect(form2?.signatures.map(({ title }) => title)).toEqual(['客户', '责任部门意见', '质检部意见', '市场营销部意见', '总经理批示'])
  })

  it('writes each label once, and a value without blanks at its end', () => {
    const record = withEvent(recordOfKind('BULK_SHORT'), 'planProposed', { planAmount: 420, planDue: '2026-11-04' })
    for (const { sections } of formsOf(record)) {
      const cells = sections.flatMap(({ rows }) => rows.flat())
      expect(new Set(cells.map(({ label }) => label)).size).toBe(cells.length)
      for (const { value } of cells) expect(value).toBe(value.trim())
    }
    expect(printed(record)).toMatchObject({ 金额: '420.00 元', 完成期限: '2026-11-04' })
  })

  it('says what is left, by whose word, and where it cannot be worked out', () => {
    const left = (answers: Values) => printed(recordOf({ ...COMMON, kind: 'CAKING', ...answers })).剩余数量
    expect(left({ deliveredQty: bags(700), usedQty: t(20) })).toBe('15 吨')
    expect(left({ deliveredQty: bags(700), usedQty: t(20), remainingQty: bags(300) })).toBe('300 袋（按发货减已用是 15 吨）')
    expect(left({ deliveredQty: bags(700), remainingQty: bags(300) })).toBe('300 袋')
    expect(left({ packing: 'BIG_BAG', deliveredQty: bags(20), usedQty: t(5), remainingQty: bags(15) })).toBe(
      '15 袋；未计算：发货和已用的单位不能换算，或数量对不上',
    )
    expect(left({ deliveredQty: bags(700) })).toBe('—')
    const { remaining: _, ...before } = recordOf({ ...COMMON, deliveredQty: bags(700), usedQty: bags(20) }).kindData
    expect(printed({ ...recordOf({ ...COMMON, deliveredQty: bags(700), usedQty: bags(20) }), kindData: before }).剩余数量).toBe('680 袋')
  })

  it('says of every sample what was taken, from where, and who sealed it', () => {
    const data = {
      sampleKind: 'SITE',
      sampledOn: '2026-11-03',
      sampleKg: { value: 12, unit: 'kg' },
      samplePoints: 20,
      keeper: '陈静',
      basis: 'GOODS',
    }
    const first = withEvent(recordOfKind('QUALITY'), 'sampled', {
      ...data,
      sampleNo: 'YP-1',
      sealed: true,
      ourSealer: '陈静',
      customerSealer: '张工',
      sealPhoto: [{ id: 'seal', kind: 'image' }],
      castOn: '2026-11-04',
    })
    const both = withEvent(first, 'sampled', { ...data, sampleNo: 'YP-2', sealed: false, unsealedReason: '客户不愿签' })
    expect(printed(both).取样签封).toBe(
      'YP-1（现场样）2026-11-03 取 12 公斤，20 点；双方已签封；我方 陈静；客户 张工；签封照片 1 份；保管人 陈静；实物样品验收；2026-11-04 成型（陈静 记）\n' +
        'YP-2（现场样）2026-11-03 取 12 公斤，20 点；未双方签封：客户不愿签；保管人 陈静；实物样品验收（陈静 记）',
    )
  })

  it('says of every test by what it was measured, and when it was to be known', () => {
    const data = { result: '煮沸后完整', verdict: 'WITHIN', sampleNo: 'YP-1' }
    const tested = withEvent(recordOfKind('QUALITY'), 'labResult', {
      ...data,
      age: 'OTHER',
      item: '安定性',
      method: 'GB/T1346',
      limit: '≤5mm',
      due: '2026-11-06',
    })
    expect(printed(tested).检验结果).toBe(
      'YP-1 其他项目（安定性）：煮沸后完整（按 GB/T1346，限值 ≤5mm，与限值比较：符合；2026-11-06 应出）　陈静　2026-11-03 10:00',
    )
    const before = withEvent(recordOfKind('QUALITY'), 'labResult', { ...data, age: 'D3' })
    expect(printed(before).检验结果).toBe('YP-1 3天强度：煮沸后完整（与限值比较：符合）　陈静　2026-11-03 10:00')
  })

  it('says what an arbitration has found, and by whom', () => {
    const data = {
      age: 'ARBITRATION',
      arbitrationBody: '省建材质检站',
      sentOn: '2026-11-02',
      result: '3 天抗压 27.6 MPa',
      verdict: 'WITHIN',
    }
    const found = withEvent(recordOfKind('QUALITY'), 'labResult', data)
    expect(printed(found).仲裁检验).toBe('省建材质检站，2026-11-02 送检：3 天抗压 27.6 MPa（与限值比较：符合）')
    expect(printed(recordOfKind('QUALITY')).仲裁检验).toBe('—')
  })

  it('says what was corrected, in words', () => {
    const corrected = withEvent(recordOfKind('CAKING'), 'corrected', {
      field: 'AMOUNTS',
      before: { deliveredQty: bags(700), affectedQty: bags(60) },
      after: { deliveredQty: bags(690), affectedQty: bags(50) },
      reason: '跟客户核对过。',
    })
    expect(printed(corrected).更正记录).toContain(
      '更正数量：发货数量 700 袋、涉及数量 60 袋 → 发货数量 690 袋、涉及数量 50 袋（跟客户核对过。）',
    )
  })

  it('says what nobody knows, what has been given since, and what the customer cannot give', () => {
    const unknown = { none: 'unknown' } as const
    const answers = { ...COMMON, complainant: unknown, phone: unknown, plant: unknown, product: unknown, deliveryNo: { none: 'missing' } }
    const record = recordOf({ ...answers, kind: 'BAG_COUNT' })
    expect(printed(record)).toMatchObject({
      投诉人: '不清楚',
      联系电话: '不清楚',
      生产企业: '不清楚',
      品种及强度等级: '不清楚',
      提货单号: '客户暂无法提供',
    })
    const answered = record.followUps.map((one) => ({ ...one, doneAt: record.registeredAt }))
    expect(printed({ ...record, followUps: answered }).提货单号).toBe('已补充，见「补充和合并」')
    expect(printed({ ...record, followUps: answered.map((one) => ({ ...one, isUnavailable: true as const })) }).提货单号).toBe(
      '客户暂无法提供',
    )
  })

  it('names who else has the batch, and what is alike, as the check was shown it', () => {
    const checked = withEvent(recordOfKind('QUALITY'), 'deskChecked', { sameBatch: '渭南宏远建材有限公司', similar: 'TS-20261101-002' })
    expect(printed(checked)).toMatchObject({ 同编号其他客户: '渭南宏远建材有限公司', 类似投诉: 'TS-20261101-002' })
  })

  it('says why it was not reported the same day: as somebody said it, else who had not got it', () => {
    const to = (name: string, deliveredAt?: string) => ({
      id: name,
      name,
      role: 'DEPT' as const,
      ...(deliveredAt && { deliveredAt: new Date(deliveredAt) }),
    })
    const recipients = [to('赵建国', '2026-11-03T15:59:59Z'), to('周敏', '2026-11-03T16:00:00Z'), to('孙强')]
    const record = recordOfKind('OTHER')
    const reported = (report: object) => printed({ ...record, report: { ...record.report, recipients, ...report } }).是否当日上报
    expect(reported({ sameDayOk: false })).toBe('否（当日 24:00 前未送达：周敏、孙强）')
    expect(reported({ sameDayOk: false, lateReason: '昨晚没有信号' })).toBe('否（昨晚没有信号）')
    expect(reported({ sameDayOk: true })).toBe('是')
    expect(reported({})).toBe('—')
  })

  it('counts every photo that was kept', () => {
    const photo = (id: string) => ({ id, kind: 'image' as const })
    expect(printed(recordOf({ ...COMMON, photosOne: [photo('a')] }, { files: [photo('a'), photo('b')] }))['照片/单据']).toBe('2 份')
  })

  it('counts and annexes no words that were forwarded: they stand in the complaint', () => {
    const forwarded = { id: 'text-1', kind: 'text', name: '客户说少了8袋' } as const
    const record = recordOf({ ...COMMON, photosOne: [{ id: 'a', kind: 'image' }] }, { files: [forwarded] })
    expect(printed(record)['照片/单据']).toBe('1 份')
    expect(evidenceOf(record)).toMatchObject([{ id: 'a' }])
  })

  it('says by whose word the customer agreed or objected', () => {
    const own = { role: 'CUSTOMER', by: { id: 'wecom:zhanggong', name: '张工' } }
    const objected = withEvent(recordOfKind('BAG_COUNT'), 'customerObjected', { objection: '少的是 10 袋' }, own)
    expect(printed(objected)).toMatchObject({
      客户确认: '有异议（客户张工本人）　2026-11-03 10:00',
      异议和联系: '2026-11-03 10:00 有异议：少的是 10 袋（客户张工本人）',
    })
    expect(printed(withEvent(objected, 'customerConfirmed', {}, own)).客户确认).toBe('确认　张工 本人在聊天中确认　2026-11-03 10:00')
    const refused = withEvent(objected, 'planRefused', { reason: '太慢' }, own)
    expect(printed(refused).客户对方案意见).toBe('不接受：太慢（客户张工本人）　2026-11-03 10:00')
    expect(printed(withEvent(refused, 'planAccepted', { how: 'PHONE' })).客户对方案意见).toBe('接受，电话（陈静 记）　2026-11-03 10:00')
    const withdrawn = withEvent(objected, 'withdrawn', { reason: '数错了' }, own)
    expect(printed(withdrawn)['撤回、合并、重开']).toBe('2026-11-03 10:00 撤回：数错了（客户张工本人）')
  })

  it('names everybody who has to sign the plan by its amount, and who has', () => {
    const plan = { plan: '补 8 袋', planAmount: 80000, approval: { upTo: 100000, by: ['MKT_HEAD', 'GM'] } }
    const proposed = withEvent(recordOfKind('BAG_COUNT'), 'planProposed', plan)
    expect(printed(proposed).方案审批).toBe('金额不超过 100000.00 元\n市场营销部负责人：待批\n总经理：待批')
    const signed = withEvent(proposed, 'planApproved', {}, { role: 'MKT_HEAD', by: { id: 'wecom:zhao', name: '赵建国' } })
    expect(printed(signed).方案审批).toBe('金额不超过 100000.00 元\n赵建国（市场营销部负责人）　2026-11-03 10:00\n总经理：待批')
    expect(printed(withEvent(signed, 'planRejected', { reason: '写明日期' })).方案审批).toBe('—')
    expect(printed(recordOfKind('BAG_COUNT')).方案审批).toBe('—')
  })

  it('shows no phone number to whoever may not see it, a landline as little as a mobile one', () => {
    const record = recordOf({ ...COMMON, phone: '0913-2181234', description: '请打 13991300001 或 (0913)218-1234。' })
    const called = withEvent(record, 'calledBack', {
      respondent: '李会计',
      respondentPhone: '0919-8765432',
      overall: 4,
      resolved: 'RESOLVED',
    })
    const visited = withEvent(called, 'visitPlanned', {
      visitOn: '2026-11-04T01:00:00.000Z',
      visitPeople: '陈静',
      visitPhone: '13991300002',
    })
    const seen = JSON.stringify(formsOf(withoutPhones(visited)))
    expect(seen).not.toMatch(/2181234|218-1234|13991300001|8765432|13991300002/)
    expect(printed(withoutPhones(visited))).toMatchObject({ 联系电话: '091****1234', 被访人电话: '091****5432' })
  })

  it('keeps to its round', () => {
    const { events, ...record } = withEvent(recordOfKind('QUALITY'), 'labResult', { age: 'D3', result: '27.6 MPa', verdict: 'WITHIN' })
    const next = { ...record, round: 2, events } as ReturnType<typeof recordOfKind>
    expect(printed({ ...next, round: 1 }).检验结果).toContain('3天强度：27.6 MPa（与限值比较：符合）')
    expect(printed(next).检验结果).toBe('—')
  })
})

describe('form 3', () => {
  const record = recordOfKind('BAG_COUNT')
  const rating = { callbackNo: 'HF-TS-20261103-001-1-1', attempt: 1, respondent: '张工', resolved: 'RESOLVED', overall: 4 }
  const signatures = (complaint: typeof record) => formsOf(complaint)[1]!.signatures.map(({ noted }) => noted)

  it('names who of us called and who was called', () => {
    const called = withEvent(record, 'calledBack', { ...rating, respondent: '李会计', respondentPhone: '0913-2181234' }, { role: 'CS' })
    expect(printed(called)).toMatchObject({ '回访人/时间': '陈静　2026-11-03 10:00', 被访人: '李会计', 被访人电话: '0913-2181234' })
    expect(printed(called).被访人职务).toBe('—')
    expect(signatures(called)[0]).toBe('系统记录：陈静　2026-11-03 10:00')
  })

  it('names nobody as the caller of a customer who rates in chat', () => {
    const rated = withEvent(record, 'calledBack', rating, { role: 'CUSTOMER', by: { id: 'wecom:zhanggong', name: '张工' } })
    expect(printed(rated)).toMatchObject({
      '回访人/时间': '客户张工在聊天中自评，未致电　2026-11-03 10:00',
      被访人: '张工',
      被访人职务: '材料科长',
      被访人电话: '13991300001',
      '录音/聊天记录': '客户在聊天中的答复由系统保存（HF-TS-20261103-001-1-1）',
    })
    expect(signatures(rated)[0]).toBe('系统记录：客户张工在聊天中自评，未致电　2026-11-03 10:00')
  })

  it('is in the file of the customer once the callback has ended, and not before', () => {
    const tried = withEvent(record, 'callAttempted', { attempt: 1, contactResult: 'NO_ANSWER' })
    expect(printed(tried).记入档案时间).toBe('—')
    const filed = '2026-11-03 10:00　已随回访结果记入客户档案（渭南宏基商品混凝土有限公司）'
    expect(printed(withEvent(tried, 'closedUnreachable', {})).记入档案时间).toBe(filed)
    expect(printed(withEvent(record, 'calledBack', rating)).记入档案时间).toBe(filed)
  })

  it('says that it was taken back, and that it was opened again after the callback', () => {
    const withdrawn = withEvent(record, 'withdrawn', { reason: '是我们数错了' })
    expect(printed(withdrawn).投诉事项及处理结果).toBe('客户反映的情况。客户撤销投诉：是我们数错了')
    const closed = withEvent(record, 'calledBack', rating, { to: 'CLOSED' })
    expect(printed(closed).是否再次处理).toBe('否')
    const again = withEvent(closed, 'reopened', { reason: '又坏了' }, { opens: 2 })
    expect(printed(again).是否再次处理).toBe('回访时否；2026-11-03 客户再次反映，转第 2 轮处理')
  })
})

/** Answers that are on no paper, each with its reason; `dialogue.field`. */
const NOT_PRINTED: Readonly<Record<string, string>> = {
  'transfer.colleague': 'who does what inside the house stands in the record of the case',
  'transfer.reason': 'as the colleague',
  'copy.colleagues': 'what colleagues say to each other is not for the customer, who signs the form',
  'copy.note': 'as the colleagues',
  'copy.wantsReply': 'as the colleagues',
  'reply.reply': 'as the colleagues',
  'complaint.sameMatter': 'steers the dialogue: the merging itself is printed',
  'complaint.lateReason': 'printed with 是否当日上报 once that is known',
  'complaint.photosTwo': 'one of three questions for the same photos',
  'complaint.photosAny': 'one of three questions for the same photos',
  'complaint.customer': 'printed from the record: 客户名称',
  'phoned.recipient': 'printed with whom it was reported to: 上报对象',
  'phoned.method': 'printed with whom it was reported to: 上报对象, 上报方式',
  'phoned.phonedAt': 'printed with whom it was reported to: 上报对象',
  'identify.customer': 'it is the customer of the complaint, which is printed',
  'confirmation.ownOutcome': 'what came of it is printed: 客户确认, 异议和联系',
  'confirmation.outcome': 'what came of it is printed: 客户确认, 异议和联系',
  'visitPlan.goers': 'printed by their names: 现场安排',
  ...Object.fromEntries(
    [...answersOf(flowThatEndsIn('corrected')!).keys()]
      .filter((field) => field !== 'field' && field !== 'reason')
      .map((field) => [`correct.${field}`, 'what stood there and what stands there now is printed: 更正记录']),
  ),
  'plan.innerNote': 'for colleagues: the customer signs the form',
  'planAnswer.answer': 'what came of it is printed: 客户对方案意见',
}

/** What no dialogue of their own asks for. */
const WITH_FILES = ['supplemented', 'absorbed'].map((act) => [act, { files: [{ id: 'photo', kind: 'image' }] }] as const)

describe('every answer', () => {
  const acts = Object.entries(complaintType.acts).flatMap(([act, { dialogue }]) => (dialogue ? [{ act, dialogue }] : []))
  const dialogues = [...new Set(acts.map(({ dialogue }) => dialogue))]
  const questions = dialogues.flatMap((dialogue) => {
    const own = acts.filter((one) => one.dialogue === dialogue).map(({ act }) => act)
    const answers = answersOf(flowThatEndsIn(own[0]!)!)
    return [...answers.keys()].map((field) => ({ dialogue, own, field, answers: Object.fromEntries(answers) }))
  })
  const registration = Object.fromEntries(answersOf(flowThatEndsIn('fileComplaint')!))
  const fields = Object.keys(registration).map((field) => ({ dialogue: 'complaint', field }))
  const isOnPaper = (dialogue: string, field: string) => field !== 'confirm' && NOT_PRINTED[`${dialogue}.${field}`] === undefined

  // a field is printed if the papers differ without it
  it.each(fields.filter(({ dialogue, field }) => isOnPaper(dialogue, field)))('of the registration is printed: $field', ({ field }) => {
    const { [field]: _, ...without } = registration
    expect(wholeOf(recordOf(registration))).not.toBe(wholeOf(recordOf(without)))
  })

  it.each(questions.filter(({ dialogue, field }) => isOnPaper(dialogue, field)))(
    'of $dialogue is printed: $field',
    ({ own, field, answers }) => {
      const { [field]: _, ...without } = answers
      const record = recordOf(COMMON)
      const papers = (data: Values) => own.map((act) => wholeOf(withEvent(record, act, data))).join('\n')
      expect(papers(answers)).not.toBe(papers(without))
    },
  )

  it('that is a photo has under it on what occasion it came, in words', () => {
    const brought = [...questions.flatMap(({ own, answers }) => own.map((act) => [act, answers] as const)), ...WITH_FILES]
    const origins = brought.flatMap(([act, answers]) => originsOf(withEvent(recordOf(COMMON), act, answers)))
    expect([...new Set(origins)]).toContain('报告执行时 陈静 2026-11-03 10:00')
    expect(origins.filter((origin) => !/^\p{Script=Han}+时 /u.test(origin))).toEqual([])
  })

  it('that is not printed is a question that there is', () => {
    const known = [...fields, ...questions].map(({ dialogue, field }) => `${dialogue}.${field}`)
    expect(known).toEqual(expect.arrayContaining(Object.keys(NOT_PRINTED)))
  })
})
