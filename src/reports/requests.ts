/** Files and figures that were asked for and are made beside the turn: each is a document, done by one process at a time, and once. */
import { Schema } from 'mongoose'
import { type Connection, collectionOf, modelOf } from '../database/connect.js'
import type { Due } from '../database/due.js'
import { type Held, heldBy, type Lease, release } from '../database/lease.js'
import { createQueue } from '../database/queue.js'
import { isDuplicateKey } from '../database/retry.js'
import type { Notice, Notifier } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { Person, Role } from '../people/person.js'
import type { Word } from './figures.js'

export type Wanted =
  | { readonly kind: 'forms'; readonly no: string; readonly rounds: readonly number[] }
  | { readonly kind: 'letter'; readonly no: string }
  | { readonly kind: 'minutes'; readonly no: string }
  | { readonly kind: 'ledger'; readonly year: number }
  | { readonly kind: 'openList' }
  /** A list that chat shows, by the name that its buttons carry. */
  | { readonly kind: 'table'; readonly list: string }
  /** The forms of the complaints of such a list. */
  | { readonly kind: 'pack'; readonly list: string }
  /** What is counted of 今年 渭南. */
  | { readonly kind: 'figures'; readonly words: string }
  | { readonly kind: 'caseList'; readonly caseKind: string; readonly year: number }
  | { readonly kind: 'digest'; readonly word: Word }
  /** By which somebody of this customer comes into the chat. */
  | { readonly kind: 'customerCode'; readonly customer: string }

export interface FileRequest {
  /** Who asked for what: asking again while it is made joins it. */
  readonly _id: string
  /** Of the first who asked; ids of files and deliveries derive from it, so that making it twice delivers once. */
  readonly run: string
  readonly wanted: Wanted
  /** Who asked, and with whose rights it is made: those that they have then. */
  readonly by: Pick<Person, 'id' | 'name'>
  /** Nobody asked: it is sent to whoever holds this role, and made as for them. */
  readonly role?: Role
  readonly to: readonly string[]
  readonly at: Date
  readonly attempts: number
  readonly dueAt: Date
  readonly lease?: Lease
}

const schema = new Schema<FileRequest>(
  { _id: String, run: String, wanted: {}, by: {}, role: String, to: [String], at: Date, attempts: Number, dueAt: Date, lease: {} },
  { versionKey: false },
)
schema.index({ dueAt: 1 })

const LEASE_MS = 60_000
const FIRST_WAIT_MS = 5_000
/** Made in a moment, in a lane of their own: they do not wait for a ledger of years. */
const IS_QUICK = { 'wanted.kind': 'digest' satisfies Wanted['kind'] } as const
export const TRIES = 5

export interface FileRequestDeps {
  /** To make them. */
  readonly connection: Connection
  /** To ask for them, in a turn. */
  readonly turns: Connection
  readonly make: (request: FileRequest) => Promise<readonly Notice[]>
  readonly notifier: Notifier
  /** For requests that cannot even be put off. */
  readonly due: Pick<Due, 'attempt'>
  readonly onFailed: (request: FileRequest, error: unknown) => void
  /** It was tried so often that nobody should wait for it any more. */
  readonly onGivenUp: (request: FileRequest, error: unknown) => Promise<void>
  readonly now: () => Date
}

export type FileRequests = ReturnType<typeof createFileRequests>

export function createFileRequests({ connection, turns, make, notifier, due, onFailed, onGivenUp, now }: FileRequestDeps) {
  const collection = collectionOf(modelOf<FileRequest>(connection, 'fileRequest', schema))
  const asked = collectionOf(modelOf<FileRequest>(turns, 'fileRequest', schema))
  const queues = [IS_QUICK, { $nor: [IS_QUICK] }].map((among) =>
    createQueue<FileRequest>({ job: 'file-requests', due, collection, among, lanes: 1, leaseMs: LEASE_MS, now, work }),
  )
  let isAsked = false
  let isStopping = false

  async function work(request: Held<FileRequest>, signal: AbortSignal): Promise<void> {
    try {
      await deliver(request, await make(request))
      await finish(request)
    } catch (error) {
      if (signal.aborted) return // somebody else has it now
      await failed(request, error)
    }
  }

  const deliver = ({ run, to }: FileRequest, notices: readonly Notice[]) =>
    notifier.notify(to.flatMap((id) => notices.map((notice, index) => ({ id: `${run}.form${index}.${id}`, to: id, notice }))))

  async function failed(request: Held<FileRequest>, error: unknown): Promise<void> {
    if (isStopping) return putBack(request)
    if (error instanceof UserFacingError) {
      await deliver(request, [{ type: 'text', text: { key: error.key, values: error.params } }])
      return finish(request)
    }
    onFailed(request, error)
    if (request.attempts + 1 >= TRIES) {
      await onGivenUp(request, error)
      return finish(request)
    }
    const dueAt = new Date(now().getTime() + FIRST_WAIT_MS * 4 ** request.attempts)
    await collection.updateOne(heldBy(request), { $set: { dueAt }, $inc: { attempts: 1 }, $unset: { lease: true } })
  }

  const finish = async (request: Held<FileRequest>) => {
    await collection.deleteOne(heldBy(request))
  }
  /** Another replica, or the next start, takes it at once. */
  const putBack = (request: Held<FileRequest>) => release(collection, request)

  /** Begins with what was asked for in this process; called after the turn is committed, so that the file comes after the answer. */
  function begin(): void {
    if (!isAsked) return
    isAsked = false
    wake()
  }

  const wake = () => queues.forEach((queue) => void queue.wake())
  const ended = () => Promise.all(queues.map((queue) => queue.ended()))

  return {
    /** Durable when it returns; made beside. */
    async ask(request: Pick<FileRequest, 'run' | 'wanted' | 'by' | 'role' | 'to'> & { readonly key: string }): Promise<void> {
      const { key, ...rest } = request
      const fresh: FileRequest = { _id: key, ...rest, at: now(), attempts: 0, dueAt: now() }
      await asked.insertOne(fresh).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error
      })
      isAsked = true
    },
    begin,
    /** What another process left, or what is to be tried again. */
    async sweep(): Promise<void> {
      wake()
      await ended()
    },
    async settled(): Promise<void> {
      begin()
      await ended().catch(() => {}) // the sweep finds it
    },
    /** Takes nothing more; what fails from now on is left to others as it is. */
    stop(): void {
      isStopping = true
      for (const queue of queues) queue.stop()
    },
  }
}
