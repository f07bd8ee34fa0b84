/** 发货量: what a plant has shipped in a month is told by managers, repeated back, and corrected with what stood before. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createShipments } from '../../src/reports/shipments.js'
import { type Bot, startBot } from '../setup/bot.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

const known = async () => [...(await createShipments(bot.connection).known(undefined, ['2026-09', '2026-10']))]

describe('a month', () => {
  it('is told in one message, said back and kept', async () => {
    const zhao = bot.person('zhaojianguo')
    expect(await zhao.says('发货量')).toMatch(
      /还没登记发货量的月份（近 12 个月）：\n· 渭南厂 12 个月：2025年11月、[\s\S]*2026年10月\n· 铜川厂 12 个月/,
    )
    expect(await zhao.says('渭南厂 10月 12.5万吨')).toMatch(/生产企业：渭南厂\n· 月份：2026年10月\n· 发货量：125000 吨/)
    expect(await known()).toEqual([])
    expect(await zhao.says('提交')).toContain('✓ 已登记：渭南厂 2026年10月发货 125000 吨。')
    expect(await known()).toEqual([['weinan 2026-10', 125_000]])
    expect(await zhao.says('发货量')).toMatch(/渭南厂 11 个月：2025年11月、[\s\S]*2026年9月\n/)
  })

  it('that was told before is corrected knowingly, and what stood before stays on record', async () => {
    const [zhao, zhou] = [bot.person('zhaojianguo'), bot.person('zhoumin')]
    await zhao.saysAll('发货量', '渭南厂 10月 125000', '提交')
    await zhou.says('发货量')
    expect(await zhou.says('渭南厂 10月 12.8万')).toMatch(
      /这个月登记过：\n· 125000 吨（赵建国 2026年11月3日（周二） 10:0\d）[\s\S]*发货量：128000 吨/,
    )
    await zhou.says('提交')
    expect(await known()).toEqual([['weinan 2026-10', 128_000]])
    const told = await createShipments(bot.connection).toldOf('weinan', '2026-10')
    expect(told.map(({ tonnes, by }) => [tonnes, by.name])).toEqual([
      [125_000, '赵建国'],
      [128_000, '周敏'],
    ])
  })

  it('that is not over is not taken, and can be changed on the spot', async () => {
    const zhao = bot.person('zhaojianguo')
    await zhao.says('发货量')
    await zhao.says('渭南厂')
    expect(await zhao.says('本月')).toBe('「月份」还没过完，过完再登记，如 上月。')
    expect(await zhao.saysAll('上月', '3000吨')).toContain('月份：2026年10月')
  })

  it('in which nothing was shipped is known as such', async () => {
    await bot.person('linjing').saysAll('发货量', '铜川厂 9月 0', '提交')
    expect(await known()).toEqual([['tongchuan 2026-09', 0]])
  })
})

describe('whoever may tell it', () => {
  it('is a general manager for the own plant, without being asked which', async () => {
    const qian = bot.person('qianweimin')
    expect(await qian.says('发货量')).toMatch(/· 渭南厂 12 个月(?![\s\S]*铜川)[\s\S]*哪个月的发货量/)
    await qian.saysAll('10月 12万吨', '修改生产企业')
    expect(await qian.says('铜川厂')).toContain('您只登记渭南厂的发货量，请换一个厂。')
    expect(await known()).toEqual([])
  })

  it.each(['sunqiang', 'wangqiang', 'liuna', 'chenjing'])('is not %s, who hears so before anything is asked', async (userid) => {
    expect(await bot.person(userid).says('发货量')).toBe('发货量由市场营销部负责人、质检部负责人、总经理、系统管理员登记，需要时请找他们。')
    expect(await bot.connection.db!.collection('refusals').countDocuments({ action: 'beginShipment', 'by.id': `wecom:${userid}` })).toBe(1)
  })

  it('is no customer', async () => {
    expect(await bot.person('zhanggong').says('发货量')).not.toMatch(/登记|吨/)
  })
})
