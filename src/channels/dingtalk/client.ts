import { z } from 'zod'
import { ChannelApiError, ChannelNetworkError } from '../../errors.js'
import { createToken } from '../access-token.js'
import type { Download } from '../channel.js'
import { openMedia } from '../open-media.js'
import { createPlatformClock } from '../platform-clock.js'
import { type Answer, BANNED, readAnswer, readAs } from './answers.js'
import type { RobotMessage } from './body.js'
import { createContactsCalls } from './contacts.js'
import { typed } from './media-type.js'

export interface DingtalkCredentials {
  readonly clientId: string
  readonly clientSecret: string
  /** For an app of one's own the same as the client id. */
  readonly robotCode: string
  /** `https://api.dingtalk.com`, a proxy or the simulator. */
  readonly apiBase: string
  /** Of the older calls: `https://oapi.dingtalk.com`. */
  readonly oapiBase: string
}

const TIMEOUT_MS = 5_000
/** The slowest line on which an upload still counts as going on. */
const UPLOAD_BYTES_PER_MS = 64
/** Whoever calls too often from one address is not answered for so long, whatever they call (dingtalk.md 3.4). */
const BAN_MS = 300_000
const UNKNOWN_PERSON = 'staffId.notExisted'

const Token = z.object({ accessToken: z.string(), expireIn: z.number() })
const Sent = z.object({
  processQueryKey: z.string().default(''),
  invalidStaffIdList: z.array(z.string()).nullish(),
  flowControlledStaffIdList: z.array(z.string()).nullish(),
})
const Opened = z.object({ endpoint: z.url({ protocol: /^wss?$/ }), ticket: z.string().min(1) })
const Uploaded = z.object({ media_id: z.string() })
const DownloadUrl = z.object({ downloadUrl: z.url() })
const Delivered = z.object({
  result: z.object({ deliverResults: z.array(z.object({ success: z.boolean(), errorMsg: z.string().nullish() })).min(1) }),
})

/** What is asked for when a connection is opened. */
export interface Subscription {
  readonly type: 'EVENT' | 'CALLBACK'
  readonly topic: string
}

/** How presses on a card come in; which way the app has does not say it. */
export type Presses = { readonly callbackType: 'STREAM' } | { readonly callbackType: 'HTTP'; readonly callbackRouteKey: string }

/** Where presses on a card go. */
export interface CardRoute {
  readonly key: string
  readonly url: string
  readonly secret: string
}

export type DingtalkClient = ReturnType<typeof createDingtalkClient>

/**
 * Calls of both generations of the server API. Every call throws ChannelApiError, or ChannelNetworkError where no answer comes in time.
 */
export function createDingtalkClient(credentials: DingtalkCredentials, now: () => Date, answerWithinMs = TIMEOUT_MS) {
  const { clientId, clientSecret, robotCode, apiBase, oapiBase } = credentials
  const token = createToken(getToken, now)
  const clock = createPlatformClock(now)
  let bannedUntil = 0

  /** https://open.dingtalk.com/document/development/obtain-the-access-token-of-an-internal-app */
  async function getToken(): Promise<{ access_token: string; expires_in: number }> {
    const answer = await reach('oauth2/accessToken', new URL(`${apiBase}/v1.0/oauth2/accessToken`), {
      body: JSON.stringify({ appKey: clientId, appSecret: clientSecret }),
    })
    const { accessToken, expireIn } = readAs(Token, 'oauth2/accessToken', answer)
    return { access_token: accessToken, expires_in: expireIn }
  }

  /** A call of `api.dingtalk.com`. */
  const call = (path: string, json: object, method = 'POST'): Promise<Answer> =>
    token.use((accessToken) =>
      reach(path, new URL(`${apiBase}/v1.0/${path}`), {
        method,
        body: JSON.stringify(json),
        headers: { 'x-acs-dingtalk-access-token': accessToken },
      }),
    )

  /** A call of `oapi.dingtalk.com`. */
  const callOlder = (path: string, json: object): Promise<Answer> =>
    token.use((accessToken) => {
      const url = new URL(`${oapiBase}/${path}`)
      url.search = new URLSearchParams({ access_token: accessToken }).toString()
      return reach(path, url, { body: JSON.stringify(json) })
    })

  async function reach(name: string, url: URL, init: RequestInit, timeoutMs = answerWithinMs): Promise<Answer> {
    if (now().getTime() < bannedUntil) throw new ChannelApiError(name, BANNED, 'backOff', 'no call before the ban is over')
    const headers = new Headers(init.headers)
    if (typeof init.body === 'string') {
      headers.set('content-type', 'application/json')
      headers.set('accept', 'application/json')
    }
    const response = await fetch(url, { method: 'POST', ...init, headers, signal: AbortSignal.timeout(timeoutMs) }).catch(
      (cause: unknown) => {
        throw new ChannelNetworkError(name, { cause })
      },
    )
    clock.hear(response.headers.get('date'))
    try {
      return await readAnswer(name, response)
    } catch (error) {
      if (error instanceof ChannelApiError && error.code === BANNED) bannedUntil = now().getTime() + BAN_MS
      throw error
    }
  }

  return {
    /** True where the last attempt to get a token succeeded; told from memory, without a call. */
    isReady: (): boolean => token.isHeld(),
    aheadMs: clock.aheadMs,
    ...createContactsCalls(callOlder),
    /** Gets a token, which every other call does by itself. */
    async authorize(): Promise<void> {
      await token.get()
    },
    /**
     * https://open.dingtalk.com/document/direction/stream-mode-protocol-access-description
     * @returns an address that serves once, within 90 s
     */
    async openConnection(subscriptions: readonly Subscription[]): Promise<string> {
      const method = 'gateway/connections/open'
      const body = JSON.stringify({ clientId, clientSecret, subscriptions })
      const { endpoint, ticket } = readAs(Opened, method, await reach(method, new URL(`${apiBase}/v1.0/${method}`), { body }))
      const url = new URL(endpoint)
      if (url.protocol !== new URL(apiBase).protocol.replace('http', 'ws'))
        throw new ChannelNetworkError(method, { cause: new Error(`an address of ${url.protocol}`) })
      url.searchParams.set('ticket', ticket)
      return url.href
    },
    /** https://open.dingtalk.com/document/development/chatbots-send-one-on-one-chat-messages-in-batches: HTTP 200 does not say that it was sent. */
    async sendToPerson(userId: string, message: RobotMessage): Promise<string> {
      const method = 'robot/oToMessages/batchSend'
      const sent = readAs(Sent, method, await call(method, { robotCode, userIds: [userId], ...message }))
      if (sent.invalidStaffIdList?.length)
        throw new ChannelApiError(method, UNKNOWN_PERSON, 'permanent', 'the person is unknown, has left, or is outside the visible range')
      if (sent.flowControlledStaffIdList?.length) throw new ChannelApiError(method, 'flowControlled', 'retry', 'too much for this person')
      return sent.processQueryKey
    },
    /** https://open.dingtalk.com/document/development/robot-message-type: an address that came with a message, and is its own secret. */
    async sendBySession(url: string, body: object): Promise<void> {
      await reach('robot/sendBySession', new URL(url), { body: JSON.stringify(body) })
    },
    /** True for an address of the platform: a forged message must not make us send what people wrote elsewhere. */
    isOurs: (url: string): boolean => URL.canParse(url) && new URL(url).origin === new URL(oapiBase).origin,
    /** https://open.dingtalk.com/document/development/upload-media-files; the time it may take grows with its size. */
    async upload(kind: 'image' | 'voice' | 'video' | 'file', bytes: Buffer, name: string): Promise<string> {
      const form = new FormData()
      form.set('type', kind)
      form.set('media', new Blob([new Uint8Array(bytes)]), name.replace(/["\r\n]/g, ''))
      const timeoutMs = answerWithinMs + Math.ceil(bytes.length / UPLOAD_BYTES_PER_MS)
      const answer = await token.use((accessToken) => {
        const url = new URL(`${oapiBase}/media/upload`)
        url.search = new URLSearchParams({ access_token: accessToken }).toString()
        return reach('media/upload', url, { body: form }, timeoutMs)
      })
      return readAs(Uploaded, 'media/upload', answer).media_id
    },
    /** https://open.dingtalk.com/document/development/download-the-file-content-of-the-robot-receiving-message: an address for a moment, then the bytes. */
    async download(downloadCode: string, signal?: AbortSignal): Promise<Download> {
      const method = 'robot/messageFiles/download'
      const url = new URL(readAs(DownloadUrl, method, await call(method, { downloadCode, robotCode })).downloadUrl)
      if (url.protocol !== new URL(apiBase).protocol)
        throw new ChannelNetworkError(method, { cause: new Error(`an address of ${url.protocol}`) })
      return typed(await openMedia(method, url, async () => {}, { ...(signal && { signal }) }))
    },
    /**
     * https://open.dingtalk.com/document/development/create-and-deliver-cards: success outside does not say that it was delivered. A card that is there
     * already is one of an earlier try.
     */
    async createCard(
      userId: string,
      outTrackId: string,
      cardTemplateId: string,
      values: Readonly<Record<string, string>>,
      presses: Presses,
    ) {
      const method = 'card/instances/createAndDeliver'
      const answer = await call(method, {
        cardTemplateId,
        outTrackId,
        ...presses,
        cardData: { cardParamMap: values },
        openSpaceId: `dtv1.card//IM_ROBOT.${userId}`,
        imRobotOpenSpaceModel: { supportForward: false, lastMessageI18n: { ZH_CN: values.title ?? '' } },
        imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode },
        userIdType: 1,
      }).catch((error: unknown) => {
        if (error instanceof ChannelApiError && error.code === 'param.cardAlreadyExist') return undefined
        throw error
      })
      const failed = answer && readAs(Delivered, method, answer).result.deliverResults.find(({ success }) => !success)
      if (failed) throw new ChannelApiError(method, 'deliver', 'permanent', failed.errorMsg ?? '')
    },
    /** https://open.dingtalk.com/document/development/interactive-card-update-interface: what is not named stays as it is. */
    async updateCard(outTrackId: string, values: Readonly<Record<string, string>>): Promise<void> {
      const cardUpdateOptions = { updateCardDataByKey: true }
      await call('card/instances', { outTrackId, cardData: { cardParamMap: values }, cardUpdateOptions }, 'PUT')
    },
    /** https://open.dingtalk.com/document/development/register-card-callback-address; the same again changes nothing. */
    async registerCards({ key, url, secret }: CardRoute): Promise<void> {
      await call('card/callbacks/register', { callbackRouteKey: key, callbackUrl: url, apiSecret: secret, forceUpdate: true })
    },
  }
}
