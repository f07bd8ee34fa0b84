/** Conversations made by hand: a small dialogue, its texts, and turns in the middle of it, without a database. */
import type { IncomingContent } from '../../src/channels/channel.js'
import type { Conversation } from '../../src/conversation/store.js'
import { beginTalk, type Talk } from '../../src/conversation/talk.js'
import { createTexts } from '../../src/conversation/texts.js'
import type { Flow, FlowDefinition } from '../../src/dialogue/flow.js'
import type { Session } from '../../src/dialogue/session.js'

type Steps = FlowDefinition['steps']
const QUESTION = { type: 'question', optional: false, unknown: false, missing: false, quiet: false } as const
const END = { type: 'end' as const, outcome: 'completed' as const, values: [], silent: false }

export const flowOf = (id: string, start: string, steps: Steps): Flow => ({ id, revision: `${id}-1`, facts: [], start, steps })

/** Asks for a score, whose it is and a remark, and records them. */
export const SURVEY = flowOf('survey', 'score', {
  score: { ...QUESTION, input: { type: 'rating' }, next: [{ to: 'customer' }] },
  customer: { ...QUESTION, input: { type: 'record', lookup: 'customer' }, next: [{ to: 'remark' }] },
  remark: { ...QUESTION, input: { type: 'text', min: 1, max: 100 }, next: [{ to: 'record' }] },
  record: { type: 'action', run: 'record', gives: ['no'], next: [{ to: 'thanks' }] },
  thanks: { ...END, values: ['no'] },
})
export const HELP = flowOf('help', 'overview', { overview: END })
/** Goes on with the survey. */
export const INTAKE = flowOf('intake', 'register', {
  register: { ...QUESTION, input: { type: 'yesno' }, quiet: true, next: [{ to: 'survey' }] },
  survey: { ...END, silent: true, continueWith: 'survey' },
})

export const TEXTS = createTexts({
  'zh-CN': {
    common: {
      languageNames: ['中文'],
      commands: { help: ['帮助'], resume: ['继续'], person: ['转人工'], back: ['返回'], pause: ['暂停'], cancel: ['取消'] },
      ratings: {
        5: { label: '非常满意', button: '5 非常满意', names: [] },
        4: { label: '满意', button: '4 满意', names: [] },
        2: { label: '不满意', button: '2 不满意', names: [] },
      },
      notes: { resumed: '回到刚才', oneAtATime: '已有一项', staleQuestion: '按钮失效', paused: '已暂停' },
      retry: { rating: '没看懂' },
      echo: '✓ {{field}}：{{value}}',
      cardChosen: '已选：{{answer}}',
      cardMoved: '请看下面',
      cardSubmitted: '已提交',
      cardDone: '已处理',
      plain: '{{text}}',
    },
    survey: {
      triggers: ['调查'],
      steps: {
        score: { label: '评分', ask: '几分？' },
        customer: { label: '客户', ask: '哪个客户？' },
        remark: { label: '意见', ask: '什么意见？' },
        thanks: { text: '谢谢，{{no}}' },
      },
    },
    help: { triggers: ['说明'], steps: { overview: { text: '我是回声' } } },
    stats: { triggers: ['不满意', '本月'] },
  },
  en: {
    common: { languageNames: ['English'], cardDone: 'Done', plain: '{{text}}' },
    survey: { steps: { remark: { ask: 'Any remark?' } } },
  },
})

/** Tuesday, 10:00 in Shanghai. */
export const AT = new Date('2026-11-03T02:00:00Z')

export function sessionAt(step: string, more: Partial<Session> = {}): Session {
  const { id: flow, revision } = SURVEY
  const empty = { answers: {}, facts: {}, failures: 0, turn: 0, told: {}, passed: [] }
  return { id: 's1', flow, revision, status: 'active', step, ...empty, ...more }
}

export function talkOf(content: IncomingContent, conversation: Partial<Conversation> = {}, flow: Flow | undefined = SURVEY): Talk {
  const empty = { version: 1, suspended: [], drafts: [], seen: [], replies: [], outbox: [], activeAt: AT }
  const message = { key: 'm1', from: { channel: 'wecom' as const, userId: 'wang' }, at: AT, content }
  return beginTalk({ _id: 'wecom:wang', ...empty, ...conversation }, message, conversation.session && flow)
}

export const text = (said: string): IncomingContent => ({ type: 'text', text: said })
export const tap = (key: string, card = 'c1', selected: readonly string[] = []): IncomingContent => ({ type: 'tap', key, card, selected })
