/** A platform that accepts a message, and says later that it has not arrived. */
import { describe, expect, it } from 'vitest'
import { TOPIC, text, useRig } from '../setup/delivery.js'

const createRig = useRig()
const LOST = { traceId: 'trace-1', outcome: 'closed', reason: 'msg_send_fail 4' } as const

describe('what was sent and has not arrived', () => {
  it('is told to its domain once, however often the platform says it', async () => {
    const { delivery, reports, later, to, traces, mailbox } = await createRig()
    traces.push('trace-1')
    await delivery.enqueue([{ id: 'callback', to, message: text('请您评价'), topic: TOPIC }])
    await delivery.settled()
    expect(await delivery.notArrived(to, LOST)).toBe(true)
    expect(await delivery.notArrived(to, LOST)).toBe(false)
    await delivery.settled()
    await later(60_000)
    expect(reports.map(({ outcome, delivery: { topic }, reason }) => [outcome, topic, reason])).toEqual([
      ['sent', TOPIC, undefined],
      ['closed', TOPIC, 'msg_send_fail 4'],
    ])
    expect(await mailbox()).toMatchObject({ reports: [], finished: [{ id: 'callback', traceId: 'trace-1', failedAt: expect.any(Date) }] })
    expect((await mailbox())?.dueAt).toBeUndefined()
  })

  it('is counted where no domain waits for it', async () => {
    const { delivery, reports, ask, to, traces } = await createRig()
    traces.push('trace-1')
    await ask(text('a'), text('b'))
    await delivery.settled()
    expect(await delivery.notArrived(to, { ...LOST, outcome: 'dead' })).toBe(true)
    expect(reports.map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'dead', 'dead'])
  })

  it('is not taken for something else', async () => {
    const { delivery, ask, to, reports, traces } = await createRig()
    traces.push('trace-2')
    await ask(text('a'))
    await delivery.settled()
    expect(await delivery.notArrived(to, LOST)).toBe(false)
    expect(await delivery.notArrived('wecom:nobody', LOST)).toBe(false)
    expect(reports.map(({ outcome }) => outcome)).toEqual(['sent'])
  })

  it('is heard of also while something else is on its way to the same person', async () => {
    const { delivery, reports, to, traces, platform } = await createRig()
    traces.push('trace-1')
    await delivery.enqueue([{ id: 'first', to, message: text('a'), topic: TOPIC }])
    await delivery.settled()
    platform.before = async () => void (await delivery.notArrived(to, LOST))
    await delivery.enqueue([{ id: 'second', to, message: text('b'), topic: TOPIC }])
    await delivery.settled()
    await delivery.sweep()
    await delivery.settled()
    expect(reports.map(({ outcome, delivery: { id } }) => `${id} ${outcome}`).sort()).toEqual([
      'first sent',
      'first~lost closed',
      'second sent',
    ])
  })
})
