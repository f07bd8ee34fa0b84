/** Delivery on a platform made for the test: it notes what arrives and behaves as told. */
import { afterEach, beforeEach } from 'vitest'
import type { Limits, OutgoingMessage, SendContext } from '../../src/channels/channel.js'
import { WECOM_LIMITS } from '../../src/channels/wecom/limits.js'
import { buildIndexes, type Connection } from '../../src/database/connect.js'
import { createDue } from '../../src/database/due.js'
import { createDelivery, type DeliveryOptions, type DeliveryReport } from '../../src/delivery/index.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { fakeChannel } from './channel.js'
import { freshName } from './database.js'
import { watchedConnection } from './watched.js'

export interface Arrival {
  readonly to: string
  readonly message: OutgoingMessage
  readonly deliveryId: string
  readonly updateCode?: string
  readonly at: Date
}

export type ReplicaOptions = Partial<Omit<DeliveryOptions, 'connection' | 'channels'>>
export type RigOptions = ReplicaOptions & {
  readonly limits?: Partial<Limits>
  readonly cardId?: (id: string) => string
  readonly canSend?: () => boolean
}
type Watched = Awaited<ReturnType<typeof watchedConnection>>
export type Rig = Awaited<ReturnType<typeof createRig>>

export const text = (words: string): OutgoingMessage => ({ type: 'text', text: words })
export const card = (name: string): OutgoingMessage => ({ type: 'card', card: name, title: name, rows: [], buttons: [] })
export const cardDone = (name: string): OutgoingMessage => ({ type: 'cardDone', card: name, text: '已处理' })
export const file = (name: string): OutgoingMessage => ({ type: 'file', kind: 'file', fileId: name, name })
export const TOPIC = { kind: 'complaint', reference: 'TS-1', event: 'reported' } as const

/** What a person would see of a message. */
export const shown = ({ message }: Pick<Arrival, 'message'>): string => {
  if (message.type === 'text') return message.text
  if (message.type === 'file') return `[${message.fileId}]`
  return message.type === 'card' || message.type === 'cardDone' ? `${message.type} ${message.card}` : message.type
}

/** A fresh database for each test. */
export function useRig(): (options?: RigOptions) => Promise<Rig> {
  let watched: Watched
  beforeEach(async () => {
    watched = await watchedConnection(freshName())
  })
  afterEach(async () => {
    watched.onCommand()
    await watched.connection.dropDatabase()
    await watched.connection.destroy()
  })
  return (options) => createRig(watched, options)
}

async function createRig({ connection, onCommand }: Watched, { limits, cardId, canSend, ...options }: RigOptions = {}) {
  const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
  const arrived: Arrival[] = []
  const failures: Error[] = []
  const reports: DeliveryReport[] = []
  /** Of the messages that follow, where the platform may tell later that they have not arrived. */
  const traces: string[] = []
  /** What the platform does with a message before it answers. */
  const platform: { before(message: OutgoingMessage, context: SendContext): Promise<void> } = { before: async () => {} }
  const channel = fakeChannel({
    limits: { ...WECOM_LIMITS, ...limits },
    ...(cardId && { cardId }),
    ...(canSend && { canSend }),
    async send(to, message, context) {
      const failure = failures.shift()
      if (failure) throw failure
      const { deliveryId, updateCode } = context
      await platform.before(message, context)
      arrived.push({ to: to.userId, message, deliveryId, ...(updateCode && { updateCode }), at: clock.now() })
      const traceId = traces.shift()
      return { messageId: 'm', updateCode: `code-${arrived.length}`, ...(traceId && { traceId }) }
    },
  })
  /** One more process on the same database and platform. */
  const replica = (own: ReplicaOptions = {}) =>
    createDelivery({
      connection,
      channels: new Map([['wecom', channel]]),
      readFile: () => Promise.reject(new Error('not used')),
      due: createDue({ connection, now: clock.now }),
      now: clock.now,
      random: () => 1,
      onReport: async (report) => void reports.push(report),
      ...options,
      ...own,
    })
  const delivery = replica()
  await buildIndexes(connection)
  const to = 'wecom:person'
  let asked = 0
  /** Asks for messages, each under an id of its own, and returns before they are sent. */
  const ask = (...messages: readonly OutgoingMessage[]) =>
    delivery.enqueue(messages.map((message) => ({ id: `${to}-${asked++}`, to, message })))
  return {
    connection,
    onCommand,
    clock,
    arrived,
    failures,
    reports,
    traces,
    platform,
    delivery,
    replica,
    to,
    ask,
    async send(...messages: readonly OutgoingMessage[]) {
      await ask(...messages)
      await delivery.settled()
    },
    /** Time goes by, and the sweep comes. */
    async later(ms: number, of = delivery) {
      clock.moveBy(ms)
      await of.sweep()
      await of.settled()
    },
    /** What the person sees, in order. */
    seen: (): string[] => arrived.map(shown),
    mailbox: (id = to) => connection.collection('mailboxes').findOne({ _id: id as never }),
    endLeases: () => endLeases({ connection }),
  }
}

/** Leases of mailboxes run out by the database's clock, which no test moves: this is as if their holders had died long ago. */
export async function endLeases({ connection }: { readonly connection: Connection }): Promise<void> {
  await connection.collection('mailboxes').updateMany({ lease: { $type: 'object' } }, { $set: { 'lease.until': new Date(0) } })
}

/** A door that is opened once; who comes before waits. */
export function createDoor() {
  let open: () => void = () => {}
  let come: () => void = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const somebodyIsWaiting = new Promise<void>((resolve) => {
    come = resolve
  })
  return {
    open,
    somebodyIsWaiting,
    pass(): Promise<void> {
      come()
      return opened
    },
  }
}
