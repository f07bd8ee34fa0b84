import { describe, expect, it } from 'vitest'
import { type TestPerson, useBot } from '../setup/bot.js'

const MOST_MESSAGES = 12

/** What a practised salesperson sends; `photo` is a photo. The last one files it. */
const KINDS = {
  BAG_COUNT: [
    '投诉 袋数不足',
    '宏基',
    '张工',
    'PO42.5',
    'T2611-021、T2611-031 陕E12345 昨天 发货11月1日 司机马师傅 我方承运',
    '700 692',
    '今天上午收货员老李点的',
    'photo',
    '卸车少了8袋，要求补上',
    '补货 一般 电话 刚才',
    '前进路12号工地 宏基家园三期',
    '提交',
  ],
  BAG_WEIGHT: [
    '投诉 袋重异议',
    '宏远',
    '李会计',
    'PO42.5',
    'HB2611-07 10月28日 昨天 35吨 涉及10吨',
    '49.4 49.6 49.2',
    '毛重 0.3 客户自有 2027年3月1日',
    'photo',
    '工人称了三袋都偏轻',
    '检测 解释说明 一般 电话 刚才',
    '前进路12号工地 宏基家园三期',
    '提交',
  ],
  BREAKAGE: [
    '投诉 破损',
    '众诚',
    '老曹',
    'M32.5',
    'T2611-022 昨天 客户自提',
    '700 35 卸车时',
    'photo',
    'photo',
    '卸车发现破了35袋，撒了一地',
    '补货 一般 电话 刚才',
    '前进路12号工地 宏基家园三期',
    '提交',
  ],
  CAKING: [
    '投诉 结块',
    '宏基',
    '张工',
    'PO42.5',
    'HB2611-07 10月28日 昨天 700袋 60袋 20袋 剩640袋',
    '工地料棚内，垫木板，码12层',
    '能捏碎 已停用',
    'photo',
    '底层60袋结块，要求换货',
    '退换货 一般 电话 刚才',
    '前进路12号工地 宏基家园三期',
    '提交',
  ],
  BULK_SHORT: [
    '投诉 亏吨',
    '关中环线',
    '马经理',
    'PO52.5',
    'T2611-023 陕E12345 昨天 我方承运',
    '50.20 15.20 35.00 50.10 15.21 34.89 2‰ 客户自有 2027年3月1日',
    'photo',
    'photo',
    '磅差超过千分之三，要求补吨',
    '补货 一般 电话 刚才',
    '前进路12号工地 宏基家园三期',
    '提交',
  ],
  QUALITY: [
    '投诉 质量 强度',
    '宏基',
    '张工',
    'PO42.5 袋装',
    'HB2611-08 T2611-024 昨天 35吨 240袋 剩460袋',
    '3号楼二层梁板',
    '龄期7天 配合比水泥320水175 报告JC2611-9 还在用',
    'photo',
    '7天强度偏低，试块只有设计值的六成',
    '检测 一般 电话 刚才',
    '前进路12号工地 宏基家园三期',
    '提交',
  ],
  OTHER: [
    '投诉 其他',
    '秦北',
    '高厂长',
    'PC42.5 散装 昨天 35吨 2吨',
    '跳过',
    '送货司机态度不好，拒绝卸到指定位置',
    '解释说明 一般 来访 刚才',
    '前进路12号工地',
    '提交',
  ],
} as const

const bot = useBot()

async function file(person: TestPerson, messages: readonly string[]): Promise<string> {
  for (const message of messages) message === 'photo' ? await person.sendsPhoto() : await person.says(message)
  return person.heard()
}

describe('each kind is filed in at most twelve messages (R19.1.a)', () => {
  it.each(Object.entries(KINDS))('%s', async (kind, messages) => {
    const wang = bot().person('wangqiang')
    const heard = await file(wang, messages)
    expect(heard).toMatch(/已登记 TS-20261103-\d{3}，并已上报/)
    expect(messages.length).toBeLessThanOrEqual(MOST_MESSAGES)
    const [complaint] = (await bot().complaints()).filter((record) => record.kind === kind)
    expect(complaint).toMatchObject({
      kind,
      state: 'REPORTED',
      round: 1,
      registeredBy: { id: 'wecom:wangqiang', name: '王强' },
      followUps: [],
    })
  })

  it('keeps what was measured and worked out', async () => {
    const records = new Map((await bot().complaints()).map((record) => [record.kind, record]))
    expect(records.get('BAG_COUNT')).toMatchObject({
      kindData: { shortBags: 8, unitKg: 50 },
      details: {
        deliveryNo: ['T2611-021', 'T2611-031'],
        shippedAt: '2026-11-01',
        driver: '马师傅',
        transportBy: 'OURS',
        truckNo: '陕E12345',
        arrivedAt: '2026-11-02',
      },
      packing: 'BAG',
      complainant: '张工',
      phone: '13991300001',
      severity: 'GENERAL',
      source: 'PHONE',
      matchKeys: [expect.stringContaining('dt2611021'), expect.stringContaining('dt2611031')],
    })
    expect(records.get('BAG_WEIGHT')).toMatchObject({
      details: { scaleOwner: 'CUSTOMER', scaleValidTo: '2027-03-01' },
      kindData: { bagWeights: { count: 3, lowestNetKg: 48.9, belowMinimum: 3 }, deliveredTonnes: 35, affectedTonnes: 10 },
    })
    expect(records.get('BREAKAGE')?.kindData).toEqual({ breakagePercent: 5, deliveredTonnes: 35, affectedTonnes: 1.75 })
    expect(records.get('CAKING')).toMatchObject({
      details: { batchNo: 'HB2611-07', packedOn: '2026-10-28', affectedQty: { value: 60, unit: 'bag' }, lumpHard: 'CRUSHABLE' },
      demand: ['RETURN'],
      attachments: [{ kind: 'image' }],
    })
    expect(records.get('BULK_SHORT')).toMatchObject({
      details: { scaleOwner: 'CUSTOMER', scaleValidTo: '2027-03-01', contractPermille: 2 },
      kindData: { bulk: { diffKg: 110, diffPermille: 3.14, tolerancePermille: 2, basis: 'CONTRACT', isBeyond: true } },
      packing: 'BULK',
    })
    expect(records.get('QUALITY')).toMatchObject({
      subKind: 'STRENGTH',
      details: {
        usePart: '3号楼二层梁板',
        ageDays: 7,
        mix: '水泥320水175',
        testReport: 'JC2611-9',
        remainingQty: { value: 460, unit: 'bag' },
        stopUse: 'IN_USE',
        siteAddress: { label: '前进路12号工地' },
        projectName: '宏基家园三期',
      },
      kindData: { remaining: { value: 23, unit: 't' } },
      description: '7天强度偏低，试块只有设计值的六成',
    })
    expect(records.get('OTHER')).toMatchObject({
      plant: 'tongchuan',
      packing: 'BULK',
      details: { arrivedAt: '2026-11-02' },
      kindData: { deliveredTonnes: 35, affectedTonnes: 2 },
      attachments: [],
    })
  })

  it('says what the standard asks and never 合格 or 不合格 (4.2)', () => {
    const chat = bot().person('wangqiang').transcript()
    expect(chat).toContain('样本不足 20 袋，仅供参考')
    expect(chat).toContain('合 3.14‰，超出 2‰（按 2‰ 比较，合同约定）')
    expect(chat).not.toMatch(/不?合格/)
  })

  it('shows whoever looks it up what was asked', async () => {
    const shown = await bot().person('wangqiang').says('查 TS-20261103-001')
    for (const part of [
      '张工 材料科长 13991300001',
      '投诉方式：电话',
      '初步等级：一般',
      '使用地点：前进路12号工地',
      '工程/使用单位：宏基家园三期',
    ])
      expect(shown).toContain(part)
    for (const part of ['运输：我方承运', '马师傅 陕E12345', '发货：2026年11月1日', 'T2611-021、T2611-031']) expect(shown).toContain(part)
  })

  it('numbers complaints by day without using a number twice', async () => {
    const numbers = (await bot().complaints()).map(({ _id }) => _id)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers[0]).toBe('TS-20261103-001')
  })
})

it('whose net weight it is may be said in one breath, in any order', async () => {
  const wang = bot().person('wangqiang')
  for (const said of ['客户35.2t 我们35.9', '我们净重35.9吨，客户净重35.2吨']) {
    await wang.saysAll('投诉 散装亏吨', '宏基', '张工', 'PO42.5', 'T2611-021 陕E12345 昨天 我方承运')
    const heard = await wang.says(said)
    expect(heard).toContain('我方净重：35.9 吨')
    expect(heard).toContain('客户净重：35.2 吨')
    expect(await wang.says('不清楚')).toContain('相差 700 公斤')
    await wang.says('取消')
  }
})

it('we are the customer where a customer says so', async () => {
  const zhang = bot().person('zhanggong')
  await zhang.saysAll('投诉 散装亏吨', 'PO42.5', 'T2611-021 陕E12345 昨天 厂家送货')
  const heard = await zhang.says('我们35.2 你们35.9')
  expect(heard).toContain('发货净重：35.9 吨')
  expect(heard).toContain('您过磅的净重：35.2 吨')
  await zhang.says('取消')
})

it('a grade is understood as it is spoken', async () => {
  const wang = bot().person('wangqiang')
  await wang.saysAll('投诉 散装亏吨', '宏基', '张工')
  expect(await wang.says('普通四十二点五')).toContain('✓ 品种及强度等级：P·O 42.5')
  await wang.says('取消')
})

it('a weighing is known by its net weight alone', async () => {
  const wang = bot().person('wangqiang')
  await wang.saysAll('投诉 散装亏吨', '宏基', '张工', 'PO42.5', 'T2611-021 陕E12345 昨天 我方承运')
  expect(await wang.says('净重 35.00')).toMatch(/^✓ 我方净重：35 吨\n客户磅单/)
  await wang.says('净重34.89吨')
  expect(await wang.says('不清楚')).toContain('相差 110 公斤，合 3.14‰，超出 3‰（按 3‰ 比较，合同另有约定的从其约定）')
  await wang.says('取消')
})
