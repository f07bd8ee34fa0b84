/** What comes of an intent: the next conversation, and what is said in it. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Intent } from '../../src/conversation/intent.js'
import type { RunDeps } from '../../src/conversation/perform.js'
import { run } from '../../src/conversation/run.js'
import type { Talk, Utterance } from '../../src/conversation/talk.js'
import { say } from '../../src/delivery/notice.js'
import { UserFacingError } from '../../src/errors.js'
import type { Action, ActionRequest, Actions } from '../../src/people/action.js'
import { flowOf, HELP, INTAKE, SURVEY, sessionAt, TEXTS, talkOf, tap, text } from '../setup/talks.js'

/** What was done, in order. */
let done: string[]
let requests: ActionRequest[]
beforeEach(() => {
  done = []
  requests = []
})

const DONE: Action = async (request) => {
  done.push(`record ${request.key}`)
  requests.push(request)
  return { facts: { no: 'R-1' }, say: [say('plain', { text: '记下了' })] }
}
const refuses =
  (endsDialogue: boolean): Action =>
  async () => {
    throw new UserFacingError('refused', {}, endsDialogue)
  }
const flows = [SURVEY, HELP, INTAKE]

function depsWith(actions: Actions = { record: DONE }): RunDeps {
  return {
    revisions: {
      newest: (id) => flows.find((flow) => flow.id === id)!,
      of: async ({ revision }) => flows.find((flow) => flow.revision === revision),
    },
    texts: TEXTS,
    actions,
    buttons: ['press'],
    defaultLanguage: 'zh-CN',
    lookups: { customer: async (name) => [{ id: 'c7', label: name, value: { id: 'c7', name } }] },
    attachments: {
      async keep({ mediaId, kind }) {
        done.push(`keep ${mediaId}`)
        return { id: mediaId, kind }
      },
    },
    person: async () => ({ id: 'wecom:wang', name: '王强', roles: [], plants: [] }) as never,
  }
}

/** `note oneAtATime`, `question remark`, or the key of a notice. */
const keysOf = (said: readonly Utterance[]): string[] =>
  said.flatMap((one) => {
    if (one.type === 'said')
      return one.items.map((item) => `${item.say} ${'step' in item ? item.step : 'key' in item ? item.key : ''}`.trim())
    return one.type === 'text' || one.type === 'cardDone' ? [one.text.key] : [one.type]
  })
const answering = (given: Extract<Intent, { does: 'answer' }>['given']): Intent => ({ does: 'answer', given })
const starting = (flow: string, rest = ''): Intent => ({ does: 'start', flow, facts: {}, asked: { word: flow, rest } })
const ended = (talk: Talk) => ({ step: talk.conversation.session?.step, said: keysOf(talk.said) })

describe('an answer', () => {
  it('moves the dialogue on to its next question', async () => {
    const before = talkOf(text('4'), { session: sessionAt('score') })
    const talk = await run(answering({ text: '4' }), before, depsWith())
    expect(ended(talk)).toEqual({ step: 'customer', said: ['echo', 'question customer'] })
    expect(talk.conversation.session?.answers).toEqual({ score: 4 })
    expect(before.conversation.session?.step).toBe('score')
  })

  it('is looked up where the question names a record', async () => {
    const talk = await run(answering({ text: '宏基' }), talkOf(text('宏基'), { session: sessionAt('customer') }), depsWith())
    expect(ended(talk)).toEqual({ step: 'remark', said: ['echo', 'question remark'] })
    expect(talk.conversation.session?.answers).toEqual({ customer: { id: 'c7', name: '宏基' } })
  })

  it('runs the action that it leads to, whose words come in their place, and ends', async () => {
    const session = sessionAt('remark', { answers: { score: 4, customer: { id: 'c7' } } })
    const talk = await run(answering({ text: '很好' }), talkOf(text('很好'), { session }), depsWith())
    expect(ended(talk)).toEqual({ step: undefined, said: ['echo', 'plain', 'message thanks'] })
    expect(talk).toMatchObject({ isFinished: true, conversation: { session: undefined, drafts: [] } })
    expect(requests).toMatchObject([
      { key: 's1.record', channel: 'wecom', by: { id: 'wecom:wang' }, revision: 'survey-1', answers: { score: 4, remark: '很好' } },
    ])
  })

  it.each([
    ['stays where it was when the action refuses', false, 'remark', 0],
    ['is over when it cannot go on after that', true, undefined, 0],
  ])('%s', async (_what, endsDialogue, step, drafts) => {
    const session = sessionAt('remark', { answers: { score: 4 } })
    const talk = await run(answering({ text: '很好' }), talkOf(text('很好'), { session }), depsWith({ record: refuses(endsDialogue) }))
    expect(ended(talk)).toEqual({ step, said: ['echo', 'refused'] })
    expect(talk.conversation.drafts).toHaveLength(drafts)
  })

  it('does not hide what is no refusal', async () => {
    const broken = { record: async () => Promise.reject(new Error('no database')) }
    const talk = talkOf(text('很好'), { session: sessionAt('remark') })
    await expect(run(answering({ text: '很好' }), talk, depsWith(broken))).rejects.toThrow('no database')
  })

  it('brings the waiting dialogue back when it was the last', async () => {
    const waiting = sessionAt('score', { id: 's0' })
    const conversation = { session: sessionAt('remark'), suspended: [waiting] }
    const talk = await run(answering({ text: '很好' }), talkOf(text('很好'), conversation), depsWith())
    expect(ended(talk)).toEqual({ step: 'score', said: ['echo', 'plain', 'message thanks', 'note resumed', 'question score'] })
    expect(talk.conversation).toMatchObject({ session: { id: 's0' }, suspended: [] })
  })

  it('that pauses keeps a draft', async () => {
    const session = sessionAt('remark', { answers: { score: 4 } })
    const talk = await run(answering({ text: '暂停' }), talkOf(text('暂停'), { session }), depsWith())
    expect(ended(talk)).toEqual({ step: undefined, said: ['note paused'] })
    expect(talk.conversation.drafts).toMatchObject([{ id: 's1', status: 'paused' }])
  })

  it('asks for a person without leaving the question', async () => {
    const handOver: Action = async () => {
      done.push('handOver')
      return {}
    }
    const talk = await run(answering({ text: '转人工' }), talkOf(text('转人工'), { session: sessionAt('remark') }), depsWith({ handOver }))
    expect(ended(talk)).toEqual({ step: 'remark', said: ['note handedOver', 'question remark'] })
    expect(done).toEqual(['handOver'])
  })

  it('to a revision that nobody remembers ends the dialogue with a word and keeps its answers', async () => {
    const { flow: _, ...talk } = talkOf(text('很好'), { session: sessionAt('remark', { revision: 'gone', answers: { score: 4 } }) })
    const next = await run(answering({ text: '很好' }), talk, depsWith())
    expect(ended(next)).toEqual({ step: undefined, said: ['notes.flowGone'] })
    expect(next.conversation.drafts).toMatchObject([{ status: 'expired', answers: { score: 4 } }])
  })

  it('is kept first when it is a file', async () => {
    const photo = talkOf({ type: 'file', mediaId: 'm7', kind: 'image' }, { session: sessionAt('score') })
    const talk = await run(answering({ files: [{ id: 'wecom-m7', kind: 'image' }] }), photo, depsWith())
    expect(done).toEqual(['keep m7'])
    expect(talk.conversation.session?.facts).toEqual({ files: [{ id: 'wecom-m7', kind: 'image' }] })
  })

  it('closes the older card that was tapped', async () => {
    const intent: Intent = { does: 'answer', given: { tap: { step: 'score', values: ['4'] } }, closes: { card: 'c0', key: 'cardDone' } }
    const talk = await run(intent, talkOf(tap('q:s1:score:4', 'c0'), { session: sessionAt('score') }), depsWith())
    expect(ended(talk)).toEqual({ step: 'customer', said: ['cardDone', 'echo', 'question customer'] })
  })
})

describe('a dialogue', () => {
  it('begins with its first question, on the newest revision', async () => {
    const talk = await run(starting('survey'), talkOf(text('调查')), depsWith())
    expect(ended(talk)).toEqual({ step: 'score', said: ['question score'] })
    expect(talk.conversation.session).toMatchObject({ revision: 'survey-1', facts: { asked: { word: 'survey', rest: '' } } })
  })

  it('begins with the answer that came with its word', async () => {
    const talk = await run(starting('survey', '满意'), talkOf(text('调查 满意')), depsWith())
    expect(ended(talk)).toEqual({ step: 'customer', said: ['echo', 'question customer'] })
  })

  it('lets the running one wait', async () => {
    const talk = await run(starting('survey'), talkOf(text('调查'), { session: sessionAt('remark', { id: 's0' }) }), depsWith())
    expect(ended(talk)).toEqual({ step: 'score', said: ['question score'] })
    expect(talk.conversation.suspended).toMatchObject([{ id: 's0' }])
  })

  it('that ends at once brings the running one back', async () => {
    const talk = await run(starting('help'), talkOf(text('说明'), { session: sessionAt('remark') }), depsWith())
    expect(ended(talk)).toEqual({ step: 'remark', said: ['message overview', 'note resumed', 'question remark'] })
  })

  it('does not begin where one waits already', async () => {
    const conversation = { session: sessionAt('remark'), suspended: [sessionAt('score', { id: 's0' })] }
    const talk = await run(starting('help'), talkOf(text('说明'), conversation), depsWith())
    expect(ended(talk)).toEqual({ step: 'remark', said: ['notes.oneAtATime', 'question remark'] })
    expect(talk.conversation.suspended).toMatchObject([{ id: 's0' }])
  })

  it('is followed by the one that it names', async () => {
    const session = sessionAt('register', { flow: 'intake', revision: 'intake-1' })
    const talk = await run(answering({ text: '是' }), talkOf(text('是'), { session }, INTAKE), depsWith())
    expect(ended(talk)).toEqual({ step: 'score', said: ['question score'] })
    expect(talk.conversation.session).toMatchObject({ flow: 'survey', facts: { register: true } })
  })

  it('that is refused at its beginning does not begin', async () => {
    const flow = flowOf('report', 'record', { record: SURVEY.steps.record!, thanks: SURVEY.steps.thanks! })
    const deps = depsWith({ record: refuses(false) })
    const talk = await run(starting('report'), talkOf(text('报告')), { ...deps, revisions: { ...deps.revisions, newest: () => flow } })
    expect(ended(talk)).toEqual({ step: undefined, said: ['refused'] })
    expect(talk).toMatchObject({ isFinished: false, conversation: { drafts: [] } })
  })
})

describe('the last draft', () => {
  const draft = sessionAt('remark', { status: 'paused', answers: { score: 4 } })
  it('goes on', async () => {
    const talk = await run({ does: 'resumeDraft' }, talkOf(text('继续'), { drafts: [draft] }), depsWith())
    expect(ended(talk)).toEqual({ step: 'remark', said: ['question remark'] })
    expect(talk.conversation).toMatchObject({ session: { status: 'active', answers: { score: 4 } }, drafts: [] })
  })

  it('or the one that is named', async () => {
    const other = { ...draft, id: 'other' }
    const talk = await run({ does: 'resumeDraft', session: draft.id }, talkOf(text('继续'), { drafts: [draft, other] }), depsWith())
    expect(talk.conversation).toMatchObject({ session: { id: draft.id, status: 'active' }, drafts: [{ id: 'other' }] })
  })

  it('is given up by 取消 after 暂停, and can be brought back all the same', async () => {
    const draft = sessionAt('remark', { status: 'paused', answers: { score: 4 } })
    const talk = await run({ does: 'cancelDraft' }, talkOf(text('取消'), { drafts: [draft] }), depsWith())
    expect(talk.conversation.drafts).toMatchObject([{ status: 'cancelled', answers: { score: 4 } }])
    expect(talk.said).toMatchObject([{ text: { key: 'notes.cancelled', values: { count: 1 } } }])
  })

  it('that cannot go on is the next to be forgotten', async () => {
    const other = { ...draft, id: 'other' }
    const talk = await run({ does: 'forgetDraft' }, talkOf(text('继续'), { drafts: [other, draft] }), depsWith())
    expect(ended(talk)).toEqual({ step: undefined, said: ['notes.flowGone'] })
    expect(talk.conversation.drafts).toEqual([draft, other])
  })
})

describe('a button', () => {
  const pressing = (button = 'press'): Intent => ({ does: 'press', button, reference: 'TS-1', card: 'c1' })
  const KEY = 'c1.press.TS-1.wecom:wang'
  const press: Action = async (request) => {
    requests.push(request)
    return { cardDone: { key: 'cardDone' }, say: [say('plain', { text: '好' })], start: { flow: 'survey', facts: { about: 'TS-1' } } }
  }

  it('runs its action, changes its card and begins a dialogue', async () => {
    const talk = await run(pressing(), talkOf(tap('do:press:TS-1')), depsWith({ press }))
    expect(ended(talk)).toEqual({ step: 'score', said: ['cardDone', 'plain', 'question score'] })
    expect(talk.pressed).toBe(KEY)
    expect(requests).toMatchObject([{ key: KEY, reference: 'TS-1', answers: {} }])
  })

  it('pressed again changes the card and says nothing more', async () => {
    const before = talkOf(tap('do:press:TS-1'), { seen: [{ key: KEY, at: new Date() }] })
    expect(ended(await run(pressing(), before, depsWith({ press })))).toEqual({ step: undefined, said: ['cardDone'] })
  })

  it('does not begin the dialogue that it has begun', async () => {
    const session = sessionAt('score', { facts: { about: 'TS-1', startedAt: '' } })
    const talk = await run(pressing(), talkOf(tap('do:press:TS-1'), { session }), depsWith({ press }))
    expect(ended(talk).said).toEqual(['cardDone', 'plain', 'question score'])
    expect(talk.conversation).toMatchObject({ session: { id: 's1' }, suspended: [] })
  })

  it.each([
    ['refused says why', pressing(), ['refused']],
    ['of an action that no button has is stale', pressing('record'), ['notes.staleQuestion']],
  ])('%s', async (_what, intent, said) => {
    const talk = await run(intent, talkOf(tap('do:press:TS-1')), depsWith({ press: refuses(false), record: DONE }))
    expect(ended(talk)).toEqual({ step: undefined, said })
    expect(done).toEqual([])
  })
})

describe('a word about the message', () => {
  const running = { session: sessionAt('remark') }
  it.each<[string, Intent, string[]]>([
    ['is all that is said', { does: 'note', key: 'cannotRead' }, ['notes.cannotRead']],
    ['is nothing where nothing is to be said', { does: 'nothing' }, []],
    [
      'closes the tapped card and asks again',
      { does: 'refuseTap', card: 'c0', shows: 'cardClosed', key: 'staleDialogue' },
      ['cardClosed', 'notes.staleDialogue', 'question remark'],
    ],
    ['tells of the language and asks again', { does: 'changeLanguage', language: 'en' }, ['notes.languageChanged', 'question remark']],
  ])('%s', async (_what, intent, said) => {
    expect(ended(await run(intent, talkOf(text(''), running), depsWith()))).toEqual({ step: 'remark', said })
  })
})
