/** What the bot asks over its connection, and what the platform answers. */

import { type Fields, isObject, type Refusal } from '../wecom/check-message.js'
import type { BotAccountOptions, BotBody, BotFaults } from './account.js'
import { checkBody, checkUpdate, checkWelcome } from './check-body.js'
import type { createBotMedia } from './media.js'

/** A frame of the platform's that may be answered. */
export interface Answerable {
  readonly kind: 'message' | 'enter_chat' | 'template_card_event' | 'other'
  /** The conversation: a member, or a group. */
  readonly chat: string
  readonly card?: string
  readonly at: number
  isAnswered: boolean
}

export interface RequestDeps {
  readonly options: BotAccountOptions
  readonly faults: BotFaults
  readonly media: ReturnType<typeof createBotMedia>
  readonly answerable: ReadonlyMap<string, Answerable>
  /** Members who have written to the bot. */
  readonly hasWritten: (userid: string) => boolean
  readonly onMessage: (chat: string, body: BotBody, cmd: string) => void
  readonly onUpdate: (card: string, template: Fields) => void
  readonly time: () => number
}

type Answer = Refusal | { readonly errcode: 0; readonly errmsg: string; readonly body?: Fields }

const ANSWER_WITHIN_MS = 5_000
const REPLIES_FOR_MS = 24 * 3_600_000
const SINGLE = 1
const OK: Answer = { errcode: 0, errmsg: 'ok' }
const refuse = (errcode: number, errmsg: string): Refusal => ({ errcode, errmsg })
const INVALID_REQ_ID = refuse(846605, 'invalid req_id')

/** @returns undefined for a command that is none */
export function createRequests({ faults, media, answerable, hasWritten, onMessage, onUpdate, time }: RequestDeps) {
  const sentAt = new Map<string, number[]>()

  /** Replies and messages of the bot's own count together. */
  function refusedByLimit(chat: string): Refusal | undefined {
    const recent = (sentAt.get(chat) ?? []).filter((at) => time() - at < 3_600_000)
    if (recent.length >= faults.anHour || recent.filter((at) => time() - at < 60_000).length >= faults.aMinute)
      return refuse(846607, 'aibot send msg frequency limit exceeded')
    sentAt.set(chat, [...recent, time()])
    return undefined
  }

  function deliver(chat: string, body: Fields, cmd: string, refusal: Refusal | undefined): Answer {
    const refused = refusal ?? refusedByLimit(chat)
    if (refused) return refused
    const { chatid: _, chat_type: __, ...seen } = body
    onMessage(chat, seen as BotBody, cmd)
    return OK
  }

  /** Events take one answer each, within seconds; a message takes several for a day. */
  function find(reqId: string, kind: Answerable['kind']): Answerable | undefined {
    const frame = answerable.get(reqId)
    if (frame?.kind !== kind) return undefined
    const age = time() - frame.at
    if (kind === 'message') return age <= REPLIES_FOR_MS ? frame : undefined
    return !frame.isAnswered && age <= ANSWER_WITHIN_MS ? frame : undefined
  }

  const uploading = (result: Refusal | Fields): Answer =>
    'errcode' in result ? (result as Refusal) : { errcode: 0, errmsg: 'ok', body: result }

  return function answer(cmd: string, reqId: string, given: unknown): Answer {
    const body = isObject(given) ? given : {}
    switch (cmd) {
      case 'aibot_respond_msg': {
        const frame = find(reqId, 'message')
        return frame ? deliver(frame.chat, body, cmd, checkBody(body, media.has)) : INVALID_REQ_ID
      }
      case 'aibot_respond_welcome_msg': {
        const frame = find(reqId, 'enter_chat')
        if (!frame) return INVALID_REQ_ID
        frame.isAnswered = true
        return deliver(frame.chat, body, cmd, checkWelcome(body))
      }
      case 'aibot_respond_update_msg': {
        const frame = find(reqId, 'template_card_event')
        if (!frame) return INVALID_REQ_ID
        const refusal = checkUpdate(body)
        if (refusal) return refusal
        frame.isAnswered = true
        onUpdate(frame.card ?? '', body.template_card as Fields)
        return OK
      }
      case 'aibot_send_msg': {
        const chat = String(body.chatid).toLowerCase()
        if (body.chat_type !== SINGLE || !hasWritten(chat)) return refuse(93006, 'invalid chatid')
        return deliver(chat, body, cmd, checkBody(body, media.has))
      }
      case 'aibot_upload_media_init':
        return uploading(media.begin(body))
      case 'aibot_upload_media_chunk':
        return uploading(media.add(body))
      case 'aibot_upload_media_finish':
        return uploading(media.finish(body))
      default:
        return refuse(40058, 'invalid cmd')
    }
  }
}
