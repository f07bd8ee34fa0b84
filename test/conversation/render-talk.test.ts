/** What was said becomes messages: joined, translated, with cards that have names and are closed. */
import { describe, expect, it } from 'vitest'
import { renderTalk } from '../../src/conversation/render-talk.js'
import type { Conversation } from '../../src/conversation/store.js'
import { note, speak, type Talk, tell, withConversation } from '../../src/conversation/talk.js'
import type { Notice } from '../../src/delivery/notice.js'
import type { Said, Session } from '../../src/dialogue/session.js'
import { SURVEY, sessionAt, TEXTS, talkOf, text } from '../setup/talks.js'

const rendered = (talk: Talk) => renderTalk(talk, 'staff', { texts: TEXTS, defaultLanguage: 'zh-CN' })
const says = (talk: Talk, session: Session, ...items: Said[]) => speak(talk, SURVEY, { session, say: items })
const ASK_REMARK: Said = { say: 'question', step: 'remark' }
const ASK_SCORE: Said = { say: 'question', step: 'score' }
const ECHO: Said = { say: 'echo', answers: { score: 4 } }
const card = (title: string): Notice => ({
  type: 'card',
  card: 'task',
  title: { key: 'plain', values: { text: title } },
  rows: [],
  buttons: [],
})
const { turnId } = talkOf(text(''))

describe('messages', () => {
  it('of one dialogue are one, however many events it took', () => {
    const talk = says(says(talkOf(text('')), sessionAt('score'), ECHO), sessionAt('remark'), ASK_REMARK)
    expect(rendered(talk).messages).toEqual([{ type: 'text', text: '✓ 评分：满意\n什么意见？' }])
  })

  it('keep their order with notices in between', () => {
    const talk = says(tell(says(talkOf(text('')), sessionAt('record'), ECHO), card('任务')), sessionAt('remark'), ASK_REMARK)
    expect(rendered(talk).messages.map((one) => ('title' in one ? one.title : 'text' in one ? one.text : one.type))).toEqual([
      '✓ 评分：满意',
      '任务',
      '什么意见？',
    ])
  })

  it('are in the language of the person', () => {
    const talk = says(withConversation(talkOf(text('')), { language: 'en' }), sessionAt('remark'), ASK_REMARK)
    expect(rendered(talk).messages).toEqual([{ type: 'text', text: 'Any remark?' }])
  })

  it('are none where nothing was said', () => {
    expect(rendered(talkOf(text('')))).toEqual({ messages: [], openCard: undefined })
  })
})

describe('cards', () => {
  it('have names of their own, though one record is shown twice', () => {
    const { messages } = rendered(tell(talkOf(text('')), card('一'), card('二')))
    expect(messages.map((one) => 'card' in one && one.card)).toEqual([`${turnId}-0`, `${turnId}-1`])
  })

  it('of a question are open afterwards, with the step that they ask', () => {
    const { messages, openCard } = rendered(says(note(talkOf(text('')), 'resumed'), sessionAt('score'), ASK_SCORE))
    expect(openCard).toEqual({ card: `${turnId}-1`, step: 'score' })
    expect(messages[1]).toMatchObject({ type: 'choice', card: openCard?.card, key: 'q:s1:score', title: '几分？' })
  })
})

describe('the card that was open', () => {
  const open = { session: sessionAt('score'), openCard: { card: 'c1', step: 'score' } }
  const endingIn = (session: Session | undefined, more: Partial<Conversation> = {}) =>
    withConversation(talkOf(text(''), open), { session, ...more })
  const answered = sessionAt('remark', { answers: { score: 4 } })

  it.each<[string, Talk, string]>([
    ['shows what was chosen', says(endingIn(answered), answered, ECHO, ASK_REMARK), '已选：满意'],
    [
      'says that it was left for another dialogue',
      says(endingIn(sessionAt('score', { id: 's2' })), sessionAt('score', { id: 's2' }), ASK_SCORE),
      '已处理',
    ],
    ['points to the card that asks again', says(endingIn(sessionAt('score')), sessionAt('score'), ASK_SCORE), '请看下面'],
    ['says that the dialogue was completed', { ...endingIn(undefined), isFinished: true }, '已提交'],
    ['says that it is over', endingIn(undefined), '已处理'],
    ['says so in the language of the person', endingIn(undefined, { language: 'en' }), 'Done'],
    ['needs no revision to be closed', { ...endingIn(undefined), flow: undefined }, '已处理'],
  ])('%s', (_what, talk, shown) => {
    const { messages, openCard } = rendered(talk)
    expect(messages[0]).toEqual({ type: 'cardDone', card: 'c1', text: shown })
    expect(openCard?.card).not.toBe('c1')
  })

  it('says only that it was answered, where the answer is yes', () => {
    const yes = sessionAt('remark', { answers: { score: true } })
    expect(rendered(endingIn(yes)).messages).toEqual([{ type: 'cardDone', card: 'c1', text: '已处理' }])
  })

  it('stays open while its question waits', () => {
    expect(rendered(note(endingIn(sessionAt('score')), 'staleQuestion'))).toEqual({
      messages: [{ type: 'text', text: '按钮失效' }],
      openCard: open.openCard,
    })
  })
})
