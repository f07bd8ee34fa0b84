/** The three steps together, without a database. */
import { describe, expect, it } from 'vitest'
import { type RespondDeps, respond } from '../../src/conversation/respond.js'
import type { Conversation } from '../../src/conversation/store.js'
import { staff } from '../setup/people.js'
import { AT, SURVEY, sessionAt, TEXTS, talkOf, text } from '../setup/talks.js'

const PERSON = { ...staff('wecom:wang'), name: '王强' }
const minutes = (count: number) => new Date(AT.getTime() + count * 60_000)

function answer(said: string, conversation: Partial<Conversation>, more: Partial<RespondDeps> = {}) {
  const { before, message } = talkOf(text(said), conversation)
  return respond(before, message, {
    revisions: { newest: () => SURVEY, of: async () => SURVEY },
    texts: TEXTS,
    actions: { record: async () => ({ facts: { no: 'R-1' } }) },
    buttons: [],
    lookups: { customer: async (name) => [{ id: 'c7', label: name, value: { name } }] },
    attachments: { keep: async ({ mediaId, kind }) => ({ id: mediaId, kind }) },
    personOf: async () => PERSON,
    defaultLanguage: 'zh-CN',
    ...more,
  })
}

describe('a turn', () => {
  it('ends with the next conversation and the messages', async () => {
    const { conversation, messages } = await answer('很好', { session: sessionAt('remark', { answers: { score: 4 } }) })
    expect(messages).toEqual([{ type: 'text', text: '✓ 意见：很好\n谢谢，R-1' }])
    expect(conversation).toMatchObject({ version: 1, session: undefined, openCard: undefined, nudgeAt: undefined })
  })

  it('asks once who somebody is, however often that matters', async () => {
    const asked: string[] = []
    const personOf = async (id: string) => {
      asked.push(id)
      return PERSON
    }
    // a lookup and an action in one turn
    const session = sessionAt('customer', { answers: { score: 4, remark: '很好' } })
    const { conversation } = await answer('宏基', { session }, { personOf })
    expect(conversation.session).toBeUndefined()
    expect(asked).toEqual(['wecom:wang'])
  })

  it('reads the revision of the running dialogue once, and none where nothing runs', async () => {
    const read: string[] = []
    const revisions: RespondDeps['revisions'] = {
      newest: () => SURVEY,
      async of({ revision }) {
        read.push(revision)
        return undefined
      },
    }
    await answer('4', { session: sessionAt('score') }, { revisions })
    await answer('4', {}, { revisions })
    expect(read).toEqual(['survey-1'])
  })
})

describe('the look after silence', () => {
  const begun = { session: sessionAt('remark', { answers: { score: 4 } }) }
  it.each<[string, string, Partial<Conversation>, Date | undefined]>([
    ['is half an hour later', '不明', { session: sessionAt('score', { answers: { remark: '' } }) }, minutes(30)],
    ['stays where it was set', '不明', { session: sessionAt('score', { answers: { remark: '' } }), nudgeAt: minutes(7) }, minutes(7)],
    [
      'is set anew when its time has passed',
      '不明',
      { session: sessionAt('score', { answers: { remark: '' } }), nudgeAt: minutes(-1) },
      minutes(30),
    ],
    ['is not needed where nothing was answered', '不明', { session: sessionAt('score') }, undefined],
    ['is not needed once the dialogue has ended', '很好', begun, undefined],
    ['is not needed for what was put aside', '暂停', { ...begun, nudgeAt: minutes(7) }, undefined],
  ])('%s', async (_what, said, conversation, nudgeAt) => {
    expect((await answer(said, conversation)).conversation.nudgeAt).toEqual(nudgeAt)
  })
})
