import { createHash } from 'node:crypto'
import { ChannelApiError } from '../../errors.js'
import {
  type Channel,
  type Contact,
  contactOf,
  type Fetched,
  type IncomingContent,
  type IncomingMessage,
  type OutgoingMessage,
  type Receipt,
  type SendContext,
  type WebhookAnswer,
  type WebhookCall,
} from '../channel.js'
import type { SealSecrets } from '../sealed.js'
import { createCallback } from '../wecom-api/callback.js'
import { sendMedia } from '../wecom-api/media.js'
import { isExplained } from './api-errors.js'
import { type KfClient, SESSION } from './client.js'
import { CHANNEL, decodeItem, decodeNotification, keyOf, recalledIn, type SyncedItem } from './decode.js'
import { type Body, encode, encodeFile, textBody } from './encode.js'
import { KF_LIMITS } from './limits.js'
import { cardId } from './menu-id.js'

export interface KfOptions {
  readonly secrets: SealSecrets
  readonly client: KfClient
  readonly now: () => Date
}

const EMPTY: WebhookAnswer = { status: 200, body: '', contentType: 'text/plain' }
/** 28 letters and a place: at most 32 bytes of letters, digits, `_` and `-` (wecom.md 7.5). */
const ID_CHARS = 28
/** The scene of all our invitations: without one no parameter may stand in the address. */
const INVITED = 'invited'
/** About a customer, who says nothing with it. */
const OF_THE_PLATFORM: readonly IncomingContent['type'][] = ['notArrived', 'served']
const WITH_PEOPLE: readonly number[] = [SESSION.pool, SESSION.servicer]
/** What may be sent with the code of an event. */
const ON_EVENT: readonly string[] = ['text', 'msgmenu']
/** Sessions are asked for so many at a time. */
const ASKED_AT_ONCE = 4

/** A customer service account, in WeChat: https://developer.work.weixin.qq.com/document/path/94638 */
export function createKfChannel({ secrets, client, now }: KfOptions): Channel {
  return {
    name: CHANNEL,
    limits: KF_LIMITS,
    inlets: [createCallback({ path: '/wecom/kf/callback', secrets, now, read }), { type: 'pull', account: client.account, next }],
    cardId,
    invite,
    send,
    download: client.download,
  }

  /** https://developer.work.weixin.qq.com/document/path/94665 */
  async function invite(invitation: string): Promise<string> {
    return `${await client.contactWay(INVITED)}&scene_param=${encodeURIComponent(invitation)}`
  }

  function read(xml: string): WebhookCall {
    return { messages: [decodeNotification(xml)], canReply: () => false, answer: () => EMPTY }
  }

  async function next(cursor: string | undefined, pass: string | undefined): Promise<Fetched> {
    const { items, hasMore, cursor: after } = await client.sync(cursor, pass)
    const own = items.filter(({ open_kfid, event }) => [client.account, ''].includes(open_kfid || (event?.open_kfid ?? '')))
    return { messages: await forUs(own), cursor: after, hasMore }
  }

  /** Without what was taken back at once, and without the words of what is said to a servicer: while people talk with each other the bot is silent. */
  async function forUs(items: readonly SyncedItem[]): Promise<IncomingMessage[]> {
    const recalled = new Set(items.flatMap((item) => recalledIn(item) ?? []).map(keyOf))
    const decoded = items.flatMap((item) => decodeItem(item) ?? []).filter(({ key }) => !recalled.has(key))
    const messages = decoded.map((message) => (isPast(message.at) ? message : { ...message, at: now() }))
    const writers = [
      ...new Set(messages.flatMap(({ from, content }) => (from && !OF_THE_PLATFORM.includes(content.type) ? [from.userId] : []))),
    ]
    const withPeople = new Set<string>()
    for (let index = 0; index < writers.length; index += ASKED_AT_ONCE) {
      const some = writers.slice(index, index + ASKED_AT_ONCE)
      const states = await Promise.all(some.map(isWithPeople))
      for (const [place, isSilent] of states.entries()) if (isSilent) withPeople.add(some[place]!)
    }
    return messages.flatMap((message): IncomingMessage[] => {
      const { from, content } = message
      if (!from || OF_THE_PLATFORM.includes(content.type) || !withPeople.has(from.userId)) return [message]
      return content.type === 'enter' ? [] : [{ ...message, content: { type: 'saidToOthers' } }]
    })
  }

  /** Nobody has written later than now, or at no time at all. */
  function isPast(at: Date): boolean {
    return at.getTime() > 0 && at <= now()
  }

  /** Where it cannot be known the bot answers, and the platform refuses the answer if it must. */
  async function isWithPeople(customer: string): Promise<boolean> {
    return client.stateOf(customer).then(
      ({ state }) => WITH_PEOPLE.includes(state),
      () => false,
    )
  }

  async function send(to: Contact, message: OutgoingMessage, context: SendContext): Promise<Receipt> {
    // a menu stays as it was sent; what it would have shown is said where nothing else is
    if (message.type === 'cardDone') return { messageId: '' }
    if (message.type === 'toServicer') return toServicer(to.userId, message, context)
    if (message.type !== 'file') return sendAll(to.userId, encode(message), context)
    const send = (mediaId: string) => sendAll(to.userId, [encodeFile(message, mediaId)], context)
    return sendMedia(message, context, { client, now, send })
  }

  /** One who goes off duty just then is passed over, and a session that has ended meanwhile is nobody's to give. */
  async function toServicer(
    customer: string,
    { servicers, text }: Extract<OutgoingMessage, { type: 'toServicer' }>,
    { deliveryId }: SendContext,
  ): Promise<Receipt> {
    if (await isWithPeople(customer)) return NOT_SAID
    for (const servicer of onDutyFirst(servicers, await client.servicers())) {
      const moved = await moveTo(customer, servicer)
      if (!moved) continue
      if (!moved.code) break
      // the platform does not count what answers an event
      const traceId = traceIdOf(deliveryId)
      return { messageId: await client.sendOnEvent(moved.code, textBody(text), `${traceId}-0`), messages: 0, traceId }
    }
    return NOT_SAID
  }

  async function moveTo(customer: string, servicer: string): Promise<{ readonly code: string | undefined } | undefined> {
    return client.move(customer, SESSION.servicer, servicer).then(
      (code) => ({ code }),
      (error: unknown) => {
        if (error instanceof ChannelApiError && NOT_THEIRS.includes(error.code)) return undefined
        throw error
      },
    )
  }

  /** One after the other. How far it came is recorded before and after each, so that a second try goes on there and nothing arrives twice. */
  async function sendAll(
    customer: string,
    bodies: readonly Body[],
    { deliveryId, progress, pass, remember }: SendContext,
  ): Promise<Receipt> {
    const traceId = traceIdOf(deliveryId)
    let messageId = ''
    let answersToEvents = 0
    for (const [index, body] of bodies.entries()) {
      if (index < (progress?.messagesSent ?? 0)) continue
      const mayBeThere = index < (progress?.messagesBegun ?? 0)
      if (!mayBeThere) await remember({ messagesBegun: index + 1 })
      const code = index === 0 && pass && pass.until > now() && ON_EVENT.includes(body.msgtype) ? pass.code : undefined
      if (code) answersToEvents++
      messageId = await sendOne(customer, body, `${traceId}-${index}`, { code, mayBeThere })
      if (index + 1 < bodies.length) await remember({ messagesSent: index + 1 })
    }
    // the platform does not count what answers an event
    return { messageId, messages: bodies.length - answersToEvents, traceId }
  }

  async function sendOne(
    customer: string,
    body: Body,
    msgid: string,
    { code, mayBeThere }: { readonly code: string | undefined; readonly mayBeThere: boolean },
  ): Promise<string> {
    try {
      return await (code ? client.sendOnEvent(code, body, msgid) : client.send(customer, body, msgid))
    } catch (error) {
      if (!(error instanceof ChannelApiError)) throw error
      // an id is taken once, and it was taken when the answer to the earlier try was lost
      if (mayBeThere && error.reaction === 'permanent' && (code !== undefined || !isExplained(error.code))) return msgid
      throw error.code === NOT_IN_THIS_STATE ? await whileWithPeople(customer, error) : error
    }
  }

  /** What a servicer's talk keeps back is tried again later; otherwise the customer must write first. */
  async function whileWithPeople(customer: string, refusal: ChannelApiError): Promise<ChannelApiError> {
    if (!(await isWithPeople(customer))) return refusal
    return new ChannelApiError(refusal.method, refusal.code, 'retry', 'a servicer talks with the customer')
  }
}

const NOT_IN_THIS_STATE = 95018
/** Of a servicer: none of this account, or not on duty; of the session: ended, or in a state that leads nowhere else. */
const NOT_THEIRS: readonly (string | number)[] = [95014, 95019, 95013, 95016]
const NOT_SAID: Receipt = { messageId: '', messages: 0 }
/** Those whose ids of people are those of the platform's servicers. */
const OF_THE_COMPANY: readonly string[] = ['wecom', 'wecom-bot']

/** Those on duty: the wanted ones in their order, then the others. The ids of contacts are in lower case. */
function onDutyFirst(wanted: readonly string[], servicers: Awaited<ReturnType<KfClient['servicers']>>): string[] {
  const ids = wanted.map(contactOf).flatMap(({ channel, userId }) => (OF_THE_COMPANY.includes(channel) ? [userId.toLowerCase()] : []))
  const onDuty = servicers.flatMap(({ userid, isOnDuty }) => (isOnDuty ? [userid] : []))
  const first = ids.flatMap((id) => onDuty.filter((userid) => userid.toLowerCase() === id))
  return [...new Set([...first, ...onDuty])]
}

const traceIdOf = (deliveryId: string): string =>
  createHash('sha256').update(deliveryId).digest('base64url').replaceAll('-', '_').slice(0, ID_CHARS)
