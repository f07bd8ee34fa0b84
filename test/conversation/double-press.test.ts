import { expect, it } from 'vitest'
import type { IncomingMessage } from '../../src/channels/channel.js'
import { isDoublePress, pressIn } from '../../src/conversation/double-press.js'
import type { Conversation } from '../../src/conversation/store.js'

const press = (at: number, key = 'do:act:accepted.TS-1', card = 'c1'): IncomingMessage => ({
  key: `m${at}`,
  from: { channel: 'wecom', userId: 'wang' },
  at: new Date(at),
  content: { type: 'tap', key, card, selected: [] },
})
const after = (...messages: readonly IncomingMessage[]) =>
  ({ seen: messages.map((message) => ({ key: pressIn(message) ?? message.key, at: message.at })) }) as unknown as Conversation
const text: IncomingMessage = { ...press(1_500), content: { type: 'text', text: '好' } }

it.each([
  ['the same within moments', [press(1_000)], press(2_000), true],
  ['the same, delivered in the other order', [press(2_000)], press(1_000), true],
  ['the same after a while', [press(1_000)], press(6_000), false],
  ['the same an hour earlier, by a clock that was set back', [press(3_600_000)], press(1_000), false],
  ['another button of the card', [press(1_000)], press(2_000, 'do:showComplaint:TS-1'), false],
  ['the same button of another card', [press(1_000)], press(2_000, undefined, 'c2'), false],
  ['the same with a word in between', [press(1_000), text], press(2_000), false],
  ['words, whatever came before', [text], text, false],
  ['the first press of somebody', [], press(1_000), false],
] as const)('%s', (_, before, message, isDouble) => {
  expect(isDoublePress(after(...before), message)).toBe(isDouble)
})
