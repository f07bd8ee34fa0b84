/** What a message means: where nothing runs, in the middle of a dialogue, and by buttons. */
import { describe, expect, it } from 'vitest'
import type { IncomingContent } from '../../src/channels/channel.js'
import type { Intent } from '../../src/conversation/intent.js'
import { route } from '../../src/conversation/route.js'
import { textsFor } from '../../src/conversation/route-text.js'
import type { Conversation } from '../../src/conversation/store.js'
import { AT, flowOf, SURVEY, sessionAt, TEXTS, talkOf, tap, text } from '../setup/talks.js'

type Row = readonly [what: string, content: IncomingContent, conversation: Partial<Conversation>, intent: Intent]
const means = (_what: string, content: IncomingContent, conversation: Partial<Conversation>, intent: Intent) =>
  expect(route(talkOf(content, conversation), TEXTS)).toEqual(intent)

const IDLE = {}
const AT_SCORE = { session: sessionAt('score'), openCard: { card: 'c1', step: 'score' } }
const AT_CUSTOMER = { session: sessionAt('customer') }
const AT_REMARK = { session: sessionAt('remark') }
const PAUSED = { drafts: [sessionAt('remark', { status: 'paused' })] }
const TWO_DRAFTS = { drafts: [sessionAt('remark', { status: 'paused' }), sessionAt('score', { id: 's2', status: 'paused' })] }
const CANCELLED = {
  drafts: [
    sessionAt('remark', { status: 'cancelled', answers: { score: 4, customer: { name: '宏基' } } }),
    sessionAt('customer', { id: 's2', status: 'cancelled', answers: { score: 5 } }),
  ],
}
const EXPIRED = { drafts: [sessionAt('remark', { status: 'expired' })] }
const LONG_AGO = new Date(AT.getTime() - 13 * 3_600_000)
const LETTER = '昨天到的那车水泥少了八袋，请你们尽快处理'

const photo: IncomingContent = { type: 'file', mediaId: 'm7', kind: 'image' }
const place: IncomingContent = { type: 'place', label: '工地', latitude: 34, longitude: 109 }
const link: IncomingContent = { type: 'link', title: '视频', url: 'https://example.com/v', description: '' }
const PHOTO = { id: 'wecom-m7', kind: 'image' as const }
const PLACE = { label: '工地', latitude: 34, longitude: 109 }
const { turnId } = talkOf(photo)
const LINK = { id: `link-${turnId}`, kind: 'link' as const, name: '视频', url: 'https://example.com/v' }
const LETTER_FILE = { id: `text-${turnId}`, kind: 'text', name: LETTER }

const NOTHING: Intent = { does: 'nothing' }
const HELP: Intent = { does: 'start', flow: 'help', facts: {} }
const answer = (said: string): Intent => ({ does: 'answer', given: { text: said } })
const starts = (flow: string, word: string, rest = ''): Intent => ({ does: 'start', flow, facts: {}, asked: { word, rest } })
const note = (key: string): Intent => ({ does: 'note', key })

describe('a text where no dialogue runs', () => {
  it.each<Row>([
    ['starts the dialogue of its word', text('调查'), IDLE, starts('survey', '调查')],
    ['starts it with what stands after the word', text('调查 满意'), IDLE, starts('survey', '调查', '满意')],
    ['changes the language', text('English'), IDLE, { does: 'changeLanguage', language: 'en' }],
    ['is asked about when it is short', text('看进度 '), IDLE, { does: 'start', flow: 'unclear', facts: { typed: '看进度' } }],
    ['or asks for help', text('帮助'), IDLE, HELP],
    [
      'is taken for a forwarded complaint when it is long',
      text(LETTER),
      IDLE,
      { does: 'start', flow: 'intake', facts: { files: [LETTER_FILE], heard: LETTER } },
    ],
    ['brings the last draft back', text('继续'), PAUSED, { does: 'resumeDraft' }],
    ['brings back the fullest of what was cancelled', text('继续'), CANCELLED, { does: 'resumeDraft', session: 's1' }],
    [
      'looks up the number that somebody wants to do something with',
      text('催办 TS-20261103-001'),
      IDLE,
      starts('lookup', '', 'TS-20261103-001'),
    ],
    ['and the one that is asked about', text('TS-20261103-001到哪了？'), IDLE, starts('lookup', '', 'TS-20261103-001')],
    ['forgets a draft that can go on no more', text('继续'), EXPIRED, { does: 'forgetDraft' }],
    ['gives up what was put aside', text('取消'), PAUSED, { does: 'cancelDraft' }],
    ['looks for one on the person’s other contacts', text('继续'), IDLE, { does: 'press', button: 'bringTalk', reference: 'wecom:wang' }],
    ['says that nothing runs', text('返回'), IDLE, note('nothingActive')],
    ['asks for a person', text('转人工'), IDLE, { does: 'press', button: 'requestPerson', reference: '' }],
    [
      'is not read when nobody would type so much',
      text('长'.repeat(5_001)),
      IDLE,
      { does: 'note', key: 'messageLong', values: { length: 5_001, max: 5_000 } },
    ],
  ])('%s', means)
})

describe('a text in the middle of a dialogue', () => {
  it.each<Row>([
    ['answers the question', text('4'), AT_SCORE, answer('4')],
    ['answers it though the word would start another dialogue', text('不满意'), AT_SCORE, answer('不满意')],
    ['answers it with more words too', text('不满意 送得太晚'), AT_SCORE, answer('不满意 送得太晚')],
    ['starts another dialogue where it is no answer', text('本月'), AT_SCORE, starts('stats', '本月')],
    ['starts another dialogue with more words', text('本月 渭南'), AT_SCORE, starts('stats', '本月', '渭南')],
    ['does not start the same dialogue with more words', text('调查 满意'), AT_SCORE, answer('调查 满意')],
    ['may contain anything where a text is asked for', text('本月 少了八袋'), AT_REMARK, answer('本月 少了八袋')],
    ['starts another dialogue there by a word alone', text('本月'), AT_REMARK, starts('stats', '本月')],
    ['starts another dialogue where a name is asked for', text('本月'), AT_CUSTOMER, starts('stats', '本月')],
    ['leaves the words of dialogues to the engine', text('返回'), AT_REMARK, answer('返回')],
    ['is an answer however long', text(LETTER), AT_REMARK, answer(LETTER)],
    ['changes the language', text('English'), AT_SCORE, { does: 'changeLanguage', language: 'en' }],
  ])('%s', means)

  it('is judged by the revision of the dialogue, not by its name', () => {
    const older = flowOf('survey', 'score', { ...SURVEY.steps, score: SURVEY.steps.remark! })
    expect(route(talkOf(text('不满意'), AT_SCORE, older), TEXTS)).toEqual(starts('stats', '不满意'))
    expect(route(talkOf(text('本月 少了八袋'), AT_SCORE, older), TEXTS)).toEqual(answer('本月 少了八袋'))
  })

  it('goes to the dialogue where nobody remembers its revision', () => {
    const { before, ...rest } = talkOf(text('4'), AT_SCORE)
    expect(route({ ...rest, before, flow: undefined }, TEXTS)).toEqual(answer('4'))
  })
})

describe('something sent', () => {
  it.each<Row>([
    ['is evidence of what it may begin', photo, IDLE, { does: 'start', flow: 'intake', facts: { files: [PHOTO] } }],
    ['as a link too', link, IDLE, { does: 'start', flow: 'intake', facts: { files: [LINK] } }],
    ['as a place too', place, IDLE, { does: 'start', flow: 'intake', facts: { files: [], place: PLACE } }],
    ['answers the dialogue that runs: a photo', photo, AT_SCORE, { does: 'answer', given: { files: [PHOTO] } }],
    ['a link', link, AT_SCORE, { does: 'answer', given: { files: [LINK] } }],
    ['a place', place, AT_SCORE, { does: 'answer', given: { place: PLACE } }],
    ['is named as unreadable when it is nothing of these', { type: 'other', name: 'sphfeed' }, IDLE, note('cannotRead')],
  ])('%s', means)
})

describe('a tap', () => {
  const chooses = (step: string, ...values: string[]) => ({ tap: { step, values } })
  it.each<Row>([
    ['answers the question of the open card', tap('q:s1:score:4'), AT_SCORE, { does: 'answer', given: chooses('score', '4') }],
    ['brings ticks', tap('q:s1:score', 'c1', ['a', 'b']), AT_SCORE, { does: 'answer', given: chooses('score', 'a', 'b') }],
    ['may choose an option with a colon', tap('q:s1:score:a:b'), AT_SCORE, { does: 'answer', given: chooses('score', 'a:b') }],
    [
      'on an older card of the same question closes that card',
      tap('q:s1:score:4', 'c0'),
      AT_SCORE,
      { does: 'answer', given: chooses('score', '4'), closes: { card: 'c0', key: 'cardDone' } },
    ],
    [
      'on a question that was left closes its card',
      tap('q:s1:score:4', 'c0'),
      AT_REMARK,
      { does: 'answer', given: chooses('score', '4'), closes: { card: 'c0', key: 'cardClosed' } },
    ],
    [
      'on another dialogue is refused',
      tap('q:s0:score:4', 'c0'),
      AT_SCORE,
      { does: 'refuseTap', card: 'c0', shows: 'cardClosed', key: 'staleDialogue' },
    ],
    [
      'where nothing runs is refused',
      tap('q:s1:score:4', 'c0'),
      IDLE,
      { does: 'refuseTap', card: 'c0', shows: 'cardClosed', key: 'staleQuestion' },
    ],
    ['runs a button', tap('do:act:accepted.TS-1'), IDLE, { does: 'press', button: 'act', reference: 'accepted.TS-1', card: 'c1' }],
    [
      'runs a button about something with a colon',
      tap('do:retry:a:b'),
      AT_SCORE,
      { does: 'press', button: 'retry', reference: 'a:b', card: 'c1' },
    ],
    ['goes on with the dialogue that it names', tap('resume:s1'), AT_SCORE, { does: 'resume' }],
    ['or brings that draft back', tap('resume:s1'), TWO_DRAFTS, { does: 'resumeDraft', session: 's1' }],
    ['not beside another dialogue', tap('resume:s0'), AT_SCORE, note('oneAtATime')],
    ['nor when it is finished', tap('resume:s1'), IDLE, note('noDraft')],
    ['nor when its revision is gone', tap('resume:s1'), EXPIRED, note('flowGone')],
    ['on a key of nothing is stale', tap('x:y'), IDLE, note('staleQuestion')],
    ['and so is one without a key', tap(''), AT_SCORE, note('staleQuestion')],
  ])('%s', means)
})

describe('the app', () => {
  it.each<Row>([
    ['starts what its menu names', { type: 'menu', key: 'MENU_COMPLAINT' }, IDLE, { does: 'start', flow: 'complaint', facts: {} }],
    ['also beside a dialogue', { type: 'menu', key: 'MENU_TASKS' }, AT_SCORE, { does: 'start', flow: 'tasks', facts: {} }],
    ['knows no other keys', { type: 'menu', key: 'constructor' }, IDLE, note('cannotRead')],
    ['greets who is new', { type: 'enter' }, { version: 0 }, HELP],
    ['greets who comes back after long', { type: 'enter' }, { activeAt: LONG_AGO }, HELP],
    ['greets nobody twice', { type: 'enter' }, IDLE, NOTHING],
    ['greets nobody in the middle of a dialogue', { type: 'enter' }, { ...AT_SCORE, activeAt: LONG_AGO }, NOTHING],
    ['tells of contacts that changed', { type: 'contactsChanged' }, IDLE, NOTHING],
    ['tells of events that concern nobody', { type: 'other', name: 'LOCATION' }, IDLE, NOTHING],
    ['whatever they are called', { type: 'other', name: 'batch_job_result' }, IDLE, NOTHING],
  ])('%s', means)
})

it('a word that starts a dialogue which is not for this person is a word like any other', () => {
  const theirs = textsFor(TEXTS, 'customer', () => ({ ...SURVEY, for: 'staff' }))
  expect(route(talkOf(text('调查')), theirs)).toEqual({ does: 'start', flow: 'words', facts: { heard: '调查' } })
  expect(route(talkOf(text(LETTER)), theirs)).toEqual({ does: 'start', flow: 'words', facts: { heard: LETTER, files: [LETTER_FILE] } })
  expect(route(talkOf(text('English')), theirs)).toEqual({ does: 'changeLanguage', language: 'en' })
})
