/** The simulated WeCom and its pages, connected to a running bot. */
import type Router from '@koa/router'
import type { App } from './app.js'
import { type Complaint, complaintModels, FORM_FIELDS } from './complaints/model.js'
import type { WecomConfig } from './config.js'
import { describe, fieldLabel } from './conversation/describe.js'
import { createConversationStore } from './conversation/store.js'
import { SOURCE_LANGUAGE } from './conversation/texts.js'
import type { Connection } from './database/connect.js'
import type { Values } from './dialogue/session.js'
import { createMovableClock, type MovableClock } from './simulator/clock.js'
import { addDemoCustomers, demoCorporation } from './simulator/demo.js'
import { simulatorRoutes } from './simulator/wecom/http.js'
import { createWecomSimulator } from './simulator/wecom/index.js'
import { playgroundRoutes } from './web/playground.js'

const PREFIX = '/simulator/wecom'

export interface Playground {
  readonly wecom: WecomConfig
  readonly clock: MovableClock
  readonly routers: readonly Router[]
  prepare(app: App): Promise<void>
  close(): void
}

export function startPlayground(port: number, connection: Connection, start?: () => number): Playground {
  const clock = createMovableClock(start)
  const corporation = demoCorporation()
  const simulator = createWecomSimulator({ ...corporation, callbackAddress: `http://127.0.0.1:${port}/wecom/callback`, now: clock.now })
  const ending = new AbortController()
  let app: App | undefined

  /** The running dialogue and the newest complaint of a person, in the words of the dialogue. */
  async function inspect(userid: string): Promise<unknown> {
    const contact = `wecom:${userid}`
    const { complaints } = complaintModels(connection)
    const { session } = await createConversationStore(connection, clock.now).read(contact)
    const complaint = await complaints
      .findOne({ $or: [{ 'registeredBy.id': contact }, { 'report.recipients.id': contact }] })
      .sort({ registeredAt: -1 })
      .lean<Complaint>()
    const fields = complaint && { ...pickFields(complaint), ...complaint.details, photosOne: complaint.attachments }
    return {
      filling: session && { name: phrase(`${session.flow}:name`), rows: rowsOf(session.flow, session.answers) },
      complaint: complaint && {
        no: complaint._id,
        state: phrase(`states.${complaint.state}`),
        rows: rowsOf('complaint', fields as unknown as Values),
        recipients: complaint.report.recipients,
        events: complaint.events.map(({ type, at, by }) => ({ type, at, by: by?.name ?? '' })),
      },
    }
  }

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
    wecom: { ...corporation, apiBase: `http://127.0.0.1:${port}${PREFIX}` },
    clock,
    routers: [
      simulatorRoutes(simulator, PREFIX),
      playgroundRoutes({
        simulator,
        clock,
        inspect,
        signal: ending.signal,
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

function pickFields(complaint: Complaint): object {
  return { ...Object.fromEntries(FORM_FIELDS.map((field) => [field, complaint[field]])), receivedAt: complaint.receivedAt.toISOString() }
}
