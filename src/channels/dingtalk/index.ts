import { ChannelApiError } from '../../errors.js'
import type {
  Channel,
  Contact,
  IncomingMessage,
  Limits,
  OutgoingMessage,
  Receipt,
  SendContext,
  WebhookAnswer,
  WebhookCall,
  WebhookInlet,
} from '../channel.js'
import { open, seal } from '../sealed.js'
import { sendAll } from '../send-all.js'
import { sendFile } from '../send-file.js'
import { isSessionOver } from './api-errors.js'
import { type Body, doneValues, robotMessage, templateValues, webhookBody } from './body.js'
import { cardId } from './card-id.js'
import type { DingtalkClient } from './client.js'
import { decodeRobot } from './decode.js'
import { decodeCard } from './decode-card.js'
import { decodeEvent, encryptedIn, readEventHead } from './decode-event.js'
import { encode } from './encode.js'
import { fileMessage } from './file.js'
import { CARD_LIMITS, CARDS_CHANGE_FOR_MS, DINGTALK_LIMITS, EVENT_LIMITS, ROBOT_LIMITS } from './limits.js'
import { createSessions } from './sessions.js'
import { cardSecretOf, checkCardSign, checkRobotSign } from './signature.js'

export interface DingtalkSecrets {
  readonly clientId: string
  readonly clientSecret: string
  readonly robotCode: string
  /** Of the subscription of events. */
  readonly token: string
  readonly aesKey: string
}

export interface DingtalkOptions {
  readonly secrets: DingtalkSecrets
  readonly client: DingtalkClient
  readonly publicUrl: string
  /** A published template of cards that can be changed; without one, buttons are links. */
  readonly cardTemplate?: string
  readonly now: () => Date
  /** Only against a simulator. */
  readonly sendsAMinute?: number
}

const CARD_ROUTE = 'huisheng'
const CARD_PATH = '/dingtalk/card'
/** Nothing is said in the answer to a call: not every conversation shows it (dingtalk.md 1.6). */
const NOTHING_SAID: WebhookAnswer = jsonAnswer({ msgtype: 'empty' })

/** The robot of an app of one's own, called over HTTP: https://open.dingtalk.com/document/development/receive-message */
export function createDingtalkChannel({ secrets, client, publicUrl, cardTemplate, now, sendsAMinute }: DingtalkOptions): Channel {
  const { clientSecret, robotCode } = secrets
  const sealSecrets = { receiveId: secrets.clientId, token: secrets.token, aesKey: secrets.aesKey }
  const cardSecret = cardSecretOf(clientSecret)
  const sessions = createSessions(now)
  const registered = onceDone(() => client.registerCards({ key: CARD_ROUTE, url: `${publicUrl}${CARD_PATH}`, secret: cardSecret }))
  const limits: Limits = {
    ...DINGTALK_LIMITS,
    ...(sendsAMinute && { sendsAMinute }),
    ...(cardTemplate && { card: { ...DINGTALK_LIMITS.card, changesForMs: CARDS_CHANGE_FOR_MS } }),
  }

  const robot: WebhookInlet = {
    type: 'webhook',
    paths: ['/dingtalk/robot'],
    limits: ROBOT_LIMITS,
    screen: ({ headers }) => checkRobotSign(headers, clientSecret, now()),
    receive({ headers, body }) {
      checkRobotSign(headers, clientSecret, now())
      const { messages, session } = decodeRobot(body, robotCode, now())
      if (session && client.isOurs(session.url)) sessions.note(session)
      return callOf(messages, NOTHING_SAID)
    },
  }

  /** https://open.dingtalk.com/document/development/http-callback-overview: each is answered with the word `success`, encrypted. */
  const events: WebhookInlet = {
    type: 'webhook',
    paths: ['/dingtalk/event'],
    limits: EVENT_LIMITS,
    screen: ({ query }) => void readEventHead(query, now()),
    receive({ query, body }) {
      const plaintext = open({ ...readEventHead(query, now()), encrypted: encryptedIn(body) }, sealSecrets)
      return callOf(decodeEvent(plaintext, now()), sealedSuccess())
    },
  }

  const cards: WebhookInlet = {
    type: 'webhook',
    paths: [CARD_PATH],
    limits: CARD_LIMITS,
    screen: ({ headers }) => checkCardSign(headers, cardSecret, now()),
    receive({ headers, body }) {
      checkCardSign(headers, cardSecret, now())
      const messages = decodeCard(body, headers?.['x-ddpaas-signature-timestamp'] ?? '', now())
      return {
        messages,
        canReply: ({ content }, reply) => reply.type === 'cardDone' && content.type === 'tap' && cardId(reply.card) === content.card,
        answer: ([reply]) => jsonAnswer(reply?.type === 'cardDone' ? cardChange(reply.text) : {}),
      }
    },
  }

  function sealedSuccess(): WebhookAnswer {
    const { encrypted, signature, timestamp, nonce } = seal('success', sealSecrets, String(now().getTime()))
    return jsonAnswer({ msg_signature: signature, timeStamp: timestamp, nonce, encrypt: encrypted })
  }

  async function send(to: Contact, message: OutgoingMessage, context: SendContext): Promise<Receipt> {
    if (message.type === 'cardDone') {
      if (context.updateCode) await client.updateCard(context.updateCode, doneValues(message.text))
      return { messageId: '' }
    }
    if (message.type !== 'file')
      return sendAll(encode(message, { hasTemplate: cardTemplate !== undefined }), context, (body) => sendBody(to.userId, body))
    let size = 0
    return sendFile(message, context, {
      limits: limits.fileBytes,
      upload: (kind, bytes, name) => {
        size = bytes.length
        return client.upload(kind, bytes, name)
      },
      send: async (mediaId) => ({ messageId: await client.sendToPerson(to.userId, fileMessage(message, mediaId, size)) }),
      isForgotten: ({ code }) => /media/i.test(String(code)),
      now,
    })
  }

  async function sendBody(userId: string, body: Body): Promise<Receipt> {
    if (body.type === 'template') {
      await registered()
      await client.createCard(userId, body.card, cardTemplate ?? '', templateValues(body), CARD_ROUTE)
      return { messageId: body.card, updateCode: body.card }
    }
    const session = sessions.of(userId)
    if (session) {
      const isSent = await sendBySession(userId, session, webhookBody(body))
      if (isSent) return { messageId: '' }
    }
    return { messageId: await client.sendToPerson(userId, robotMessage(body)) }
  }

  /** False where it lives no longer: then it is sent by the API. */
  async function sendBySession(userId: string, url: string, body: object): Promise<boolean> {
    try {
      await client.sendBySession(url, body)
      return true
    } catch (error) {
      if (!(error instanceof ChannelApiError) || !isSessionOver(error.code)) throw error
      sessions.forget(userId)
      return false
    }
  }

  return {
    name: 'dingtalk',
    limits,
    // what outsiders say has no sender
    vouches: true,
    inlets: [robot, events, cards],
    cardId,
    send,
    download: client.download,
  }
}

const callOf = (messages: readonly IncomingMessage[], answer: WebhookAnswer): WebhookCall => ({
  messages,
  canReply: () => false,
  answer: () => answer,
})

const cardChange = (text: string): object => ({
  cardData: { cardParamMap: doneValues(text) },
  cardUpdateOptions: { updateCardDataByKey: true },
})

function jsonAnswer(body: object): WebhookAnswer {
  return { status: 200, body: JSON.stringify(body), contentType: 'application/json' }
}

/** Runs until it has succeeded once. */
function onceDone(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= work().catch((error: unknown) => {
      running = undefined
      throw error
    })
    return running
  }
}
