/** A platform that lets us say a few things to a person after they wrote: what is waiting goes out as one, and nothing goes out beyond that. */
import { describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../src/channels/channel.js'
import { KF_LIMITS } from '../../src/channels/wecom-kf/limits.js'
import { join } from '../../src/delivery/join.js'
import { ROOM } from '../../src/delivery/mailbox-stages.js'
import { ChannelApiError } from '../../src/errors.js'
import { cardDone, file, TOPIC, text, useRig } from '../setup/delivery.js'

const createRig = useRig()
const HOUR_MS = 3_600_000
const { replyWindow, card: cardLimits, textBytes } = KF_LIMITS
const window = replyWindow!

const question: OutgoingMessage = {
  type: 'card',
  card: 'facts',
  title: '请您答复',
  text: '少装 8 袋',
  rows: [{ label: '进展', value: '待您确认' }],
  buttons: [{ key: 'do:begin:confirmation.TS-1', label: '确认情况' }],
}

const WAITING = {
  'a text': [text('已开始核实。')],
  'three texts': [text('一'), text('二'), text('三')],
  'a text and a question': [text('已核实。'), question],
  'a file': [file('报告.docx')],
  'a text and a file': [text('请看报告。'), file('报告.docx')],
} as const satisfies Record<string, readonly OutgoingMessage[]>
/** What each of them says, one a message, and how many of the messages that are left it takes. */
const SAID: Record<keyof typeof WAITING, readonly string[]> = {
  'a text': ['已开始核实。'],
  'three texts': ['一\n\n二\n\n三'],
  'a text and a question': ['已核实。\n\n请您答复\n少装 8 袋\n进展：待您确认 [确认情况]'],
  'a file': ['报告.docx'],
  'a text and a file': ['请看报告。', '报告.docx'],
}

const shown = (message: OutgoingMessage): string => {
  if (message.type === 'card') return `${message.title} [${message.buttons.map(({ label }) => label).join('|')}]`
  return message.type === 'text' ? message.text : message.type === 'file' ? message.name : message.type
}

const HEARD = new Date('2026-11-03T02:00:00Z')

/** People who wrote so long ago and have got so much since. */
async function customers(hours: number, left: number, ...names: readonly string[]) {
  const rig = await createRig({ limits: { replyWindow: window }, heardAt: async () => HEARD })
  const people = names.length > 0 ? names : ['person']
  for (let count = window.messages; count > left; count--) {
    await rig.delivery.enqueue(people.map((name) => ({ id: `${count}-${name}`, to: `wecom:${name}`, message: text(`${count}`) })))
    await rig.delivery.settled()
  }
  rig.clock.moveBy(hours * HOUR_MS)
  return {
    ...rig,
    to: `wecom:${people[0]}`,
    /** What somebody hears when these are waiting. */
    async waits(messages: readonly OutgoingMessage[], name = people[0]!) {
      const before = rig.arrived.length
      await rig.delivery.enqueue(
        messages.map((message, index) => ({ id: `w${index}-${name}`, to: `wecom:${name}`, message, topic: TOPIC })),
      )
      await rig.delivery.settled()
      return rig.arrived.slice(before).map(({ message }) => shown(message))
    },
  }
}

const NAMES = Object.keys(WAITING) as (keyof typeof WAITING)[]
const HOURS = [0, 1, 47.9, 48.1]
const LEFT = [5, 4, 3, 2, 1, 0]
it.each(HOURS.flatMap((hours) => LEFT.map((left) => [hours, left] as const)))(
  '%s hours after they wrote, with %s messages left, what is waiting is one where it can be, and what does not fit is closed',
  async (hours, left) => {
    const { waits, reports, arrived, delivery } = await customers(hours, left, ...NAMES)
    const may = hours > 48 ? 0 : left
    for (const name of NAMES) {
      const before = reports.length
      const said = await waits(WAITING[name], name)
      expect([name, said]).toEqual([name, SAID[name].slice(0, may)])
      expect(arrived.filter(({ to }) => to === name).length).toBeLessThanOrEqual(window.messages)
      const own = reports.slice(before)
      const closed = own.filter(({ outcome }) => outcome === 'closed')
      expect([name, own.length, closed.length]).toEqual([
        name,
        WAITING[name].length,
        said.length === SAID[name].length ? 0 : WAITING[name].length - said.length,
      ])
      expect(closed.every(({ words, delivery: { topic } }) => words && topic)).toBe(true)
    }
    expect(await delivery.deadLetters()).toEqual([])
  },
)

describe('what is waiting for somebody whom little may be said to', () => {
  it('is read out in the words that were to be sent', async () => {
    const { waits, reports } = await customers(1, 0)
    expect(await waits([text('已核实。'), question])).toEqual([])
    expect(reports.flatMap(({ words }) => words ?? [])).toEqual(['已核实。', '请您答复\n少装 8 袋\n进展：待您确认'])
  })

  it('is to be said otherwise too where there is no room for it any more', async () => {
    const rig = await createRig({ limits: { replyWindow: window }, heardAt: async () => rig.clock.now() })
    rig.failures.push(...Array.from({ length: 1_000 }, () => new ChannelApiError('send', 1, 'retry')))
    const said = Array.from({ length: ROOM.count + 1 }, (_, index) => ({ id: `m${index}`, to: rig.to, message: text(`第${index}`) }))
    await rig.delivery.enqueue(said.slice(0, -1))
    await rig.delivery.enqueue(said.slice(-1))
    await rig.delivery.settled()
    expect(rig.reports.filter(({ outcome }) => outcome === 'dead')).toMatchObject([
      { words: `第${ROOM.count}`, delivery: { topic: { kind: 'talk', reference: rig.to } } },
    ])
  })

  it('is tried where nobody knows when they wrote: the platform says so itself', async () => {
    const rig = await createRig({ limits: { replyWindow: window }, heardAt: async () => undefined })
    await rig.send(text('好'))
    expect(rig.arrived).toHaveLength(1)
  })

  it('counts anew once they have written', async () => {
    let heard = new Date('2026-11-03T02:00:00Z')
    const rig = await createRig({ limits: { replyWindow: window }, heardAt: async () => heard })
    for (let count = 0; count < 7; count++) await rig.send(text(`${count}`))
    expect(rig.arrived).toHaveLength(5)
    rig.clock.moveBy(40 * HOUR_MS)
    heard = rig.clock.now()
    for (let count = 0; count < 7; count++) await rig.send(text(`${count}`))
    expect(rig.arrived).toHaveLength(10)
  })

  it('is told apart again where the platform refuses it together', async () => {
    const { failures, waits, reports } = await customers(1, 3)
    failures.push(new ChannelApiError('send', 1, 'permanent'), new ChannelApiError('send', 1, 'permanent'))
    expect(await waits([text('一'), text('二')])).toEqual(['二'])
    expect(reports.filter(({ delivery: { topic } }) => topic).map(({ outcome, words }) => [outcome, words])).toEqual([
      ['dead', '一'],
      ['sent', undefined],
    ])
  })

  it('is left out where nobody wants it any more, and the rest is said', async () => {
    const rig = await createRig({
      limits: { replyWindow: window },
      heardAt: async () => rig.clock.now(),
      isStillWanted: async ({ event }) => event !== 'reminder',
    })
    const ask = (id: string, event: string) => ({ id, to: rig.to, message: text(id), topic: { ...TOPIC, event } })
    await rig.delivery.enqueue([ask('a', 'told'), ask('b', 'reminder'), ask('c', 'told')])
    await rig.delivery.settled()
    expect(rig.seen()).toEqual(['a\n\nc'])
  })

  it('is kept with what was sent, as the platform may say later that it has not arrived', async () => {
    const { waits, traces, delivery, reports, to } = await customers(1, 2)
    traces.push('trace-1')
    await waits([text('一'), text('二')])
    await delivery.notArrived(to, { traceId: 'trace-1', outcome: 'closed', reason: 'msg_send_fail 10' })
    await delivery.settled()
    expect(reports.filter(({ outcome }) => outcome === 'closed').map(({ words }) => words)).toEqual(['一', '二'])
  })

  it('may be answered by what was closed in the meantime', async () => {
    const { waits } = await customers(1, 2)
    expect(await waits([text('一'), cardDone('old'), text('二')])).toEqual(['一\n\n二', 'cardDone'])
  })
})

describe('two messages are one', () => {
  const limits = { textBytes, card: cardLimits, replyWindow: window }
  const card = (buttons: number, words = '待办'): OutgoingMessage => ({
    type: 'card',
    card: `c${buttons}`,
    title: words,
    rows: [],
    buttons: Array.from({ length: buttons }, (_, index) => ({ key: `k${index}`, label: `${index}` })),
  })
  const choice: OutgoingMessage = {
    type: 'choice',
    card: 'q',
    key: 'q:1:step',
    text: '',
    title: '哪一类？',
    options: [{ id: 'a', label: '甲' }],
    many: false,
    submit: '提交',
    listHint: '回编号',
  }
  const long = (bytes: number) => text('x'.repeat(bytes))

  it.each([
    ['texts up to the limit', long(1000), long(textBytes - 1002), { type: 'text' }],
    ['not texts over it', long(1000), long(textBytes - 1001), undefined],
    ['a text before a question', text('好'), choice, { type: 'choice', card: 'q', text: '好', title: '哪一类？' }],
    ['not a text behind a question', choice, text('好'), undefined],
    ['a text behind a card', card(2), text('好'), { type: 'card', card: 'c2', title: '待办\n\n好' }],
    ['cards, with the buttons of both', card(4), card(6), { type: 'card', card: 'c6', buttons: { length: 10 } }],
    ['not cards with more buttons than fit', card(5), card(6), undefined],
    ['not a card with more words than fit', long(window.cardBytes), card(1), undefined],
    ['not a file', text('好'), file('f'), undefined],
  ] as const)('%s', (_name, first, next, expected) => {
    const joined = join(first, next, limits)
    if (expected) expect(joined).toMatchObject(expected)
    else expect(joined).toBeUndefined()
  })

  it('but cards are not where as much may be said as one likes', () => {
    expect(join(text('好'), card(1), { textBytes, card: cardLimits })).toBeUndefined()
  })
})
