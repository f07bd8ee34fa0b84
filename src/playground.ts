/** The simulated WeCom and its pages, connected to a running bot. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type Router from '@koa/router'
import type { App } from './app.js'
import { valuesOf } from './cases/cards.js'
import { complaintModels } from './complaints/collections.js'
import { complaintEngine } from './complaints/complaint.js'
import { type Complaint, type ComplaintEvent, FORM_FIELDS } from './complaints/model.js'
import { TRACK } from './complaints/track.js'
import { ROOT, type WecomConfig } from './config.js'
import { describe, fieldLabel } from './conversation/describe.js'
import { createConversationStore } from './conversation/store.js'
import { SOURCE_LANGUAGE } from './conversation/texts.js'
import type { Connection } from './database/connect.js'
import type { Values } from './dialogue/session.js'
import { createMovableClock, type MovableClock } from './simulator/clock.js'
import { addDemoCustomers, demoCorporation } from './simulator/demo.js'
import { playStory } from './simulator/story.js'
import { simulatorRoutes } from './simulator/wecom/http.js'
import { createWecomSimulator } from './simulator/wecom/index.js'
import { playgroundRoutes } from './web/playground.js'

const PREFIX = '/simulator/wecom'
/** So long a played scene takes by the clock of the playground. */
const SCENE_MS = 10 * 60_000

export interface Playground {
  readonly wecom: WecomConfig
  readonly clock: MovableClock
  readonly routers: readonly Router[]
  prepare(app: App): Promise<void>
  close(): void
}

export interface PlaygroundPlace {
  /** Where this process reaches its own server, as `http://127.0.0.1:3000`. */
  readonly address: string
  readonly publicUrl: string
  readonly connection: Connection
  /** The time to begin with; the machine's by default. */
  readonly start?: () => number
}

export function startPlayground({ address, publicUrl, connection, start }: PlaygroundPlace): Playground {
  const clock = createMovableClock(start)
  const corporation = demoCorporation()
  const simulator = createWecomSimulator({ ...corporation, callbackAddress: `${address}/wecom/callback`, now: clock.now })
  const ending = new AbortController()
  let app: App | undefined
  let playing: Promise<void> | undefined

  /** The running dialogue of a person and the newest complaint, in the words of the dialogue. */
  async function inspect(userid: string): Promise<unknown> {
    const contact = `wecom:${userid}`
    const { complaints } = complaintModels(connection)
    const { session } = await createConversationStore(connection, clock.now).read(contact)
    const complaint = await complaints.findOne().sort({ _id: -1 }).lean<Complaint>()
    return {
      filling: session && { name: phrase(`${session.flow}:name`), rows: rowsOf(session.flow, session.answers) },
      complaint: complaint && {
        no: complaint._id,
        state: phrase(`complaint.states.${complaint.state}`),
        round: complaint.round,
        stages: TRACK.map(({ states }) =>
          states.map((id) => ({
            id,
            name: phrase(`stages.${id}`),
            isNow: id === complaint.state,
            isPast: complaint.events.some(({ to }) => to === id),
          })),
        ),
        clocks: complaint.clocks
          .filter(({ id, stoppedAt }) => !stoppedAt && complaintEngine.kind.clocks[id]?.pressing !== 'never')
          .map((clock) => ({ name: phrase(`complaint.clocks.${clock.id}`), dueAt: clock.dueAt })),
        rows: rowsOf('complaint', fieldsOf(complaint)),
        recipients: complaint.report.recipients,
        events: complaint.events
          .filter(({ type }) => type !== 'addressed')
          .map((event) => ({ at: event.at, by: event.by?.name ?? '', did: did(event) })),
      },
    }
  }

  const did = (event: ComplaintEvent) =>
    app?.dialogues.texts.phrase(SOURCE_LANGUAGE, { key: 'complaint.didAlone', values: { did: { did: event.type, ...valuesOf(event) } } }) ??
    ''
  const phrase = (key: string) => app?.dialogues.texts.phrase(SOURCE_LANGUAGE, { key }) ?? ''

  function rowsOf(flowId: string, values: Values): { label: string; value: string }[] {
    const flow = app?.dialogues.flows.find(({ id }) => id === flowId)
    if (!app || !flow) return []
    const wording = { texts: app.dialogues.texts, language: SOURCE_LANGUAGE, flow }
    return Object.entries(values)
      .filter(([, value]) => value !== undefined && value !== null && value !== true)
      .map(([field, value]) => ({ label: fieldLabel(wording, field), value: describe(wording, field, value) }))
  }

  return {
    wecom: { ...corporation, apiBase: `${address}${PREFIX}` },
    clock,
    routers: [
      simulatorRoutes(simulator, PREFIX),
      playgroundRoutes({
        simulator,
        clock,
        addresses: [address, publicUrl],
        inspect,
        signal: ending.signal,
        async play(pauseMs) {
          playing ??= playStory({
            simulator,
            photo: readFileSync(join(ROOT, 'assets/demo/bag.jpg')),
            settled: async () => app?.settled(),
            later: () => clock.moveBy(SCENE_MS),
            pause: () => wait(pauseMs),
          }).finally(() => {
            playing = undefined
          })
          await playing
        },
        async runJobs() {
          for (const job of app?.jobs ?? []) await job.run()
        },
      }),
    ],
    async prepare(started) {
      app = started
      await addDemoCustomers(started.customers)
    },
    close: () => ending.abort(),
  }
}

/** By the names that its dialogue has for them. */
function fieldsOf(complaint: Complaint): Values {
  const { receivedAt, details, attachments } = complaint
  const own = Object.fromEntries(FORM_FIELDS.map((field) => [field, complaint[field]]))
  return { ...own, receivedAt: receivedAt.toISOString(), ...details, photosOne: attachments }
}
