import type { Session } from '../dialogue/session.js'
import type { Given, Intent } from './intent.js'
import type { RunDeps } from './perform.js'
import { pressButton } from './press-button.js'
import { endBrought, giveBack, proceed, resume, resumedAt, start } from './run-dialogue.js'
import { channelOf, note, runningIn, type Talk, tell, withConversation } from './talk.js'

/** Carries an intent out; the only step of a turn with effects. It may be run twice: actions are keyed. */
export async function run(intent: Intent, talk: Talk, deps: RunDeps): Promise<Talk> {
  await keepWhatCame(talk, deps)
  switch (intent.does) {
    case 'answer':
      return answer(intent.closes ? closeCard(talk, intent.closes.card, intent.closes.key) : talk, intent.given, deps)
    case 'start':
      return start(talk, intent, deps)
    case 'press':
      return pressButton(talk, intent, deps)
    case 'resume':
      return resume(talk, deps)
    case 'resumeDraft':
      return resumeDraft(talk, intent.session, deps)
    case 'cancelDraft':
      return cancelDraft(talk, deps)
    case 'forgetDraft':
      return note(putDraftLast(talk), 'flowGone')
    case 'changeLanguage':
      return resume(note(withConversation(talk, { language: intent.language }), 'languageChanged'), deps)
    case 'refuseTap':
      return resume(note(closeCard(talk, intent.card, intent.shows), intent.key, intent.values), deps)
    case 'note':
      return note(talk, intent.key, intent.values)
    case 'nothing':
      return talk
  }
}

/** A medium is kept before anything is made of it: the platform has it for a while only. */
async function keepWhatCame(talk: Talk, { attachments }: RunDeps): Promise<void> {
  const { content, at, key } = talk.message
  if (content.type !== 'file') return
  const { mediaId, kind, name, heldBy = channelOf(talk) } = content
  await attachments.keep({ channel: heldBy, mediaId, kind, ...(name && { name }), from: talk.before._id, at, message: key })
}

function answer(talk: Talk, given: Given, deps: RunDeps): Talk | Promise<Talk> {
  const session = runningIn(talk.conversation)
  if (!session) return talk
  return proceed(talk, { type: 'reply', reply: { ...given, at: talk.message.at }, words: deps.texts.words(session.flow) }, deps)
}

const closeCard = (talk: Talk, card: string, key: string): Talk => tell(talk, { type: 'cardDone', card, text: { key } })

/** As 取消 in the middle of it: 继续 brings it back all the same. */
async function cancelDraft(talk: Talk, deps: RunDeps): Promise<Talk> {
  const draft = talk.conversation.drafts.at(-1)
  if (!draft) return talk
  await giveBack(talk, draft, deps)
  await endBrought(talk, draft, deps)
  const drafts: Session[] = [...talk.conversation.drafts.slice(0, -1), { ...draft, status: 'cancelled' }]
  return note(withConversation(talk, { drafts }), 'cancelled', { count: Object.keys(draft.answers).length })
}

/** It is the next to be forgotten, once nothing of it is left to report. */
function putDraftLast(talk: Talk): Talk {
  const { drafts } = talk.conversation
  return withConversation(talk, { drafts: [...drafts.slice(-1), ...drafts.slice(0, -1)] })
}

function resumeDraft(talk: Talk, id: string | undefined, deps: RunDeps): Talk | Promise<Talk> {
  const { drafts } = talk.conversation
  const draft = id === undefined ? drafts.at(-1) : drafts.find((one) => one.id === id)
  if (!draft) return talk
  const taken = withConversation(talk, { drafts: drafts.filter((one) => one !== draft), session: { ...draft, status: 'active' } })
  return resume(taken, deps, draft.facts.no ? [resumedAt(draft)] : [])
}
