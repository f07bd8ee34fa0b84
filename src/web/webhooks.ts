import Router from '@koa/router'
import type { Context } from 'koa'
import rawBody from 'raw-body'
import type { Channel, WebhookAnswer } from '../channels/channel.js'
import type { Handle } from '../conversation/handle-message.js'
import { WebhookError } from '../errors.js'
import type { Logger } from '../log.js'
import type { Metrics } from './metrics.js'

const LARGEST_BODY = '256kb'
/** The platform gives up after 5 s and sends again; we say so ourselves a little before. */
const ANSWER_WITHIN_MS = 4_500

export interface WebhookDeps {
  readonly wecom?: Channel
  readonly handle: Handle
  readonly log: Logger
  readonly metrics: Metrics
  /** True while the process is being stopped: nothing new is begun. */
  readonly isStopping: () => boolean
}

export function webhookRoutes(deps: WebhookDeps): Router {
  const router = new Router()
  const { wecom } = deps
  if (wecom) {
    router.get('/wecom/callback', (context) => takeCall(context, wecom, deps))
    router.post('/wecom/callback', (context) => takeCall(context, wecom, deps))
  }
  return router
}

/** 200 only after the turn is committed; 503 when it could not be, so that the platform delivers again. */
async function takeCall(context: Context, channel: Channel, deps: WebhookDeps): Promise<void> {
  const { handle, log, metrics, isStopping } = deps
  const endTimer = metrics.turnSeconds.startTimer()
  try {
    if (isStopping()) throw new WebhookError(503, 'stopping')
    const body = context.method === 'POST' ? await readBody(context) : ''
    const call = channel.receive({ method: context.method, query: queryOf(context), body })
    const { message } = call
    if (!message) return answer(context, call.answer())
    const handled = await inTime(handle(message, (reply) => channel.canReplyPassively(message, reply)))
    metrics.turns.inc({ outcome: handled.outcome })
    log.info({ channel: channel.name, messageId: message.key, kind: message.content.type, outcome: handled.outcome }, 'turn')
    if (message.content.type === 'other')
      log.info({ channel: channel.name, messageId: message.key, name: message.content.name }, 'unknown kind of message acknowledged')
    answer(context, call.answer(handled.reply))
  } catch (error) {
    refuse(context, error, deps)
  } finally {
    endTimer()
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
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the turn took too long')), ANSWER_WITHIN_MS)
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

function refuse(context: Context, error: unknown, { log, metrics }: WebhookDeps): void {
  if (error instanceof WebhookError) {
    metrics.refused.inc({ reason: error.reason })
    log.warn({ reason: error.reason, status: error.status }, 'webhook call refused')
    context.status = error.status
  } else {
    metrics.turns.inc({ outcome: 'failed' })
    log.error({ err: error }, 'turn failed; the platform will deliver it again')
    context.status = 503
  }
  context.body = ''
}
