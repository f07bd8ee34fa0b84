import { ChannelApiError } from '../../errors.js'
import type { Channel, Contact, Inlet, Limits, OutgoingMessage, Receipt, SendContext } from '../channel.js'
import { sendAll } from '../send-all.js'
import { sendFile } from '../send-file.js'
import { isSessionOver } from './api-errors.js'
import { type Body, doneValues, robotMessage, templateValues, webhookBody } from './body.js'
import { cardId } from './card-id.js'
import type { DingtalkClient, Presses } from './client.js'
import { encode } from './encode.js'
import { fileMessage } from './file.js'
import { CARDS_CHANGE_FOR_MS, DINGTALK_LIMITS } from './limits.js'
import { createSessions, type Sessions } from './sessions.js'
import { cardSecretOf } from './signature.js'
import { createStreamInlet } from './stream.js'
import { CARD_PATH, createWebhooks } from './webhooks.js'

export type DingtalkSecrets = {
  readonly clientId: string
  readonly clientSecret: string
  readonly robotCode: string
} & DingtalkMode

/** How the platform brings what happens: it calls us, and `token` and `aesKey` are those of the subscription of events; or we open a connection. */
export type DingtalkMode = { readonly mode: 'http'; readonly token: string; readonly aesKey: string } | { readonly mode: 'stream' }

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

/** The route of presses over HTTP; over the connection there is none. */
const CARD_ROUTE = 'huisheng'

/** The robot of an app of one's own: https://open.dingtalk.com/document/development/development-robot-overview */
export function createDingtalkChannel({ secrets, client, publicUrl, cardTemplate, now, sendsAMinute }: DingtalkOptions): Channel {
  const sessions = createSessions(now)
  const presses = pressesOf(secrets, client, publicUrl)
  const limits: Limits = {
    ...DINGTALK_LIMITS,
    ...(sendsAMinute && { sendsAMinute }),
    ...(cardTemplate && { card: { ...DINGTALK_LIMITS.card, changesForMs: CARDS_CHANGE_FOR_MS } }),
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
      await client.createCard(userId, body.card, cardTemplate ?? '', templateValues(body), await presses())
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
    inlets: inletsOf(secrets, { client, sessions, now }),
    cardId,
    send,
    download: client.download,
  }
}

interface InletDeps {
  readonly client: DingtalkClient
  readonly sessions: Sessions
  readonly now: () => Date
}

const inletsOf = (secrets: DingtalkSecrets, deps: InletDeps): readonly Inlet[] =>
  secrets.mode === 'http' ? createWebhooks({ ...secrets, ...deps }) : [createStreamInlet({ ...secrets, ...deps })]

/** How presses on a new card come in; where they are posted is told to the platform before the first one. */
function pressesOf({ mode, clientSecret }: DingtalkSecrets, client: DingtalkClient, publicUrl: string): () => Promise<Presses> {
  if (mode === 'stream') return async () => ({ callbackType: 'STREAM' })
  const route = { key: CARD_ROUTE, url: `${publicUrl}${CARD_PATH}`, secret: cardSecretOf(clientSecret) }
  const registered = onceDone(() => client.registerCards(route))
  return async () => {
    await registered()
    return { callbackType: 'HTTP', callbackRouteKey: CARD_ROUTE }
  }
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
