import { begin } from '../dialogue/advance.js'
import type { Flow } from '../dialogue/flow.js'
import { hear } from '../dialogue/hear.js'
import { kindOf } from '../dialogue/inputs/index.js'
import type { Session } from '../dialogue/session.js'
import type { Side } from '../people/person.js'
import { overlongMessage } from '../reading/text.js'
import { bringReference } from './bring-talk.js'
import type { Finished } from './finished.js'
import type { Intent, Refused } from './intent.js'
import type { Conversation } from './store.js'
import { runningIn, type Talk } from './talk.js'
import type { Texts } from './texts.js'

type Started = NonNullable<ReturnType<Texts['startedBy']>> & Pick<Flow, 'replaces'>
export type RouteTexts = Pick<Texts, 'words' | 'languageNamed'> & {
  startedBy(text: string): Started | undefined
  /** Of which kind of complaint a message tells without a word that begins one: 宏基少了八袋. */
  readonly kindTold?: (text: string) => string | undefined
  /** Who is spoken to, where that is nobody of ours. */
  readonly isOutside?: boolean
}

/** The same without the words that start a dialogue which is not for this person: to them they are words like any others. */
export const textsFor = ({ words, startedBy, languageNamed }: RouteTexts, side: Side, flowOf: (id: string) => Flow): RouteTexts => ({
  words,
  languageNamed,
  isOutside: side !== 'staff',
  kindTold(text) {
    const { kind } = hear(flowOf(TOLD), begin(flowOf(TOLD), '', {}).session, text, { at: NEVER, words: words(TOLD) }).answers
    return typeof kind === 'string' ? kind : undefined
  },
  startedBy(text) {
    const started = startedBy(text)
    const flow = started && flowOf(started.flow)
    return flow && (side === 'staff' || flow.for !== 'staff') ? { ...started, replaces: flow.replaces } : undefined
  },
})

/** The dialogue that a message may tell all about at once. */
export const TOLD = 'complaint'
/** Whether it does depends on no date. */
const NEVER = new Date(0)
/** Every case is numbered so; lists leave out the kind and the year. */
const A_NUMBER = /^\s*(?:[a-z]{2}-?\d{8}-?\d{3,}|\d{4}-\d{3,})\s*$/i
/** One of them with a few words around it: 催办 TS-20261103-001. */
const WITH_NUMBER = /^[\p{Script=Han}\s]{0,8}[:：]?\s*([a-z]{2}-?\d{8}-?\d{3,})[\s，。！？,.!?\p{Script=Han}]{0,8}$/iu
/** A text of this length that starts nothing is probably a forwarded complaint. */
const FORWARDED_CHARS = 12
export const isForwarded = (text: string): boolean => [...text].length >= FORWARDED_CHARS
const NAME_CHARS = 500
export const HEARD_CHARS = 1_000

/** What a typed message means: in the middle of a dialogue, and when none is running. Pure. */
export function routeText(talk: Talk, text: string, texts: RouteTexts): Intent {
  const overlong = overlongMessage(text)
  if (overlong) return { does: 'note', key: 'messageLong', values: overlong }
  const language = texts.languageNamed(text)
  if (language) return { does: 'changeLanguage', language }
  const started = texts.startedBy(text)
  if (started && mayStart(talk, text, started, texts))
    return { does: 'start', flow: started.flow, facts: {}, asked: { word: started.word, rest: started.rest } }
  if (!runningIn(talk.before)) return routeIdleText(talk, text, texts)
  const number = talk.flow?.yields && !isLookedUp(talk.before, talk.flow) && numberIn(text, texts)
  return number ? lookUp(number) : { does: 'answer', given: { text } }
}

/** In the middle of a dialogue only a whole message starts another one, and a text field may contain anything with more words. */
function mayStart({ before, flow, message }: Talk, text: string, started: Started, texts: RouteTexts): boolean {
  const session = runningIn(before)
  if (!session || started.replaces?.includes(session.flow)) return true
  // 修改检验项目 mends the answer to the question of that name, where the dialogue has one
  if (texts.words(session.flow).command(text)?.command === 'edit') return false
  const step = flow?.steps[session.step]
  if (step?.type !== 'question') return started.rest === '' || started.flow !== session.flow
  const kind = kindOf(step.input)
  // 不满意 answers the question that is open, though it would list who was not satisfied; and so does 今天 12公斤 20点, whatever else it says
  const context = { at: message.at, words: texts.words(session.flow) }
  if (kind.isMeant?.(step.input, session.step, started.word, context)) return false
  return started.rest === '' || ((started.flow !== session.flow || flow?.yields === true) && !kind.isSentence)
}

/** True where a number is an answer to what is asked. */
function isLookedUp({ session }: Conversation, { steps }: Flow): boolean {
  const step = steps[session?.step ?? '']
  return step?.type === 'question' && ('lookup' in step.input || kindOf(step.input).isSentence === true)
}

/** Whoever has asked for help need not go on themselves. */
export const takenOver = ({ id, takenBy }: Session, { chased }: Conversation): Intent =>
  takenBy?.isSelf
    ? { does: 'note', key: 'takenElsewhere' }
    : { does: 'note', key: 'takenOver', values: { name: takenBy?.name, no: chased?.find(({ session }) => session === id)?.no ?? null } }

/** On another of the person's contacts there may be something to go on with. */
const bring = ({ _id }: Conversation, session?: string): Intent => ({
  does: 'press',
  button: 'bringTalk',
  reference: bringReference(_id, session),
})

/** Somebody else has submitted it for them, or they have themselves. */
export function submitted({ no, filedBy }: Finished): Pick<Refused, 'key' | 'values'> {
  const values = { no: no ?? null }
  return filedBy === undefined ? { key: 'submittedBefore', values } : { key: 'filedForYou', values: { ...values, name: filedBy } }
}

/** The number of a case, alone or with a few words around it. */
const numberIn = (text: string, { isOutside }: RouteTexts): string | undefined =>
  A_NUMBER.test(text) ? text : isOutside ? undefined : WITH_NUMBER.exec(text)?.[1]

const lookUp = (number: string): Intent => ({ does: 'start', flow: 'lookup', facts: {}, asked: { word: '', rest: number } })

/** Of what was cancelled and can be had back, the one in which most was filled in: what was begun in passing hides no long one. */
const fullest = (drafts: readonly Session[]): Session =>
  drafts
    .filter(({ takenBy, status }) => !takenBy && status !== 'expired')
    .reduce((one, other) => (Object.keys(other.answers).length >= Object.keys(one.answers).length ? other : one))

function routeIdleText({ before, turnId }: Talk, text: string, texts: RouteTexts): Intent {
  const command = texts.words('').command(text)?.command
  const { drafts, chased, finished } = before
  const draft = drafts.at(-1)
  if (draft?.takenBy && (command === 'resume' || command === 'cancel')) {
    if (draft.takenBy.isSelf && command === 'resume') return bring(before, draft.id)
    const own = drafts.findLast(({ takenBy, status }) => !takenBy && status !== 'expired')
    return own && command === 'resume' ? { does: 'resumeDraft', session: own.id } : takenOver(draft, before)
  }
  if (command === 'resume' && draft?.status === 'cancelled') return { does: 'resumeDraft', session: fullest(drafts).id }
  if (command === 'resume' && draft) return { does: draft.status === 'expired' ? 'forgetDraft' : 'resumeDraft' }
  if (command === 'person') return { does: 'press', button: 'requestPerson', reference: '' }
  const reported = command === 'cancel' && draft && chased?.find(({ session, reportedAt }) => session === draft.id && reportedAt)
  if (reported) return { does: 'note', key: 'cancelledLate', values: { no: reported.no } }
  if (command === 'cancel' && draft?.status === 'paused') return { does: 'cancelDraft' }
  const last = finished?.at(-1)
  const isDone =
    command === 'confirm' ? last?.no !== undefined : last?.filedBy !== undefined && (command === 'resume' || command === 'cancel')
  if (last && isDone) return { does: 'note', ...submitted(last) }
  if (command === 'resume') return bring(before)
  if (command && command !== 'help') return { does: 'note', key: 'nothingActive' }
  const number = numberIn(text, texts)
  if (number !== undefined) return lookUp(number)
  const kind = command === undefined ? texts.kindTold?.(text) : undefined
  const isTold = command === undefined && (isForwarded(text) || kind !== undefined)
  if (command === 'help') return { does: 'start', flow: 'help', facts: {} }
  if (!isTold && !texts.isOutside) return { does: 'start', flow: 'unclear', facts: { typed: text.trim() } }
  const files = [{ id: `text-${turnId}`, kind: 'text', name: text.slice(0, NAME_CHARS) }]
  const facts = { heard: text.slice(0, HEARD_CHARS), ...(isTold && { files }), ...(texts.isOutside && kind && { kind }) }
  // whoever is not of ours may speak of what they have reported already
  return { does: 'start', flow: texts.isOutside ? 'words' : 'intake', facts }
}
