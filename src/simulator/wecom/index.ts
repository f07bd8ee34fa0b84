import { setTimeout as wait } from 'node:timers/promises'
import { createChats, type KeptChats } from '../chats.js'
import type { ApiAnswer, ApiCall } from './answers.js'
import { createApi } from './api.js'
import { cdata, type DeliveredCallback, deliverCallback } from './callbacks.js'
import { type Fields, isObject } from './check-message.js'
import {
  type ChatEntry,
  type CorporationOptions,
  type FaultCounts,
  type Faults,
  type Medium,
  NO_FAULTS,
  type Struck,
} from './corporation.js'

export type { ApiAnswer, ApiCall } from './answers.js'
export type { ChatEntry, CorporationOptions, FaultCounts, Faults, SimulatedUser } from './corporation.js'

export interface SimulatorOptions extends CorporationOptions {
  /** Where the bot takes callbacks. */
  readonly callbackAddress: string
  readonly now: () => Date
  readonly random?: () => number
  /** Nothing is kept without it. */
  readonly kept?: KeptChats<ChatEntry, Medium>
}

const cardIn = ({ body }: ChatEntry): Fields | undefined => (isObject(body.template_card) ? body.template_card : undefined)

/** Of what a chat shows: its picture, its file, its recording. */
const mediaIdIn = ({ body }: Pick<ChatEntry, 'body'>): string | undefined => {
  const content = body[body.msgtype]
  return isObject(content) && typeof content.media_id === 'string' ? content.media_id : undefined
}
const NOTHING_STRUCK: FaultCounts = {
  duplicate: 0,
  delayMs: 0,
  outOfOrder: 0,
  serverErrorRate: 0,
  busyRate: 0,
  dropRate: 0,
  tokenExpiresEarly: 0,
  lostAnswerRate: 0,
  sentAgain: 0,
  redelivered: 0,
}

export type WecomSimulator = ReturnType<typeof createWecomSimulator>

/** A faithful WeCom for one corporation: what people do becomes encrypted callbacks, what the bot sends arrives in their chats. */
export function createWecomSimulator({ callbackAddress, now, random = Math.random, kept, ...corporation }: SimulatorOptions) {
  const faults: Faults = { ...NO_FAULTS }
  let counts = NOTHING_STRUCK
  const faultListeners = new Set<(counts: FaultCounts) => void>()
  const delivering = new Set<Promise<unknown>>()
  let messageId = BigInt(now().getTime()) * 1_000_000n
  const nextMessageId = () => {
    messageId += 1n
    return messageId
  }
  let held: (() => void) | undefined

  const api = createApi(
    corporation,
    faults,
    {
      onMessage: (userid, body) => addEntry(userid, 'app', body),
      onReplaced: (userid, taskId, text) => replaceButtons(userid, taskId, text),
      onFault: struck,
    },
    () => now().getTime(),
    random,
    {
      media: kept?.media ?? [],
      taskIds: (kept?.entries ?? []).flatMap((entry) => {
        const taskId = cardIn(entry)?.task_id
        return typeof taskId === 'string' ? [taskId] : []
      }),
    },
  )

  const chats = createChats(kept, (entry: ChatEntry) => api.medium(mediaIdIn(entry) ?? ''))

  function struck(fault: Struck, times = 1): void {
    counts = { ...counts, [fault]: counts[fault] + times }
    for (const listener of faultListeners) listener(counts)
  }

  function addEntry(userid: string, from: ChatEntry['from'], body: ChatEntry['body']): void {
    const medium = api.medium(mediaIdIn({ body }) ?? '')
    const file = medium?.type === 'file' && { fileName: medium.name, fileSize: medium.bytes.length }
    chats.add({ id: chats.nextId(), userid, at: now().getTime(), from, body, ...file })
  }

  function replaceButtons(userid: string, taskId: string, replaced: string): void {
    const entry = chats.of(userid).findLast((one) => cardIn(one)?.task_id === taskId)
    if (entry) chats.change({ ...entry, replaced })
  }

  /** Sends a callback as the platform would, faults included; resolves when the platform is done with it. */
  async function call(userid: string, fields: string, tappedCard?: string): Promise<DeliveredCallback> {
    const at = now()
    const plaintext = `<xml><ToUserName>${cdata(corporation.corpId)}</ToUserName><FromUserName>${cdata(userid)}</FromUserName><CreateTime>${Math.floor(at.getTime() / 1000)}</CreateTime>${fields}<AgentID>${corporation.agentId}</AgentID></xml>`
    if (random() < faults.dropRate) {
      struck('dropRate')
      return { status: 0, tries: 0 }
    }
    if (faults.delayMs > 0) {
      struck('delayMs')
      await wait(faults.delayMs)
    }
    if (faults.outOfOrder) await changePlaces()
    const once = () => deliverCallback(callbackAddress, corporation, plaintext, at)
    if (faults.duplicate) struck('duplicate')
    const [delivered] = await Promise.all(faults.duplicate ? [once(), once()] : [once()])
    if (delivered!.tries > 1) struck('redelivered', delivered!.tries - 1)
    if (delivered?.reply !== undefined) showReply(userid.toLowerCase(), delivered.reply, tappedCard)
    return delivered!
  }

  /** The first of two waits until the second has gone, or for a moment. */
  async function changePlaces(): Promise<void> {
    if (held) {
      struck('outOfOrder')
      const release = held
      held = undefined
      setTimeout(release, 30)
      return
    }
    await Promise.race([
      new Promise<void>((resolve) => {
        held = resolve
      }),
      wait(300),
    ])
    held = undefined
  }

  function showReply(userid: string, reply: string, tappedCard: string | undefined): void {
    const field = (name: string) =>
      [...reply.matchAll(new RegExp(`<${name}>((?:<!\\[CDATA\\[[\\s\\S]*?\\]\\]>)+)</${name}>`, 'g'))][0]?.[1]?.replace(
        /<!\[CDATA\[([\s\S]*?)\]\]>/g,
        '$1',
      )
    const kind = field('MsgType')
    if (kind === 'text') addEntry(userid, 'app', { msgtype: 'text', text: { content: field('Content') ?? '' } })
    else if (kind === 'update_button' && tappedCard) replaceButtons(userid, tappedCard, field('ReplaceName') ?? '')
  }

  function track(work: Promise<DeliveredCallback>): Promise<DeliveredCallback> {
    const settled: Promise<unknown> = work.catch(() => {}).finally(() => delivering.delete(settled))
    delivering.add(settled)
    return work
  }

  const message = (userid: string, type: string, fields: string) =>
    track(call(userid, `<MsgType>${cdata(type)}</MsgType>${fields}<MsgId>${nextMessageId()}</MsgId>`))
  const event = (userid: string, name: string, fields: string, tappedCard?: string) =>
    track(call(userid, `<MsgType>${cdata('event')}</MsgType><Event>${cdata(name)}</Event>${fields}`, tappedCard))

  return {
    corporation,
    faults,
    api: (request: ApiCall): ApiAnswer => api.answer(request),
    medium: api.medium,
    menu: api.menu,
    stats: api.stats,
    expireTokens: api.expireTokens,
    chat: (userid: string): readonly ChatEntry[] => chats.of(userid.toLowerCase()),
    faultCounts: (): FaultCounts => counts,
    onFault(listener: (counts: FaultCounts) => void): () => void {
      faultListeners.add(listener)
      return () => faultListeners.delete(listener)
    },
    onEntry: chats.onEntry,
    says(userid: string, text: string) {
      addEntry(userid.toLowerCase(), 'person', { msgtype: 'text', text: { content: text } })
      return message(userid, 'text', `<Content>${cdata(text)}</Content>`)
    },
    sendsImage(userid: string, bytes: Buffer, contentType = 'image/jpeg') {
      const medium = api.addMedium('image', { bytes, name: 'photo.jpg', contentType })
      addEntry(userid.toLowerCase(), 'person', { msgtype: 'image', image: { media_id: medium.id } })
      return message(userid, 'image', `<PicUrl>${cdata(`http://127.0.0.1/${medium.id}`)}</PicUrl><MediaId>${cdata(medium.id)}</MediaId>`)
    },
    /** Spoken, or filmed. */
    sendsRecording(userid: string, kind: 'voice' | 'video', bytes: Buffer) {
      const isVoice = kind === 'voice'
      const medium = api.addMedium(kind, {
        bytes,
        name: isVoice ? 'voice.amr' : 'video.mp4',
        contentType: isVoice ? 'audio/amr' : 'video/mp4',
      })
      addEntry(userid.toLowerCase(), 'person', { msgtype: kind, [kind]: { media_id: medium.id } })
      return message(userid, kind, `<MediaId>${cdata(medium.id)}</MediaId>${isVoice ? `<Format>${cdata('amr')}</Format>` : ''}`)
    },
    sendsPlace(userid: string, label: string, latitude: number, longitude: number) {
      addEntry(userid.toLowerCase(), 'person', { msgtype: 'location', location: { label } })
      return message(
        userid,
        'location',
        `<Location_X>${latitude}</Location_X><Location_Y>${longitude}</Location_Y><Scale>15</Scale><Label>${cdata(label)}</Label><AppType>${cdata('wxwork')}</AppType>`,
      )
    },
    sendsLink(userid: string, title: string, url: string) {
      addEntry(userid.toLowerCase(), 'person', { msgtype: 'text', text: { content: `${title} ${url}` } })
      return message(
        userid,
        'link',
        `<Title>${cdata(title)}</Title><Description>${cdata('')}</Description><Url>${cdata(url)}</Url><PicUrl>${cdata('')}</PicUrl>`,
      )
    },
    /** A button of a card, with the options chosen on it. */
    taps(userid: string, taskId: string, key: string, selected: Readonly<Record<string, readonly string[]>> = {}) {
      const pressed = chats.of(userid.toLowerCase()).findLast((entry) => cardIn(entry)?.task_id === taskId)
      const cardType = pressed && cardIn(pressed)?.card_type
      const items = Object.entries(selected).map(
        ([question, ids]) =>
          `<SelectedItem><QuestionKey>${cdata(question)}</QuestionKey><OptionIds>${ids.map((id) => `<OptionId>${cdata(id)}</OptionId>`).join('')}</OptionIds></SelectedItem>`,
      )
      const fields = `<EventKey>${cdata(key)}</EventKey><TaskId>${cdata(taskId)}</TaskId><CardType>${cdata(typeof cardType === 'string' ? cardType : 'button_interaction')}</CardType><ResponseCode>${cdata(api.issueUpdateCode(taskId))}</ResponseCode>${items.length > 0 ? `<SelectedItems>${items.join('')}</SelectedItems>` : ''}`
      return event(userid, 'template_card_event', fields, taskId)
    },
    opensApp: (userid: string) => event(userid, 'enter_agent', `<EventKey>${cdata('')}</EventKey>`),
    clicksMenu: (userid: string, key: string) => event(userid, 'click', `<EventKey>${cdata(key)}</EventKey>`),
    /** Waits for callbacks that are on their way. */
    async settled(): Promise<void> {
      while (delivering.size > 0) await Promise.all(delivering)
    },
  }
}
