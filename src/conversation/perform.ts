/** Actions on behalf of whoever sent the message. */
import { type Notice, say } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest, ActionResult, Actions, Lookups } from '../people/action.js'
import type { Person } from '../people/person.js'
import type { Attachments } from './attachments.js'
import type { Revisions } from './revisions.js'
import { channelOf, type Talk } from './talk.js'
import type { Texts } from './texts.js'

/** What carrying out an intent needs. */
export interface RunDeps {
  readonly revisions: Pick<Revisions, 'newest' | 'of'>
  readonly texts: Pick<Texts, 'words'>
  readonly actions: Actions
  /** The actions that a button may run by itself. */
  readonly buttons: readonly string[]
  readonly lookups: Lookups
  readonly attachments: Pick<Attachments, 'keep'>
  /** Of whoever has chosen none. */
  readonly defaultLanguage: string
  /** Who sent the message. */
  readonly person: () => Promise<Person>
}

/** @throws UserFacingError where the action refuses */
export async function perform(
  action: Action,
  talk: Talk,
  { person }: Pick<RunDeps, 'person'>,
  request: Omit<ActionRequest, 'by' | 'at' | 'channel'>,
): Promise<ActionResult> {
  return action({ ...request, by: await person(), at: talk.message.at, channel: channelOf(talk) })
}

/** What the person is told of a refusal. @throws the error itself where it is none */
export function refusalOf(error: unknown): Notice {
  if (!(error instanceof UserFacingError)) throw error
  return say(error.key, error.params)
}
