import Router from '@koa/router'
import type { Context } from 'koa'
import rawBody from 'raw-body'
import type {
  Channel,
  ChannelName,
  IncomingMessage,
  OutgoingMessage,
  WebhookAnswer,
  WebhookCall,
  WebhookInlet,
} from '../channels/channel.js'
import type { Handle, Handled } from '../conversation/handle-message.js'
import { WebhookError } from '../errors.js'
import type { Logger } from '../log.js'
import { type Deadline, startDeadline } from './deadline.js'
import type { Metrics } from './metrics.js'
import type { Places } from './places.js'
import { statusOf } from './read-body.js'
import { createSeldom } from './seldom.js'

/** Refusals of one kind come by the thousand under load or attack. */
const LOG_EVERY_MS = 10_000

export interface WebhookDeps {
  readonly channels: readonly Channel[]
  readonly handle: Handle
  /** Turns under way, also those whose caller has been told 503 already. */
  readonly places: Places
  readonly log: Logger
  readonly metrics: Metrics
  /** True while the process is being stopped: nothing new is begun. */
  readonly isStopping: () => boolean
  /** Milliseconds that only go forward. */
  readonly elapsed: () => number
}

interface CallDeps extends WebhookDeps {
  readonly isWorthALine: (reason: string) => boolean
}

interface Webhook {
  readonly channel: ChannelName
  readonly inlet: WebhookInlet
}

const webhooksOf = (channels: readonly Channel[]): Webhook[] =>
  channels.flatMap(({ name, inlets }) => inlets.filter((inlet) => inlet.type === 'webhook').map((inlet) => ({ channel: name, inlet })))

/** Where the platforms call us. */
export const webhookPaths = (channels: readonly Channel[]): string[] => webhooksOf(channels).flatMap(({ inlet }) => inlet.paths)

/** A route for each webhook of each channel. */
export function webhookRoutes(given: WebhookDeps): Router {
  const router = new Router()
  const deps = { ...given, isWorthALine: createSeldom(LOG_EVERY_MS, given.elapsed) }
  for (const webhook of webhooksOf(deps.channels)) {
    const take = (context: Context) => takeCall(context, webhook, deps)
    router.get([...webhook.inlet.paths], take).post([...webhook.inlet.paths], take)
  }
  return router
}

/**
 * 200 only after the turns of all its messages are committed; 503 when one could not be, so that the platform delivers again. What costs least is
 * checked first: a call without the right parameters is refused before its body is read (one for which there is no place does not come here, see `gate`).
 */
async function takeCall(context: Context, webhook: Webhook, deps: CallDeps): Promise<void> {
  const { inlet } = webhook
  const deadline = startDeadline(inlet.limits.answerWithinMs, deps.elapsed)
  try {
    const request = { method: context.method, query: onceEach(context.query), headers: onceEach(context.headers) }
    if (deps.isStopping()) throw new WebhookError(503, 'stopping')
    inlet.screen(request)
    const call = inlet.receive({ ...request, body: context.method === 'POST' ? await readBody(context, inlet.limits.bodyBytes) : '' })
    answer(context, call.answer(await runTurns(call, webhook, deadline, deps)))
  } catch (error) {
    refuse(context, error, inlet.limits.bodyBytes, deps)
  }
}

/** One after the other, in the order in which they were said. @returns the replies that the answer can carry */
async function runTurns(call: WebhookCall, webhook: Webhook, deadline: Deadline, deps: WebhookDeps): Promise<OutgoingMessage[]> {
  const replies: OutgoingMessage[] = []
  for (const message of call.messages) {
    const { reply } = await runTurn(message, call, webhook, deadline, deps)
    if (reply) replies.push(reply)
  }
  return replies
}

/** Holds a place until the turn has ended, however long after its answer that is. Nothing is begun whose deadline has passed. */
async function runTurn(
  message: IncomingMessage,
  call: WebhookCall,
  { channel, inlet }: Webhook,
  deadline: Deadline,
  { handle, places, log, metrics }: WebhookDeps,
): Promise<Handled> {
  if (deadline.isLate()) throw new WebhookError(503, 'late')
  const leave = places.take()
  if (!leave) throw new WebhookError(503, 'busy')
  const canReply = (reply: OutgoingMessage) => deadline.passedMs() < inlet.limits.replyWithinMs && call.canReply(message, reply)
  const work = handle(message, canReply, { isLate: deadline.isLate }).finally(leave)
  try {
    const handled = await inTime(work, deadline.leftMs())
    metrics.turns.inc({ outcome: handled.outcome })
    log.info({ channel, messageId: message.key, kind: message.content.type, outcome: handled.outcome }, 'turn')
    if (message.content.type === 'other')
      log.info({ channel, messageId: message.key, name: message.content.name }, 'unknown kind of message acknowledged')
    return handled
  } finally {
    metrics.turnSeconds.observe(deadline.passedMs() / 1000)
  }
}

async function readBody(context: Context, limit: number): Promise<string> {
  return rawBody(context.req, { limit, encoding: 'utf8', length: context.request.length ?? null }).catch((cause: unknown) => {
    const status = statusOf(cause) ?? 400
    throw new WebhookError(status >= 400 && status < 500 ? status : 400, 'body', { cause })
  })
}

/** Parameters and headers, decoded exactly once; one that is there twice counts as none. */
function onceEach(values: Readonly<Record<string, string | string[] | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]))
}

/** A timer and not an abort signal: this runs for every message, and a signal costs more than the rest of the function. */
async function inTime<T>(work: Promise<T>, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the turn took too long')), withinMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function answer(context: Context, { status, body, contentType }: WebhookAnswer): void {
  context.status = status
  context.type = contentType
  context.body = body
}

function refuse(context: Context, error: unknown, bodyBytes: number, { log, metrics, isWorthALine }: CallDeps): void {
  if (error instanceof WebhookError) {
    metrics.refused.inc({ reason: error.reason })
    if (isWorthALine(error.reason))
      log.warn({ reason: error.reason, status: error.status }, 'webhook call refused; more like it are only counted for a while')
    context.status = error.status
    // Node drops what is left of a small body; a new connection for the next call would cost more than that
    const isSmall = context.request.length !== undefined && context.request.length <= bodyBytes
    if (!context.req.complete && !isSmall) context.set('connection', 'close')
  } else {
    metrics.turns.inc({ outcome: 'failed' })
    log.error({ err: error }, 'turn failed; the platform will deliver it again')
    context.status = 503
  }
  context.body = ''
}
