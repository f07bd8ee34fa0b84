import type { IncomingContent } from '../channels/channel.js'
import type { FileRef } from '../dialogue/session.js'
import { attachmentId } from './attachments.js'
import { isDoublePress } from './double-press.js'
import type { Given, Intent } from './intent.js'
import { flowOfMenu } from './menu.js'
import { type RouteTexts, routeText, submitted, takenOver } from './route-text.js'
import { channelOf, runningIn, type Talk } from './talk.js'

const GREET_AGAIN_MS = 12 * 3_600_000
const NOTHING: Intent = { does: 'nothing' }
const CANNOT_READ: Intent = { does: 'note', key: 'cannotRead' }

/** What a message means in this conversation: exactly one thing. Pure. */
export function route(talk: Talk, texts: RouteTexts): Intent {
  const { content } = talk.message
  if (isDoublePress(talk.before, talk.message)) return NOTHING
  switch (content.type) {
    case 'text':
      return routeText(talk, content.text, texts)
    case 'file':
      return routeGiven(talk, { files: [fileOf(talk, content)] })
    case 'link':
      return routeGiven(talk, { files: [{ id: `link-${talk.turnId}`, kind: 'link', name: content.title, url: content.url }] })
    case 'place':
      return routeGiven(talk, { place: { label: content.label, latitude: content.latitude, longitude: content.longitude } })
    case 'tap':
      return routeTap(talk, content)
    case 'menu':
      return routeMenu(content.key)
    case 'enter':
      return isToBeGreeted(talk) ? { does: 'start', flow: 'help', facts: {} } : NOTHING
    case 'contactsChanged':
    case 'saidToOthers':
    case 'served':
    case 'toFetch':
    case 'notArrived':
      return NOTHING
    case 'other':
      return isEvent(content.name) ? NOTHING : CANNOT_READ
  }
}

const fileOf = (talk: Talk, { mediaId, kind, name, heldBy = channelOf(talk) }: Extract<IncomingContent, { type: 'file' }>): FileRef => ({
  id: attachmentId(heldBy, mediaId),
  kind,
  ...(name && { name }),
})

/** What comes before any dialogue is kept as evidence of the one that it may begin. */
function routeGiven({ before }: Talk, given: Given): Intent {
  if (runningIn(before)) return { does: 'answer', given }
  return { does: 'start', flow: 'intake', facts: { files: given.files ?? [], ...(given.place && { place: given.place }) } }
}

/** Keys are `do:<action>:<reference>`, `resume:<session>`, and `q:<session>:<step>` with or without the option. */
function routeTap({ before }: Talk, { key, card, selected }: Extract<IncomingContent, { type: 'tap' }>): Intent {
  const [kind, first = '', second = '', ...rest] = key.split(':')
  if (kind === 'do') return { does: 'press', button: first, reference: [second, ...rest].filter(Boolean).join(':'), card }
  if (kind === 'resume') return routeResume(before, first)
  if (kind !== 'q') return { does: 'note', key: 'staleQuestion' }
  const session = runningIn(before)
  if (session?.id !== first) return tapTooLate(before, first, card)
  const values = rest.length > 0 ? [rest.join(':')] : selected
  const closed = session.step !== second ? 'cardClosed' : before.openCard?.card !== card ? 'cardDone' : undefined
  return { does: 'answer', given: { tap: { step: second, values } }, ...(closed && { closes: { card, key: closed } }) }
}

/** The dialogue of a button runs no more: it was submitted, it waits to go on, or another one has its place. */
function tapTooLate(before: Talk['before'], id: string, card: string): Intent {
  const done = before.finished?.find(({ session }) => session === id)
  if (done) return { does: 'refuseTap', card, shows: 'cardSubmitted', ...submitted(done) }
  const taken = before.drafts.find((draft) => draft.id === id && draft.takenBy)
  if (taken && !runningIn(before)) return takenOver(taken, before)
  const isKept = before.drafts.some((draft) => draft.id === id && draft.status !== 'expired') && !runningIn(before)
  const key = isKept ? 'putAsideBefore' : runningIn(before) ? 'staleDialogue' : 'staleQuestion'
  return { does: 'refuseTap', card, shows: 'cardClosed', key }
}

/** A reminder of one dialogue was tapped, whatever has become of that dialogue. */
function routeResume(before: Talk['before'], id: string): Intent {
  const running = runningIn(before)
  if (running) return running.id === id ? { does: 'resume' } : { does: 'note', key: 'oneAtATime' }
  const done = before.finished?.find(({ session }) => session === id)
  if (done) return { does: 'note', ...submitted(done) }
  const draft = before.drafts.find((one) => one.id === id)
  if (!draft) return { does: 'note', key: 'noDraft' }
  if (draft.takenBy) return takenOver(draft, before)
  return draft.status === 'expired' ? { does: 'note', key: 'flowGone' } : { does: 'resumeDraft', session: id }
}

function routeMenu(key: string): Intent {
  const flow = flowOfMenu(key)
  return flow ? { does: 'start', flow, facts: {} } : CANNOT_READ
}

/** Somebody new, or who has not been here for long. */
function isToBeGreeted({ before, message }: Talk): boolean {
  const isNewHere = before.version === 0 || message.at.getTime() - before.activeAt.getTime() > GREET_AGAIN_MS
  return isNewHere && !runningIn(before)
}

/** Events of the platform, unlike kinds of messages, have names like `LOCATION` or `kf_msg_or_event`. */
const isEvent = (name: string): boolean => name.includes('_') || /[A-Z]/.test(name)
