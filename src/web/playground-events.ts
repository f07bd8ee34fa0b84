/** What happens in the playground while a page is open, as server-sent events. */
import { PassThrough } from 'node:stream'
import type { Context } from 'koa'
import type { MovableClock } from '../simulator/clock.js'
import type { Phones } from '../simulator/phones.js'
import type { Stage } from './playground-stage.js'

/** What goes wrong at a platform, and what came of it. */
export interface SimulatedFaults {
  readonly faults: object
  faultCounts(): object
  onFault(listener: (counts: object) => void): () => void
}

/** By platform. */
export type Faulty = Readonly<Record<'wecom' | 'wecom-kf' | 'dingtalk', SimulatedFaults>>

export interface EventSources {
  readonly phones: Pick<Phones, 'onEntry'>
  readonly faults: Faulty
  readonly clock: Pick<MovableClock, 'onMove'>
  readonly stage: Pick<Stage, 'onChange'>
  /** Ends the pages that listen. */
  readonly signal: AbortSignal
}

export function sendEvents(context: Context, { phones, faults, clock, stage, signal }: EventSources): void {
  const stream = new PassThrough()
  const sending = (name: string) => (what: unknown) => {
    stream.write(`event: ${name}\ndata: ${JSON.stringify(what)}\n\n`)
  }
  const stops = [
    phones.onEntry(sending('entry')),
    ...Object.entries(faults).map(([on, platform]) => platform.onFault((counts) => sending('faults')({ on, counts }))),
    clock.onMove(sending('clock')),
    stage.onChange(sending('story')),
  ]
  const end = () => {
    for (const stop of stops) stop()
    signal.removeEventListener('abort', end)
    stream.end()
  }
  context.req.once('close', end)
  signal.addEventListener('abort', end, { once: true })
  context.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  context.status = 200
  context.body = stream
  stream.write(': connected\n\n')
}
