/** The platform's three ways to call us: https://open.dingtalk.com/document/development/receive-message */
import type { IncomingMessage, WebhookAnswer, WebhookCall, WebhookInlet } from '../channel.js'
import { open, seal } from '../sealed.js'
import { cardAnswer, isCardAnswer } from './card-answer.js'
import type { DingtalkClient } from './client.js'
import { decodeRobot } from './decode.js'
import { decodeCard } from './decode-card.js'
import { decodeEvent, encryptedIn, readEventHead } from './decode-event.js'
import { CARD_LIMITS, EVENT_LIMITS, ROBOT_LIMITS } from './limits.js'
import type { Sessions } from './sessions.js'
import { cardSecretOf, checkCardSign, checkRobotSign } from './signature.js'

export interface WebhookDeps {
  readonly clientId: string
  readonly clientSecret: string
  readonly robotCode: string
  /** Of the subscription of events. */
  readonly token: string
  readonly aesKey: string
  readonly client: Pick<DingtalkClient, 'isOurs'>
  readonly sessions: Sessions
  readonly now: () => Date
}

export const CARD_PATH = '/dingtalk/card'
/** Nothing is said in the answer to a call: not every conversation shows it (dingtalk.md 1.6). */
const NOTHING_SAID: WebhookAnswer = jsonAnswer({ msgtype: 'empty' })

export const createWebhooks = (deps: WebhookDeps): readonly WebhookInlet[] => [robotOf(deps), eventsOf(deps), cardsOf(deps)]

function robotOf({ clientSecret, robotCode, client, sessions, now }: WebhookDeps): WebhookInlet {
  return {
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
}

/** https://open.dingtalk.com/document/development/http-callback-overview: each is answered with the word `success`, encrypted. */
function eventsOf({ clientId, token, aesKey, now }: WebhookDeps): WebhookInlet {
  const secrets = { receiveId: clientId, token, aesKey }
  const sealedSuccess = () => {
    const { encrypted, signature, timestamp, nonce } = seal('success', secrets, String(now().getTime()))
    return jsonAnswer({ msg_signature: signature, timeStamp: timestamp, nonce, encrypt: encrypted })
  }
  return {
    type: 'webhook',
    paths: ['/dingtalk/event'],
    limits: EVENT_LIMITS,
    screen: ({ query }) => void readEventHead(query, now()),
    receive({ query, body }) {
      const plaintext = open({ ...readEventHead(query, now()), encrypted: encryptedIn(body) }, secrets)
      return callOf(decodeEvent(plaintext, now()), sealedSuccess())
    },
  }
}

function cardsOf({ clientSecret, now }: WebhookDeps): WebhookInlet {
  const secret = cardSecretOf(clientSecret)
  return {
    type: 'webhook',
    paths: [CARD_PATH],
    limits: CARD_LIMITS,
    screen: ({ headers }) => checkCardSign(headers, secret, now()),
    receive({ headers, body }) {
      checkCardSign(headers, secret, now())
      const messages = decodeCard(body, headers?.['x-ddpaas-signature-timestamp'] ?? '', now())
      return { messages, canReply: isCardAnswer, answer: ([reply]) => jsonAnswer(cardAnswer(reply)) }
    },
  }
}

const callOf = (messages: readonly IncomingMessage[], answer: WebhookAnswer): WebhookCall => ({
  messages,
  canReply: () => false,
  answer: () => answer,
})

function jsonAnswer(body: object): WebhookAnswer {
  return { status: 200, body: JSON.stringify(body), contentType: 'application/json' }
}
