import Router from '@koa/router'
import type { Context } from 'koa'
import rawBody from 'raw-body'
import type { Channel, IncomingMessage, WebhookAnswer } from '../channels/channel.js'
import type { Handle, Handled } from '../conversation/handle-message.js'
import { WebhookError } from '../errors.js'
import type { Logger } from '../log.js'
import { type Deadline, startDeadline } from './deadline.js'
import type { Metrics } from './metrics.js'
import type { Places } from './places.js'
import { createSeldom } from './seldom.js'

export const WECOM_CALLBACK = '/wecom/callback'
/** The platform's largest message is a text of 2,048 bytes. */
const LARGEST_BODY = 64 * 1024
/** The platform gives up after 5 s and sends again; we say so ourselves a little before. */
const ANSWER_WITHIN_MS = 4_500

/** Refusals of one kind come by the thousand under load or attack. */
const LOG_EVERY_MS = 10_000

export interface WebhookDeps {
  readonly wecom?: Channel
  readonly handle: Handle
  /** Turns under way, also those whose caller has been told 503 already. */
  readonly places: Places
  readonly log: Logger
  readonly metrics: Metrics
  /** True while the process is being stopped: nothing new is begun. */
  readonly isStopping: () => boolean
  /** Milliseconds that only go forward. */
  readonly elapsed: () => number
  readonly answerWithinMs?: number
}

interface CallDeps extends WebhookDeps {
  readonly isWorthALine: (reason: string) => boolean
}

export function webhookRoutes(given: WebhookDeps): Router {
  const router = new Router()
  const deps = { ...given, isWorthALine: createSeldom(LOG_EVERY_MS, given.elapsed) }
  const { wecom } = deps
  if (wecom) {
    router.get(WECOM_CALLBACK, (context) => takeCall(context, wecom, deps))
    router.post(WECOM_CALLBACK, (context) => takeCall(context, wecom, deps))
  }
  return router
}

/**
 * 200 only after the turn is committed; 503 when it could not be, so that the platform delivers again. What costs least is checked first: a call
 * without the right parameters is refused before its body is read (one for which there is no place does not come here, see `gate`).
 */
async function takeCall(context: Context, channel: Channel, deps: CallDeps): Promise<void> {
  const deadline = startDeadline(deps.answerWithinMs ?? ANSWER_WITHIN_MS, deps.elapsed)
  try {
    const request = { method: context.method, query: queryOf(context) }
    if (deps.isStopping()) throw new WebhookError(503, 'stopping')
    channel.screen(request)
    const call = channel.receive({ ...request, body: context.method === 'POST' ? await readBody(context) : '' })
    const { message } = call
    answer(context, message ? call.answer((await runTurn(message, channel, deadline, deps)).reply) : call.answer())
  } catch (error) {
    refuse(context, error, deps)
  }
}

/** Holds a place until the turn has ended, however long after its answer that is. Nothing is begun whose deadline has passed. */
async function runTurn(message: IncomingMessage, channel: Channel, deadline: Deadline, deps: WebhookDeps): Promise<Handled> {
  const { handle, places, log, metrics } = deps
  if (deadline.isLate()) throw new WebhookError(503, 'late')
  const leave = places.take()
  if (!leave) throw new WebhookError(503, 'busy')
  const work = handle(message, (reply) => channel.canReplyPassively(message, reply), { isLate: deadline.isLate }).finally(leave)
  try {
    const handled = await inTime(work, deadline.leftMs())
    metrics.turns.inc({ outcome: handled.outcome })
    log.info({ channel: channel.name, messageId: message.key, kind: message.content.type, outcome: handled.outcome }, 'turn')
    if (message.content.type === 'other')
      log.info({ channel: channel.name, messageId: message.key, name: message.content.name }, 'unknown kind of message acknowledged')
    return handled
  } finally {
    metrics.turnSeconds.observe(deadline.passedMs() / 1000)
  }
}

async function readBody(context: Context): Promise<string> {
  return rawBody(context.req, { limit: LARGEST_BODY, encoding: 'utf8', length: context.request.length ?? null }).catch((cause: unknown) => {
    const status = (cause as { status?: number }).status ?? 400
    throw new WebhookError(status >= 400 && status < 500 ? status : 400, 'body', { cause })
  })
}

/** Each parameter once, decoded exactly once; a repeated one counts as none. */
function queryOf(context: Context): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(context.query).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]))
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

function refuse(context: Context, error: unknown, { log, metrics, isWorthALine }: CallDeps): void {
  if (error instanceof WebhookError) {
    metrics.refused.inc({ reason: error.reason })
    if (isWorthALine(error.reason))
      log.warn({ reason: error.reason, status: error.status }, 'webhook call refused; more like it are only counted for a while')
    context.status = error.status
    // Node drops what is left of a small body; a new connection for the next call would cost more than that
    const isSmall = context.request.length !== undefined && context.request.length <= LARGEST_BODY
    if (!context.req.complete && !isSmall) context.set('connection', 'close')
  } else {
    metrics.turns.inc({ outcome: 'failed' })
    log.error({ err: error }, 'turn failed; the platform will deliver it again')
    context.status = 503
  }
  context.body = ''
}
