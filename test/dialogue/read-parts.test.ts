import { describe, expect, it } from 'vitest'
import { isWhole, type SeveralInput } from '../../src/dialogue/parts.js'
import { readParts } from '../../src/dialogue/read-parts.js'
import type { Words } from '../../src/dialogue/session.js'

const names: Record<string, string[]> = {
  delivered: ['发货'],
  affected: ['涉及'],
  gross: ['毛重'],
  tare: ['皮重'],
  net: ['净重'],
  driver: ['司机'],
}
const words: Words = { command: () => undefined, optionNames: () => [], ratingNames: () => [], fieldNames: (field) => names[field] ?? [] }
const context = { at: new Date('2026-11-03T02:00:00Z'), words }

const shipment: SeveralInput = {
  type: 'several',
  parts: {
    deliveryNo: { input: { type: 'code' }, optional: false },
    truckNo: { input: { type: 'plate' }, optional: true },
    arrivedAt: { input: { type: 'date', time: false, future: false, past: true }, optional: false },
  },
}
const quantity = { type: 'quantity', units: ['t', 'bag'], min: 0 } as const
const amounts: SeveralInput = {
  type: 'several',
  parts: {
    delivered: { input: { ...quantity, units: ['t', 'bag'] }, optional: false },
    affected: { input: { ...quantity, units: ['t', 'bag'] }, optional: false },
  },
  atMost: { affected: 'delivered' },
}
const tonnes = { input: { type: 'quantity' as const, units: ['t' as const], min: 0 }, optional: false }
const t = (value: number) => ({ value, unit: 't' })
const weighing: SeveralInput = {
  type: 'several',
  parts: { gross: tonnes, tare: tonnes, net: { ...tonnes, optional: true } },
  balance: ['gross', 'tare', 'net'],
}

describe('several fields in one message', () => {
  it.each([
    ['T2611-021 陕E12345 昨天', { deliveryNo: 'T2611-021', truckNo: '陕E12345', arrivedAt: '2026-11-02' }],
    ['T2611-021，11月 3 日', { deliveryNo: 'T2611-021', arrivedAt: '2026-11-03' }],
    ['昨天 T2611-021', { deliveryNo: 'T2611-021', arrivedAt: '2026-11-02' }],
    ['陕E12345', { truckNo: '陕E12345' }],
  ])('%s', (text, found) => {
    expect(readParts(shipment, text, {}, context)).toEqual({ found })
  })

  const day = { input: { type: 'date' as const, time: false, future: false, past: true }, optional: false }
  const points = { input: { type: 'number' as const, integer: true, min: 1 }, optional: false }
  it.each([
    ['今天 20点', { day: '2026-11-03', points: 20 }],
    ['20点 今天', { day: '2026-11-03', points: 20 }],
    ['昨天 上午9点 20', { day: '2026-11-02', points: 20 }],
  ])('counts points where no time is asked for: %s', (text, found) => {
    expect(readParts({ type: 'several', parts: { day, points } }, text, {}, context)).toEqual({ found })
  })

  it.each([
    [amounts, '700袋 60袋 5袋', '5袋'],
    [shipment, 'T2611-021 陕E12345 昨天 下午到的', '下午到的'],
  ])('says what is left over instead of dropping it', (input, text, left) => {
    expect(readParts(input, text, {}, context)).toEqual({ found: {}, failure: { field: '', reason: 'surplus', values: { left } } })
  })

  const many: SeveralInput = {
    type: 'several',
    parts: {
      batchNo: { input: { type: 'code', many: true }, optional: false },
      deliveryNo: { input: { type: 'code', many: true }, optional: false },
      truckNo: { input: { type: 'plate', many: true }, optional: false },
      driver: { input: { type: 'name' }, optional: true, named: true },
    },
  }
  it.each([
    ['HB2611-07、HB2611-08 T2611-021 陕E12345', { batchNo: ['HB2611-07', 'HB2611-08'], deliveryNo: 'T2611-021', truckNo: '陕E12345' }],
    [
      'HB2611-07 T2611-021和T2611-022 陕E12345，陕E23456',
      { batchNo: 'HB2611-07', deliveryNo: ['T2611-021', 'T2611-022'], truckNo: ['陕E12345', '陕E23456'] },
    ],
    [
      'HB2611-07 T2611-021 T2611-021 陕E12345 司机李和平',
      { batchNo: 'HB2611-07', deliveryNo: 'T2611-021', truckNo: '陕E12345', driver: '李和平' },
    ],
    ['260107 260108 260109 陕E12345', { batchNo: '260107', deliveryNo: ['260108', '260109'], truckNo: '陕E12345' }],
  ])('keeps all numbers of a kind: %s', (text, found) => {
    expect(readParts(many, text, {}, context)).toEqual({ found })
  })

  it('reads what stands without a blank, where nothing else can be made of it', () => {
    expect(readParts(shipment, 'T2611-021陕E12345昨天', {}, context)).toEqual({
      found: { deliveryNo: 'T2611-021', truckNo: '陕E12345', arrivedAt: '2026-11-02' },
    })
    expect(readParts(amounts, '发货700袋涉及60袋', {}, context)).toMatchObject({
      found: { delivered: { value: 700 }, affected: { value: 60 } },
    })
  })

  it('takes a plate without its province for no second delivery note', () => {
    expect(readParts(many, 'HB2611-07 T2611-021 e12345', {}, context)).toEqual({
      found: { batchNo: 'HB2611-07', deliveryNo: 'T2611-021' },
      failure: { field: 'truckNo', reason: 'plate', values: {} },
    })
  })

  it('works out what follows from what was understood, though something else was not', () => {
    const { found, failure } = readParts(weighing, '客户磅 49.8 15', {}, context)
    expect(found).toMatchObject({ gross: { value: 49.8 }, tare: { value: 15 }, net: { value: 34.8 } })
    expect(failure).toBeDefined()
  })

  it('reads only what is still open', () => {
    expect(readParts(shipment, 'T9-1', { arrivedAt: '2026-11-02' }, context)).toEqual({ found: { deliveryNo: 'T9-1' } })
  })

  it('takes all of it said once more as a whole, not for what is still open', () => {
    const bags = (value: number) => ({ value, unit: 'bag' })
    const withUsed: SeveralInput = { ...amounts, parts: { ...amounts.parts, used: { ...amounts.parts.affected!, optional: true } } }
    const both = { delivered: bags(700), affected: bags(60) }
    expect(readParts(withUsed, '700袋 60袋', { delivered: bags(700) }, context)).toEqual({ found: both })
    expect(readParts(withUsed, '700袋 60袋', { delivered: bags(700), affected: bags(50) }, context)).toEqual({ found: both })
    expect(readParts(withUsed, '60袋 20袋', { delivered: bags(700) }, context)).toEqual({ found: { affected: bags(60), used: bags(20) } })
    expect(readParts(withUsed, '60袋', { delivered: bags(700) }, context)).toEqual({ found: { affected: bags(60) } })
  })

  it('lets people say again what it has understood', () => {
    expect(readParts(shipment, 'T9-1 陕E12345', { deliveryNo: 'T9-1' }, context)).toEqual({ found: { truckNo: '陕E12345' } })
    expect(readParts(shipment, 'T9-1 陕E1234', { deliveryNo: 'T9-1' }, context)).toMatchObject({ failure: { field: 'truckNo' } })
  })

  it('keeps what it understood beside what it did not', () => {
    expect(readParts(shipment, 'T2611-9 陕E1234 昨天', {}, context)).toMatchObject({
      found: { deliveryNo: 'T2611-9', arrivedAt: '2026-11-02' },
      failure: { field: 'truckNo', reason: 'plate' },
    })
  })

  it('follows names, in any order', () => {
    expect(readParts(amounts, '涉及3吨 发货35t', {}, context)).toEqual({
      found: { affected: { value: 3, unit: 't' }, delivered: { value: 35, unit: 't' } },
    })
  })

  it.each([
    ['60袋 700袋', { failure: { field: 'affected', reason: 'atMost' } }],
    ['35 3', { failure: { field: 'delivered', reason: 'unitMissing' } }],
    ['嗯嗯', { found: {}, failure: { reason: 'quantity' } }],
  ])('refuses %s', (text, expected) => {
    expect(readParts(amounts, text, {}, context)).toMatchObject(expected)
  })

  it('goes on with a text for as long as nothing else can read it', () => {
    const test: SeveralInput = {
      type: 'several',
      parts: {
        driver: { input: { type: 'text', min: 2, max: 60 }, optional: true, named: true },
        arrivedAt: shipment.parts.arrivedAt!,
      },
    }
    expect(readParts(test, '司机马师傅 顺达 运输 昨天', {}, context)).toEqual({
      found: { driver: '马师傅 顺达 运输', arrivedAt: '2026-11-02' },
    })
    expect(readParts(test, `司机老马 ${'顺'.repeat(60)} 昨天`, {}, context)).toMatchObject({
      found: { driver: '老马', arrivedAt: '2026-11-02' },
      failure: { field: 'driver', reason: 'textLong' },
    })
    expect(readParts(test, '昨天 顺达', {}, context)).toMatchObject({ failure: { reason: 'surplus' } })
    const withOption = { ...context, words: { ...words, isOption: (text: string) => text === '还在用' } }
    expect(readParts(test, '司机马师傅 还在用', {}, withOption)).toMatchObject({ found: { driver: '马师傅' }, failure: { reason: 'date' } })
  })

  it('needs no name for the only one that is asked for', () => {
    const named = { optional: true, named: true } as const
    const withDriver: SeveralInput = {
      ...shipment,
      parts: {
        ...shipment.parts,
        driver: { input: { type: 'name' }, ...named },
        shippedAt: { ...shipment.parts.arrivedAt!, ...named },
      },
    }
    const known = { deliveryNo: 'T9-1', truckNo: '陕E12345', arrivedAt: '2026-11-02' }
    expect(readParts(withDriver, '李师傅', known, context)).toEqual({ found: { driver: '李师傅' } })
    const used: SeveralInput = {
      type: 'several',
      parts: {
        net: { input: { type: 'number', integer: true }, ...named },
        driver: { input: { type: 'text', min: 1, max: 20 }, ...named },
      },
    }
    expect(readParts(used, '28天', {}, context)).toEqual({ found: { net: 28 } })
    expect(readParts(used, '75 ℃', {}, context)).toEqual({ found: { net: 75 } })
    expect(readParts(used, '司机马 28', {}, context)).toEqual({ found: { driver: '马 28' } })
    const bothNamed = Object.fromEntries(Object.entries(amounts.parts).map(([field, part]) => [field, { ...part, ...named }]))
    expect(readParts({ ...amounts, parts: bothNamed }, '3吨', {}, context)).toMatchObject({ failure: { reason: 'surplus' } })
  })

  it('works out a missing net weight and refuses a wrong one', () => {
    expect(readParts(weighing, '50.20 15.20', {}, context)).toMatchObject({ found: { net: { value: 35, unit: 't' } } })
    expect(readParts(weighing, '50.20 15.20 35.00', {}, context)).toMatchObject({ found: { net: { value: 35, unit: 't' } } })
    expect(readParts(weighing, '50.20 15.20 36', {}, context)).toMatchObject({
      found: {},
      failure: { reason: 'balance', values: { expected: 35 } },
    })
    expect(readParts(weighing, '15.20 50.20', {}, context)).toMatchObject({ failure: { reason: 'atMost' } })
  })

  it.each([
    ['毛重50.20 净重35', { gross: t(50.2), tare: t(15.2), net: t(35) }],
    ['皮重15.20 净重35', { gross: t(50.2), tare: t(15.2), net: t(35) }],
    ['净重 35', { net: t(35) }],
    ['净重： 35 吨', { net: t(35) }],
  ])('reads %s behind its names, and works out what follows', (text, found) => {
    expect(readParts(weighing, text, {}, context)).toEqual({ found })
  })

  it('keeps no figure of which nobody knows whether it is gross or net', () => {
    const enough = { ...weighing, enough: 'net' }
    expect(readParts(enough, '35.9', {}, context)).toEqual({ found: {}, failure: { field: '', reason: 'whichOf', values: {} } })
    expect(readParts(enough, '毛重50.2', {}, context)).toEqual({ found: { gross: t(50.2) } })
    expect(readParts(enough, '15.2', { gross: t(50.2) }, context)).toEqual({ found: { tare: t(15.2), net: t(35) } })
  })

  it('asks for nothing more where what is given is enough', () => {
    expect(isWhole({ ...weighing, enough: 'net' }, { net: t(35) })).toBe(true)
    expect(isWhole({ ...weighing, enough: 'net' }, { gross: t(50.2) })).toBe(false)
    expect(isWhole(weighing, { net: t(35) })).toBe(false)
  })
})
