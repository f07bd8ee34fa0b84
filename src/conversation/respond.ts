/** From one message to the next state of the talk and what to say; the only effects are actions, which may run twice. */
import type { IncomingContent, IncomingMessage } from '../channels/channel.js'
import type { Input, SingleInput } from '../dialogue/flow.js'
import { overlongMessage } from '../dialogue/limits.js'
import { readInput } from '../dialogue/read/read-input.js'
import type { FileRef, Reply } from '../dialogue/session.js'
import type { Conversation } from './store.js'
import { type RespondDeps, type Response, Talk } from './talk.js'

export type { RespondDeps } from './talk.js'

/** Keys of the app's menu: each starts the dialogue of that name. */
const MENU: Readonly<Record<string, string>> = {
  MENU_COMPLAINT: 'complaint',
  MENU_TASKS: 'tasks',
  MENU_LOOKUP: 'lookup',
  MENU_HELP: 'help',
}

/** Questions that only certain words answer, and those that any words would. */
const SINGLE: ReadonlySet<string> = new Set([
  'choice',
  'choices',
  'rating',
  'yesno',
  'date',
  'number',
  'numbers',
  'quantity',
  'phone',
  'plate',
])
const ANY_WORDS: ReadonlySet<string> = new Set(['text', 'name', 'code'])

const GREET_AGAIN_MS = 12 * 3_600_000
/** A text of this length that starts nothing is probably a forwarded complaint. */
const FORWARDED_CHARS = 12

export async function respond(before: Conversation, message: IncomingMessage, deps: RespondDeps): Promise<Response> {
  const talk = new Talk(before, message, deps)
  await take(talk, message.content)
  return talk.response()
}

async function take(talk: Talk, content: IncomingContent): Promise<void> {
  switch (content.type) {
    case 'text':
      return takeText(talk, content.text)
    case 'file':
      return takeReply(talk, {
        files: [
          await talk.deps.attachments.keep({
            channel: talk.channel,
            mediaId: content.mediaId,
            kind: content.kind,
            from: talk.id,
            at: talk.message.at,
            message: talk.message.key,
          }),
        ],
      })
    case 'link':
      return takeReply(talk, { files: [{ id: `link-${talk.turnId}`, kind: 'link', name: content.title, url: content.url }] })
    case 'place':
      return takeReply(talk, { place: { label: content.label, latitude: content.latitude, longitude: content.longitude } })
    case 'tap':
      return takeTap(talk, content)
    case 'menu':
      return takeMenu(talk, content.key)
    case 'enter':
      return greet(talk)
    case 'contactsChanged':
      return
    case 'other':
      if (!content.name.includes('_') && !/[A-Z]/.test(content.name)) talk.note('cannotRead')
  }
}

async function takeText(talk: Talk, text: string): Promise<void> {
  const overlong = overlongMessage(text)
  if (overlong) return talk.note('messageLong', overlong)
  const language = talk.deps.texts.languageNamed(text)
  if (language) {
    talk.conversation = { ...talk.conversation, language }
    talk.note('languageChanged')
    return talk.resumeSession()
  }
  const started = talk.deps.texts.startedBy(text)
  if (started && mayStart(talk, text, started)) return talk.start(started.flow, {}, started.rest, started.word)
  if (talk.session) return takeReply(talk, { text })
  return takeIdleText(talk, text)
}

/** In the middle of a dialogue only a whole message starts another one, and a text field may contain anything with more words. */
function mayStart(talk: Talk, text: string, { flow, rest }: { flow: string; rest: string }): boolean {
  const { session } = talk
  if (!session) return true
  const step = talk.deps.revisions.has(session.flow) ? talk.deps.revisions.newest(session.flow).steps[session.step] : undefined
  // 不满意 answers the question that is open, though alone it would list who was not satisfied
  if (rest === '') return !(step?.type === 'question' && isOneOfItsAnswers(step.input, session.step, text, talk))
  return flow !== session.flow && !(step?.type === 'question' && step.input.type === 'text')
}

function isOneOfItsAnswers(input: Input, field: string, text: string, talk: Talk): boolean {
  const words = talk.deps.texts.words(talk.session!.flow)
  const reads = (one: SingleInput, name: string) =>
    !ANY_WORDS.has(one.type) && readInput(one, name, text, { at: talk.message.at, words }).ok
  if (input.type === 'several') return Object.entries(input.parts).some(([part, { input: one }]) => reads(one, part))
  return SINGLE.has(input.type) && reads(input as SingleInput, field)
}

async function takeIdleText(talk: Talk, text: string): Promise<void> {
  const word = talk.deps.texts.words('').command(text)
  const draft = talk.conversation.drafts.at(-1)
  if (word?.command === 'resume' && draft) {
    if (draft.status === 'expired') {
      // it is the next to be forgotten, once nothing of it is left to report
      talk.conversation = { ...talk.conversation, drafts: [draft, ...talk.conversation.drafts.slice(0, -1)] }
      return talk.note('flowGone')
    }
    talk.conversation = { ...talk.conversation, session: { ...draft, status: 'active' }, drafts: talk.conversation.drafts.slice(0, -1) }
    return talk.resumeSession()
  }
  if (word?.command === 'person') return talk.runButton('requestPerson', '')
  if (word && word.command !== 'help') return talk.note(word.command === 'resume' ? 'noDraft' : 'nothingActive')
  if (!word && [...text].length >= FORWARDED_CHARS)
    return talk.start('intake', {
      evidence: [{ id: `text-${talk.turnId}`, kind: 'text', name: text.slice(0, 500) }],
      heard: text.slice(0, 1000),
    })
  return talk.start('help', {})
}

async function takeReply(talk: Talk, reply: Omit<Reply, 'at'>): Promise<void> {
  const { session } = talk
  if (session)
    return talk.run(session, { type: 'reply', reply: { ...reply, at: talk.message.at }, words: talk.deps.texts.words(session.flow) })
  const evidence: readonly FileRef[] = reply.files ?? []
  return talk.start('intake', { evidence, ...(reply.place && { place: reply.place }) })
}

async function takeTap(talk: Talk, { key, card, selected }: Extract<IncomingContent, { type: 'tap' }>): Promise<void> {
  const [kind, first = '', second = '', ...rest] = key.split(':')
  if (kind === 'do') return talk.runButton(first, [second, ...rest].filter(Boolean).join(':'), card)
  if (kind !== 'q') return talk.note('staleQuestion')
  const values = rest.length > 0 ? [rest.join(':')] : [...selected]
  const { session } = talk
  if (!session || session.id !== first) {
    talk.messages.push({ type: 'cardDone', card, text: talk.text('cardClosed') })
    talk.note(session ? 'staleDialogue' : 'staleQuestion')
    return talk.resumeSession()
  }
  const isStale = session.step !== second
  await talk.run(session, {
    type: 'reply',
    reply: { at: talk.message.at, tap: { step: second, values } },
    words: talk.deps.texts.words(session.flow),
  })
  if (isStale) talk.messages.unshift({ type: 'cardDone', card, text: talk.text('cardClosed') })
  else if (talk.before.openCard?.card !== card) talk.messages.unshift({ type: 'cardDone', card, text: talk.text('cardDone') })
}

function takeMenu(talk: Talk, key: string): Promise<void> | void {
  const flow = Object.hasOwn(MENU, key) ? MENU[key] : undefined
  return flow ? talk.start(flow, {}) : talk.note('cannotRead')
}

async function greet(talk: Talk): Promise<void> {
  const isNewHere = talk.before.version === 0 || talk.message.at.getTime() - talk.before.activeAt.getTime() > GREET_AGAIN_MS
  if (!talk.session && isNewHere) await talk.start('help', {})
}
