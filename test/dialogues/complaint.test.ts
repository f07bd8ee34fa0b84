import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'

let bot: Bot
let wang: TestPerson

beforeEach(async () => {
  bot = await startBot()
  wang = bot.person('wangqiang')
})
afterEach(async () => {
  await bot.stop()
})

/** Everything of a caking complaint up to the summary. */
const CAKING = ['投诉 结块', '宏基', '张工', 'PO42.5', 'HB2611-07 10月28日 昨天', '700袋 60袋', '工地料棚内', '能捏碎 已停用'] as const
async function toSummary(): Promise<string> {
  await wang.saysAll(...CAKING)
  await wang.sendsPhoto()
  return wang.saysAll('底层60袋结块，要求换货', ...FACTS)
}

describe('the complaint dialogue', () => {
  it('goes by taps alone where there are options', async () => {
    await wang.says('投诉')
    const heard = await wang.taps('受潮结块')
    expect(heard).toContain('✓ 投诉类别：受潮结块')
    expect(heard).toContain('哪个客户')
    expect(wang.isReplaced(wang.cards()[0]!)).toBe('已选：受潮结块')
    expect(await wang.says('宏基')).not.toContain('✓ 投诉人') // offered, not taken
    expect(await wang.taps('张工')).toMatch(/✓ 投诉人：张工\n✓ 联系电话：13991300001\n✓ 职务：材料科长/)
    await wang.taps('P·O 42.5')
    await wang.saysAll('HB2611-07 10月28日 昨天', '700袋 60袋', '工地料棚内')
    await wang.taps('手捏可碎')
    await wang.taps('已停用')
    await wang.sendsPhoto()
    await wang.taps('完成')
    await wang.says('底层60袋结块')
    expect(await wang.taps('退换货', '赔偿')).toMatch(/较重[\s\S]*疑似重大/)
    await wang.taps('较重')
    await wang.taps('来访')
    await wang.taps('刚才')
    await wang.sendsPlace('渭南市前进路工地')
    expect(await wang.taps('提交')).toContain('已登记 TS-20261103-001')
    expect(await bot.complaints()).toMatchObject([
      { kind: 'CAKING', product: 'PO425', demand: ['RETURN', 'COMPENSATE'], severity: 'SERIOUS', source: 'CUSTOMER_VISIT' },
    ])
  })

  it('counts a photo that comes after those that were asked for with them, in the summary as on record', async () => {
    await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5', 'T2611-021 陕E12345 昨天 我方承运', '700 692', '收货员老李点的')
    await wang.sendsPhoto()
    await wang.says('卸车少了8袋，要求补上')
    await wang.sendsPhoto()
    expect(wang.heard()).toContain('已作为证据保留（共 2 份）')
    expect(await wang.saysAll('补货', ...FACTS)).toContain('照片：2 份')
    await wang.says('提交')
    expect((await bot.complaints())[0]?.attachments).toHaveLength(2)
  })

  it('takes no answer of another question for a position', async () => {
    await wang.saysAll('投诉', '袋数不足', '宏基')
    const heard = await wang.says('李会计 13991300002 袋装')
    expect(heard).toContain('✓ 包装形式：袋装')
    expect(heard).not.toContain('职务')
  })

  it('goes back to the question before, and says what it knew', async () => {
    await wang.saysAll('投诉', '破损', '宏基')
    await wang.says('张工')
    await wang.says('返回')
    expect(await wang.says('返回')).toMatch(/现在是：渭南宏基商品混凝土有限公司[\s\S]*哪个客户/)
    expect(await wang.says('宏远')).toContain('✓ 客户：渭南宏远建材有限公司')
    expect(wang.heard()).toContain('谁反映的')
  })

  it('corrects a field from the summary by its bare name, a button or 修改', async () => {
    expect(await toSummary()).toContain('涉及数量：60 袋')
    expect(await wang.says('数量')).toContain('「涉及数量」现在是 60 袋。改成什么？')
    expect(await wang.says('80袋')).toMatch(/✓ 涉及数量：80 袋[\s\S]*涉及数量：80 袋/)
    await wang.taps('修改')
    expect(wang.heard()).toContain('要修改哪一项')
    await wang.says('初步等级')
    expect(await wang.says('较重')).toContain('初步等级：较重')
    await wang.says('修改客户')
    expect(await wang.saysAll('宏远', '李会计')).toContain('客户：渭南宏远建材有限公司')
    await wang.says('提交')
    expect(await bot.complaints()).toMatchObject([
      { details: { affectedQty: { value: 80, unit: 'bag' } }, severity: 'SERIOUS', customer: { name: '渭南宏远建材有限公司' } },
    ])
  })

  it('asks what a corrected kind needs, and forgets what it does not', async () => {
    await toSummary()
    await wang.says('修改投诉类别')
    expect(await wang.says('破损')).toContain('还缺：提货单号') // the arrival date is known already
    await wang.saysAll('T2611-021', '客户自提', '700 35', '卸车时')
    await wang.sendsPhoto()
    await wang.sendsPhoto()
    const summary = await wang.says('完成')
    expect(summary).toContain('总袋数：700')
    expect(summary).not.toContain('存放地点')
    await wang.says('提交')
    const [complaint] = await bot.complaints()
    expect(complaint).toMatchObject({ kind: 'BREAKAGE', details: { totalBags: 700, deliveryNo: 'T2611-021' } })
    expect(complaint?.details).not.toHaveProperty('storage')
  })

  it('keeps what it understood of a message, and asks for the rest', async () => {
    await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5')
    expect(await wang.says('T2611-9 陕E1234 昨天')).toMatch(/✓ 提货单号：T2611-9[\s\S]*✓ 到货日期[\s\S]*「车号」没看懂[\s\S]*还缺：车号/)
    expect(await wang.says('陕E12345')).toContain('谁运的')
  })

  it('asks for the contact of another customer when the customer is corrected, but keeps a name that was typed', async () => {
    expect(await toSummary()).toContain('投诉人：张工')
    await wang.says('修改客户')
    expect(await wang.says('宏远')).toMatch(/谁反映的[\s\S]*李会计/)
    expect(await wang.taps('李会计')).toMatch(/投诉人：李会计[\s\S]*联系电话：13991300002/)
    await wang.saysAll('修改投诉人', '小赵', '修改客户')
    expect(await wang.says('宏基商混')).toContain('还缺：联系电话')
    expect(await wang.says('13991300009')).toMatch(/投诉人：小赵[\s\S]*联系电话：13991300009/)
  })

  it('counts typed numbers as they are shown', async () => {
    await wang.saysAll('投诉 破损', '宏基', '张工')
    expect(await wang.says('11')).toContain('回复 1 到 10')
    expect(await wang.says('10')).toContain('✓ 品种及强度等级：不清楚')
    await wang.says('返回')
    expect(await wang.says('9')).toContain('✓ 品种及强度等级：M 32.5')
  })

  it('does not hold anybody in the choice of what to correct', async () => {
    await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5')
    expect(await wang.says('修改')).toContain('要修改哪一项')
    expect(await wang.says('T2611-9 陕E12345 昨天 我方承运')).toContain('单上多少袋')
    await wang.says('修改')
    expect(await wang.says('返回')).toContain('单上多少袋')
  })

  it('skips what is optional, refuses to skip what is not', async () => {
    await wang.saysAll('投诉 其他', '宏基', '张工', 'PO42.5', '散装')
    expect(await wang.says('跳过')).toContain('有照片或单据')
    expect(await wang.says('跳过')).toContain('用一句话说说情况')
    expect(await wang.says('跳过')).toContain('必填')
  })

  it('keeps a draft when paused and brings it back, also after a restart of the program', async () => {
    await wang.saysAll(...CAKING.slice(0, 6))
    expect(await wang.says('暂停')).toContain('继续')
    expect(await wang.says('数量')).not.toContain('✓')
    const next = await startBot({ simulator: bot.simulator, clock: bot.clock, databaseName: bot.connection.name })
    expect(
      await next.app.handle(
        { key: 'm1', from: { channel: 'wecom', userId: 'wangqiang' }, at: bot.clock.now(), content: { type: 'text', text: '继续' } },
        () => true,
      ),
    ).toMatchObject({
      reply: { text: expect.stringContaining('水泥放在哪里') },
    })
    await next.stop()
  })

  it('cancels without filing, and 继续 undoes that', async () => {
    await wang.saysAll(...CAKING)
    expect(await wang.says('取消')).toContain('没有登记')
    expect(await bot.complaints()).toEqual([])
    expect(await wang.says('继续')).toContain('请发照片')
  })

  it('begins again on 重来', async () => {
    await wang.saysAll(...CAKING)
    expect(await wang.says('重来')).toContain('是哪一类投诉')
  })

  it('lets another dialogue in between and comes back', async () => {
    await wang.saysAll('投诉 破损')
    const heard = await wang.says('我的投诉')
    expect(heard).toContain('还没有登记过')
    expect(heard).toMatch(/回到刚才没填完的内容[\s\S]*哪个客户/)
  })

  it('comes back also when what was asked in between is refused', async () => {
    await wang.saysAll('投诉 破损')
    expect(await wang.says('查 TS-20200101-001')).toMatch(/没有找到投诉[\s\S]*回到刚才没填完的内容[\s\S]*哪个客户/)
    expect(await wang.says('宏基')).toContain('✓ 客户：渭南宏基')
  })

  it('runs nothing for a button that was never sent', async () => {
    await wang.says('投诉')
    for (const key of ['do:fileComplaint:x', 'do:constructor:x', 'do:', 'q', 'q:x:y:z', '']) {
      await bot.simulator.taps('wangqiang', 'made-up', key)
      await bot.app.settled()
    }
    expect(await bot.complaints()).toEqual([])
    expect(await wang.says('结块')).toContain('✓ 投诉类别：受潮结块')
  })

  it('keeps the waiting dialogue when a second one is started as well', async () => {
    await wang.saysAll('投诉 破损', '接待客户')
    expect(await wang.says('投诉')).toContain('已经有一项在等着')
    await wang.says('取消')
    expect(wang.heard()).toContain('哪个客户')
  })

  it('shows examples after two failures and offers a person after three', async () => {
    await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5', 'T2611-021 陕E12345 昨天 我方承运')
    expect(await wang.says('很多袋')).toContain('没看懂')
    expect(await wang.says('一大堆')).toContain('例：700 692')
    expect(await wang.says('不好说')).toContain('转人工')
    expect(await wang.says('转人工')).toMatch(/已通知客服人员[\s\S]*单上多少袋/)
    expect(bot.person('liuna').heard()).toContain('王强 请求人工协助')
    expect(await wang.says('700 692')).toContain('✓ 实点袋数：692')
  })

  it('answers an old button with the state of its question and changes nothing', async () => {
    await wang.says('投诉')
    const [card] = wang.cards()
    await wang.saysAll('受潮结块', '宏基')
    expect(await wang.tapsOn(card!, '破损过大')).toMatch(/谁反映的[\s\S]*「投诉类别」已经回答过：受潮结块/)
    await wang.saysAll('取消', '投诉')
    expect(await wang.tapsOn(card!, '破损过大')).toContain('这是之前那一份的按钮')
    expect(wang.heard()).toContain('是哪一类投诉')
  })

  it('keeps a photo where a number is asked, and the place of use', async () => {
    await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5', 'T2611-021 陕E12345 昨天 我方承运')
    expect(await wang.sendsPhoto()).toMatch(/已作为证据保留[\s\S]*单上多少袋/)
    expect(await wang.sendsPlace('渭南市前进路工地')).toContain('已记为使用地点')
    await wang.saysAll('700 692', '收货员老李点的')
    expect(wang.heard()).toContain('用一句话说说情况') // the photo is there already
    await wang.saysAll('少了8袋要求补上', ...FACTS, '提交')
    expect(await bot.complaints()).toMatchObject([
      { attachments: [{ kind: 'image' }], details: { siteAddress: { label: '渭南市前进路工地' } } },
    ])
  })

  it('offers to file what was sent before any dialogue, and keeps it', async () => {
    expect(await wang.sendsPhoto()).toContain('要作为投诉登记吗')
    expect(await wang.sendsPhoto()).toContain('共 2 份')
    expect(await wang.taps('是')).toContain('是哪一类投诉')
    await wang.saysAll('破损', '宏基', '张工', 'M32.5', 'T2611-021 昨天 我方承运', '700 35', '卸车时')
    await wang.saysAll('卸车发现破了35袋', '补货', ...FACTS, '提交')
    expect(await bot.complaints()).toMatchObject([{ attachments: [{ kind: 'image' }, { kind: 'image' }] }])
  })

  it('takes a forwarded text as the description', async () => {
    expect(await wang.says('宏基的张工打电话说昨天到的水泥结块了，要我们赶紧处理')).toContain('要作为投诉登记吗')
    expect(await wang.says('是')).toMatch(/✓ 投诉类别：受潮结块[\s\S]*✓ 投诉人：张工[\s\S]*✓ 客户：渭南宏基商品混凝土有限公司/)
    await wang.saysAll('PO42.5', 'HB2611-07 10月28日', '700袋 60袋', '工地料棚内', '能捏碎 已停用')
    expect(await wang.sendsPhoto()).toContain('已收到 1 份')
    expect(await wang.taps('完成')).toContain('客户想要什么')
    await wang.saysAll('退换货', ...FACTS, '提交')
    expect(await bot.complaints()).toMatchObject([{ description: '宏基的张工打电话说昨天到的水泥结块了，要我们赶紧处理' }])
  })

  it('understands Traditional characters and full-width digits', async () => {
    await wang.saysAll('客戶投訴', '受潮結塊', '宏基', '张工', 'ＰＯ４２．５', 'HB2611-07 10月28日 昨天')
    expect(await wang.says('７００袋 六十袋')).toMatch(/發?发?货数量：700 袋[\s\S]*涉及数量：60 袋/)
  })

  it('speaks English and Traditional Chinese on request', async () => {
    expect(await wang.says('English')).toContain('English from now on')
    await wang.says('complaint')
    expect(await wang.says('caking')).toContain('✓ Kind: Damp caking')
    expect(await wang.says('繁體')).toContain('哪個客戶')
  })

  it('offers several customers, and adds one with the least fields (R8.1.a)', async () => {
    await wang.says('投诉 破损')
    expect(await wang.says('渭南宏')).toMatch(/宏基商混[\s\S]*宏远建材/)
    expect(await wang.says('2')).toContain('✓ 客户：渭南宏远建材有限公司')
    await wang.saysAll('修改客户', '西安新城建材')
    expect(await wang.taps('新增「西安新城建材」').catch(() => wang.says('1'))).toContain('新客户，资料不全')
    expect(await wang.says('刘经理')).toContain('还缺：联系电话')
    expect(await wang.says('13800001111')).toContain('是哪个厂的水泥')
    const [added] = await bot.app.customers.search('西安新城')
    expect(added).toBeUndefined() // nothing is added before the complaint is filed
  })

  it('finds a customer by abbreviation, pinyin and phone', async () => {
    await wang.says('投诉 破损')
    for (const name of ['宏基商混', 'hjsh', '13991300001']) {
      expect(await wang.says(name)).toContain('✓ 客户：渭南宏基商品混凝土有限公司')
      await wang.says('返回')
    }
  })

  it('records what the customer cannot give yet and asks again the next day (4.1)', async () => {
    await wang.saysAll('投诉 结块', '宏基', '张工', 'PO42.5')
    expect(await wang.says('10月28日 昨天')).toContain('还缺：出厂编号')
    expect(await wang.says('暂无法提供')).toContain('✓ 出厂编号：客户暂无法提供')
    await wang.saysAll('700袋 60袋', '工地料棚内', '能捏碎 已停用', '暂无法提供', '底层结块要求换货', ...FACTS, '提交')
    expect(await bot.complaints()).toMatchObject([{ followUps: [{ field: 'batchNo' }, { field: 'photosOne' }] }])
    await bot.until('2026-11-04', '10:10')
    expect(wang.heard()).toMatch(/登记时客户暂无法提供：出厂编号、照片/)
    await wang.taps('现在补充')
    await wang.sendsPhoto()
    expect(await wang.says('编号 HB2611-07，照片已发')).toContain('已补充到 TS-20261103-001')
    await bot.pass(48 * 3_600_000)
    expect(wang.heard()).not.toContain('暂无法提供')
    expect(await bot.complaints()).toMatchObject([
      { attachments: [{ kind: 'image' }], followUps: [{ doneAt: expect.any(Date) }, { doneAt: expect.any(Date) }] },
    ])
  })

  it('keeps what was said behind 投诉 and asks its question, though none of that answers it', async () => {
    expect(await wang.says('投诉 渭南宏基 那一车看着不太对劲')).toMatch(/是哪一类投诉[\s\S]*没有这个选项[\s\S]*袋数不足/)
    expect(await wang.says('少袋')).toMatch(/✓ 客户：渭南宏基商品混凝土有限公司/)
    await wang.saysAll('张工', 'PO42.5', 'T2611-021 陕E12345 昨天 我方承运', '700 692', '老李点的')
    await wang.sendsPhoto()
    expect(await wang.says('完成')).toContain('客户想要什么')
    await wang.saysAll('补货', ...FACTS, '提交')
    expect((await bot.complaints())[0]?.description).toBe('渭南宏基 那一车看着不太对劲')
  })

  it('takes 暂无法提供 for 不清楚 where that may be answered', async () => {
    await wang.saysAll('投诉 结块', '宏基', '张工')
    expect(await wang.says('暂无法提供')).toContain('✓ 品种及强度等级：不清楚')
  })

  describe('what the customer could not give at first', () => {
    beforeEach(async () => {
      await wang.saysAll(
        '投诉 结块',
        '宏基',
        '张工',
        'PO42.5',
        '10月28日 昨天',
        '暂无法提供',
        '700袋 60袋',
        '工地料棚内',
        '能捏碎 已停用',
        '暂无法提供',
      )
      await wang.saysAll('底层结块要求换货', ...FACTS, '提交')
    })
    const dayAfter = async () => {
      await bot.pass(24 * 3_600_000 + 10 * 60_000)
      return wang.taps('现在补充')
    }
    const open = async () => (await bot.complaints())[0]!.followUps.filter(({ doneAt }) => !doneAt).map(({ field }) => field)

    it('is asked for again after a note that does not give it', async () => {
      await dayAfter()
      expect(await wang.says('客户说明天再给。')).toMatch(/还缺：出厂编号、照片[\s\S]*还没有，过后再补/)
      expect(await wang.taps('还没有，过后再补')).toContain('已补充到')
      await dayAfter()
      expect(wang.heard()).toContain('请发补充的照片')
      expect(await open()).toEqual(['batchNo', 'photosOne'])
    })

    it('is asked for until all of it has come: a photo for the photo, an answer for the rest', async () => {
      await dayAfter()
      await wang.says('袋子上看不清，像是 2611 那批。')
      await wang.taps('上面已经写了')
      expect(await open()).toEqual(['photosOne'])
      await dayAfter()
      await wang.sendsPhoto()
      expect(await wang.says('照片来了')).toContain('已补充到')
      expect(await open()).toEqual([])
    })

    it('is asked for no more once somebody says that it cannot be had', async () => {
      await dayAfter()
      await wang.sendsPhoto()
      expect(await wang.says('袋子都扔了')).toContain('还缺：出厂编号。')
      await wang.taps('客户给不了')
      expect(await open()).toEqual([])
      expect(await bot.complaints()).toMatchObject([{ followUps: [{ field: 'batchNo', isUnavailable: true }, { field: 'photosOne' }] }])
      expect(await bot.person('liuna').says('记录 TS-20261103-001')).toContain('客户给不了：出厂编号')
      expect(await wang.says('我的任务')).toContain('现在没有待办')
    })

    it('is taken from the same matter that is told once more', async () => {
      await wang.saysAll('投诉 结块', '宏基', '张工', 'PO42.5', 'HB2611-07 10月28日 昨天', '700袋 60袋', '工地料棚内', '能捏碎 已停用')
      await wang.sendsPhoto()
      await wang.saysAll('底层60袋结块', '退换货', ...FACTS, '提交')
      const liu = bot.person('liuna')
      await liu.says('查 TS-20261103-002')
      await liu.taps('更多')
      await liu.taps('合并到另一件')
      await liu.says('TS-20261103-001')
      expect(await open()).toEqual([])
    })
  })

  it('takes a photo that comes after all as the answer that was missing', async () => {
    await wang.saysAll(...CAKING, '暂无法提供')
    await wang.sendsPhoto()
    expect(await wang.saysAll('底层结块要求换货', ...FACTS)).toContain('照片：1 份')
    expect(await wang.says('修改照片')).not.toContain('没有这一项')
    await wang.sendsPhoto()
    await wang.saysAll('完成', '提交')
    expect(await bot.complaints()).toMatchObject([{ followUps: [], attachments: [{ kind: 'image' }, { kind: 'image' }] }])
    expect(await wang.says('我的任务')).not.toContain('待补充材料')
  })

  it('measures the same day from what is answered: heard on Friday, typed on Monday (R19.1.b, 6.4)', async () => {
    await wang.saysAll(...CAKING)
    await wang.sendsPhoto()
    await wang.saysAll('底层60袋结块，要求换货', '退换货 一般 电话')
    expect(wang.heard()).toContain('[刚才|今天早些时候|昨天|更早]')
    expect(await wang.taps('更早')).toContain('哪一天、几点')
    expect(await wang.says('10月30日下午3点')).toContain('✓ 接诉时间：2026年10月30日（周五） 15:00')
    expect(await wang.says('前进路12号工地')).toContain('为什么没有当天上报')
    await wang.saysAll('周末没有信号', '提交')
    const [complaint] = await bot.complaints()
    expect(complaint?.receivedAt.toISOString()).toBe('2026-10-30T07:00:00.000Z')
    expect(complaint?.report).toMatchObject({ sameDayOk: false, lateReason: '周末没有信号' })
  })

  it('asks for the time of a day that was tapped, and reads a time alone as of today', async () => {
    await wang.saysAll(...CAKING)
    await wang.sendsPhoto()
    await wang.saysAll('底层60袋结块，要求换货', '退换货 一般 电话')
    await wang.taps('昨天')
    expect(await wang.says('下午两点')).toContain('✓ 接诉时间：2026年11月2日（周一） 14:00')
    await wang.saysAll('前进路12号工地', '在路上', '修改接诉时间')
    expect(await wang.says('9点')).toContain('接诉时间：2026年11月3日（周二） 09:00')
  })

  it('forgets the day that was tapped once 更早 is', async () => {
    await wang.saysAll(...CAKING)
    await wang.sendsPhoto()
    await wang.saysAll('底层60袋结块，要求换货', '退换货 一般 电话')
    await wang.taps('昨天')
    await wang.says('更早')
    expect(await wang.says('9点')).toContain('✓ 接诉时间：2026年11月3日（周二） 09:00')
  })

  it('says what is left over of an answer, and takes nothing of it', async () => {
    await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5', 'T2611-021 陕E12345 昨天 我方承运')
    expect(await wang.says('700 692 5')).toContain('「5」多出来了')
    expect(await wang.says('700 692')).toContain('谁、什么时候点的')
  })

  it('keeps both times of a late entry and asks for the reason (6.4, F2.B06)', async () => {
    await toSummary()
    await wang.says('修改接诉时间')
    expect(await wang.says('昨天下午两点')).toMatch(/接诉时间：2026年11月2日（周一） 14:00[\s\S]*为什么没有当天上报/)
    await wang.saysAll('昨晚在路上没有信号', '提交')
    const [complaint] = await bot.complaints()
    expect(complaint?.receivedAt.toISOString()).toBe('2026-11-02T06:00:00.000Z')
    expect(complaint?.registeredAt.getTime()).toBeGreaterThan(complaint?.receivedAt.getTime() ?? 0)
    expect(complaint?.report).toMatchObject({ sameDayOk: false, lateReason: '昨晚在路上没有信号' })
  })

  it('shows a possible duplicate before filing, and can add to it', async () => {
    await toSummary()
    await wang.says('提交')
    const heard = await toSummary()
    expect(heard).toMatch(/是同一件事吗[\s\S]*已有一件未结的投诉：TS-20261103-001/)
    expect(await wang.taps('是，并入')).toContain('没有重复登记')
    const [complaint, ...others] = await bot.complaints()
    expect(others).toEqual([])
    expect(complaint?.events.map(({ type }) => type)).toContain('supplemented')
    await toSummary()
    await wang.taps('不是，另外登记')
    expect(await wang.says('提交')).toContain('TS-20261103-002')
    // registered for itself, it keeps the link, and so does the other (F2.A32)
    expect(await bot.complaints()).toMatchObject([{ related: ['TS-20261103-002'] }, { related: ['TS-20261103-001'] }])
    expect(await wang.says('查 TS-20261103-001')).toContain('可能是同一批货的另一件：TS-20261103-002')
    expect(await wang.says('查 TS-20261103-002')).toContain('可能是同一批货的另一件：TS-20261103-001')
  })
})
