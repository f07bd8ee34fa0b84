/** What the program is started with, and what it offers once it is built. */
import type { RequestListener } from 'node:http'
import type Router from '@koa/router'
import type { Calendar } from '../calendar/index.js'
import type { EveryKind } from '../cases/every-kind.js'
import type { Complaints } from '../complaints/index.js'
import type { Handle } from '../conversation/handle-message.js'
import type { Dialogues } from '../conversation/load-dialogues.js'
import type { Customers } from '../customers/index.js'
import type { Connection } from '../database/connect.js'
import type { DeliveryService } from '../delivery/index.js'
import type { Job } from '../jobs/schedule.js'
import type { Logger } from '../log.js'
import type { Directory } from '../people/directory.js'
import type { Organisation } from '../people/organisation.js'
import type { Reporting } from '../reports/index.js'
import type { Maker } from '../reports/making/maker.js'
import type { Metrics } from '../web/metrics.js'
import type { ConnectOptions, PublishMenu } from './platforms/platform.js'

export interface AppOptions extends ConnectOptions {
  /** For turns: small time-outs. */
  readonly connection: Connection
  /** For jobs, deliveries and reports, so that none of them takes a connection from a turn; without it they share. */
  readonly background?: Connection
  readonly isDatabaseHealthy?: () => boolean
  readonly organisation: Organisation
  /** Holds `flows/` and `locales/`; the program’s own unless given. */
  readonly root?: string
  readonly defaultLanguage: string
  /** Turns that may be under way at once. */
  readonly turnsAtOnce?: number
  /** Milliseconds that only go forward, to know how long a turn took. */
  readonly elapsed?: () => number
  readonly log: Logger
  /** Makes files in a process beside; of its own unless given, and whoever gives it closes it. */
  readonly maker?: Maker
  /** LibreOffice, for forms as PDF. */
  readonly soffice?: string
  /** Pages beside the webhooks. */
  readonly routers?: readonly Router[]
}

export interface App {
  readonly listener: RequestListener
  readonly metrics: Metrics
  readonly handle: Handle
  readonly jobs: readonly Job[]
  readonly delivery: DeliveryService
  readonly customers: Customers
  readonly directory: Directory
  /** Where a platform shows a menu. */
  readonly publishMenu?: PublishMenu
  readonly dialogues: Dialogues
  readonly complaints: Complaints
  /** What concerns cases of every kind, beside the turn. */
  readonly cases: EveryKind
  readonly reporting: Reporting
  readonly calendar: Calendar
  /** Resolves people and starts the jobs; the server may take calls before. */
  start(): Promise<void>
  /** Takes over dialogues and texts as their files are now, or says in the log what is wrong with them. */
  rereadFiles(): Promise<void>
  /** Waits for what goes on beside: fetching, handing over, sending. */
  settled(): Promise<void>
  /** From now on every call is answered with 503, so that the platform tries another replica or comes again. */
  stopTaking(): void
  /** Finishes what runs. */
  stop(): Promise<void>
}
