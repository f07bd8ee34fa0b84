import { randomBytes } from 'node:crypto'
import { createChats, type KeptChats } from '../chats.js'
import { createStruck } from '../struck.js'
import { type ApiAnswer, type ApiCall, createApi } from './api.js'
import { cardCall, eventCall, type PlatformCall, robotCall } from './callbacks.js'
import { type AppOptions, type Button, type ChatEntry, type Faults, type Medium, noFaults, type Seen } from './company.js'
import { createGateway } from './gateway.js'

export type { ApiAnswer, ApiCall } from './api.js'
export type { PlatformCall } from './callbacks.js'
export type { AppOptions, ChatEntry, Medium, Seen, SimulatedMember } from './company.js'

export interface SimulatorOptions extends AppOptions {
  /** Where its own API is reached. */
  readonly base: () => string
  readonly now: () => Date
  /** Nothing is kept without it. */
  readonly kept?: KeptChats<ChatEntry, Medium>
}

export type DingtalkSimulator = ReturnType<typeof createDingtalkSimulator>

const DTMD = 'dtmd://dingtalkclient/sendMessage?content='
const TRIES = 3
const ANSWER_WITHIN_MS = 2_500

/** A faithful DingTalk for one company: what people do becomes signed calls, what the robot sends arrives in their chats. */
export function createDingtalkSimulator({ base, now, kept, ...app }: SimulatorOptions) {
  const faults = noFaults()
  const { strike, ...struck } = createStruck<keyof Faults>()
  const time = () => now().getTime()
  const changes = new Map<string, Readonly<Record<string, string>>>()
  const api = createApi(
    app,
    base,
    faults,
    {
      onMessage: (userid, seen) => add(userid, 'robot', seen),
      onCardChanged: (id, values) => void changes.set(id, values),
      onOpening: (json) => gateway.open(json),
      onFault: strike,
    },
    time,
    kept?.media,
  )
  const chats = createChats(kept, ({ seen }: ChatEntry) => (seen.type === 'media' ? api.medium(seen.mediaId) : undefined))
  const gateway = createGateway({
    app,
    now: time,
    hasCard: (id) => api.callbackTypeOf(id) === 'STREAM',
    onCardAnswer: showAnswer,
  })

  function add(userid: string, from: ChatEntry['from'], seen: Seen): void {
    chats.add({ id: chats.nextId(), userid, at: time(), from, seen })
  }

  const newId = (): string => `msg${randomBytes(16).toString('base64')}`

  /** The same message again has the same id and a new signature. */
  const again = (call: PlatformCall): PlatformCall => robotCall(app, JSON.parse(call.body), now())

  function written(userid: string, content: Readonly<Record<string, unknown>>, msgId = newId()): PlatformCall {
    const { url, until } = api.openSession(userid)
    const name = app.members.find((member) => member.userid === userid)?.name ?? userid
    const message = {
      msgId,
      createAt: time(),
      conversationType: '1',
      conversationId: `cid${userid}==`,
      senderId: `$:LWCP_v1:$${userid}`,
      senderNick: name,
      senderStaffId: userid,
      senderCorpId: app.corpId,
      chatbotCorpId: app.corpId,
      chatbotUserId: '$:LWCP_v1:$robot',
      sessionWebhook: url,
      sessionWebhookExpiredTime: until,
      robotCode: app.robotCode,
      isAdmin: false,
      senderPlatform: 'Android',
      ...content,
    }
    return robotCall(app, message, now())
  }

  function says(userid: string, text: string, msgId?: string): PlatformCall {
    add(userid, 'person', { type: 'text', text })
    return written(userid, { msgtype: 'text', text: { content: text } }, msgId)
  }

  /** What the platform posts for something that a person sends. */
  function sends(userid: string, kind: 'image' | 'voice' | 'video' | 'file', bytes: Buffer, name = '', msgId?: string): PlatformCall {
    const { id: downloadCode } = api.addMedium(kind, bytes, name)
    add(userid, 'person', { type: 'media', kind, mediaId: downloadCode, name })
    const contents = {
      image: { msgtype: 'picture', content: { downloadCode, pictureDownloadCode: downloadCode } },
      voice: { msgtype: 'audio', content: { downloadCode, duration: 4_000, recognition: '' } },
      video: { msgtype: 'video', content: { downloadCode, duration: 4_000, videoType: 'mp4' } },
      file: { msgtype: 'file', content: { downloadCode, fileName: name, spaceId: '1', fileId: '1' } },
    }
    return written(userid, contents[kind], msgId)
  }

  /** A button of the newest message that shows it. */
  function presses(userid: string, label: string, msgId?: string): PlatformCall {
    const entry = chats.of(userid).findLast(({ seen }) => buttonNamed(seen, label) !== undefined)
    if (!entry) throw new Error(`${userid} has no button ${label}`)
    return pressesOn(entry, label, msgId)
  }

  const buttonNamed = (seen: Seen, label: string) => buttonsOf(present(seen)).find((button) => button.label === label)

  /** A link makes the person say its text, a card of a template calls back. */
  function pressesOn({ userid, seen }: ChatEntry, label: string, msgId?: string): PlatformCall {
    const button = buttonNamed(seen, label)
    if (seen.type === 'card') {
      const content = JSON.stringify({ cardPrivateData: { actionIds: [button?.url], params: {} } })
      const spaces = { spaceType: 'IM_ROBOT', spaceId: userid, userIdType: 1, corpId: app.corpId, extension: '{}' }
      return cardCall(api.cardSecret(), { type: 'actionCallback', outTrackId: seen.id, userId: userid, content, ...spaces }, now())
    }
    if (!button?.url.startsWith(DTMD)) throw new Error(`${label} is no button that says something`)
    return says(userid, decodeURIComponent(button.url.slice(DTMD.length)), msgId)
  }

  /** A card as it looks now. */
  const present = (seen: Seen): Seen => (seen.type === 'card' ? { ...seen, values: changes.get(seen.id) ?? seen.values } : seen)

  /** Posts until the answer is 200; what a card shows from then on may stand in it. */
  async function deliver(address: string, call: PlatformCall): Promise<{ status: number; tries: number }> {
    for (let tries = 1; ; tries++) {
      const { headers } = call.path === '/dingtalk/robot' && tries > 1 ? again(call) : call
      const response = await fetch(`${address}${call.path}?${new URLSearchParams(call.query)}`, {
        method: 'POST',
        body: call.body,
        headers,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      }).catch(() => undefined)
      const body = (await response?.text().catch(() => '')) ?? ''
      if (response?.status === 200) {
        if (call.path === '/dingtalk/card') showAnswer(call, body)
        return { status: 200, tries }
      }
      if (tries === TRIES) return { status: response?.status ?? 0, tries }
    }
  }

  function showAnswer(call: PlatformCall, body: string): void {
    const { outTrackId } = JSON.parse(call.body) as { outTrackId: string }
    const { cardData, cardUpdateOptions } = JSON.parse(body) as {
      cardData?: { cardParamMap: Record<string, string> }
      cardUpdateOptions?: { updateCardDataByKey?: boolean }
    }
    if (cardData) api.changeCard(outTrackId, cardData.cardParamMap, cardUpdateOptions?.updateCardDataByKey ?? false)
  }

  return {
    app,
    faults,
    ...struck,
    gateway,
    api: (call: ApiCall): ApiAnswer => api.answer(call),
    chat: chats.of,
    onEntry: chats.onEntry,
    medium: api.medium,
    present,
    written,
    says,
    sends,
    presses,
    pressesOn,
    again,
    deliver,
    event: (event: Readonly<Record<string, unknown>>): PlatformCall => eventCall(app, { CorpId: app.corpId, ...event }, now()),
    expireTokens: api.expireTokens,
    tokens: api.tokens,
    tokensGiven: api.tokensGiven,
    showAnswer,
  }
}

/** What can be pressed. The buttons of a template are a list in one of its variables, and have ids. */
export function buttonsOf(seen: Seen): readonly Button[] {
  if (seen.type === 'markdown') return seen.buttons
  if (seen.type !== 'card') return []
  const buttons = JSON.parse(seen.values.buttons ?? '[]') as { id: string; text: string }[]
  return buttons.map(({ id, text }) => ({ label: text, url: id }))
}
