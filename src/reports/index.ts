/** Forms, ledger, digest and figures, connected. */
import { join } from 'node:path'
import type { Calendar } from '../calendar/index.js'
import { allCases } from '../cases/collection.js'
import type { EveryKind } from '../cases/every-kind.js'
import { correctedBy } from '../cases/history.js'
import { refusalModel } from '../cases/refusals.js'
import type { CaseService } from '../cases/service.js'
import { complaintType } from '../complaints/complaint.js'
import type { Complaints } from '../complaints/index.js'
import type { Complaint, ComplaintEvent } from '../complaints/model.js'
import type { Customers } from '../customers/index.js'
import type { Connection } from '../database/connect.js'
import type { Due } from '../database/due.js'
import type { FileContent, FileStore } from '../database/files.js'
import type { Once } from '../database/once.js'
import { type Notifier, say } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { ActionRequest } from '../people/action.js'
import type { Directory } from '../people/directory.js'
import type { Organisation } from '../people/organisation.js'
import type { Person } from '../people/person.js'
import { createReportActions } from './actions.js'
import { createDigest, type Digest } from './digest.js'
import { createExportLog } from './export-log.js'
import { createFigures, type FigureQueries } from './figures.js'
import type { Wording } from './form.js'
import { introduced } from './introduced.js'
import { readLayout } from './layout.js'
import { createListings } from './listing.js'
import type { Invite, PageCodes } from './make-customer-code.js'
import { createMakeFiles, type MakeFilesDeps } from './make-files.js'
import { createMaker, type Maker } from './making/maker.js'
import { createPdf } from './making/pdf.js'
import { createFileRequests, type FileRequest, type FileRequestDeps } from './requests.js'
import { createShipments } from './shipments.js'

export interface ReportingDeps {
  /** Every kind of case, connected for what goes on beside the turn. */
  readonly services: readonly CaseService[]
  /** For what goes on beside the turns. */
  readonly connection: Connection
  readonly complaints: Pick<Complaints, 'models' | 'seats' | 'access' | 'finder' | 'search' | 'records' | 'inHands'>
  /** For what is answered in a turn. */
  readonly turns: {
    readonly connection: Connection
    readonly complaints: Pick<Complaints, 'models' | 'readable' | 'records' | 'access' | 'finder' | 'search' | 'inHands'>
    readonly shortlyNamed: EveryKind['shortlyNamed']
  }
  readonly directory: Pick<Directory, 'holders'>
  readonly customers: Pick<Customers, 'byId'>
  readonly organisation: Organisation
  readonly calendar: Calendar
  readonly notifier: Notifier
  readonly due: Due
  readonly once: Once
  readonly files: Pick<FileStore, 'store' | 'open'>
  /** With the rights that the person has now. */
  readonly personOf: (id: string) => Promise<Person>
  /** For each of these who are away: who acts in their place now. */
  readonly standIns: (people: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>
  /** False while one of these files is still being fetched from the platform. */
  readonly areFetched: (fileIds: readonly string[]) => Promise<boolean>
  readonly wording: Wording
  /** How much is late beside the complaints, as far as the person may see it. */
  readonly countLate: (by: Person, at: Date) => Promise<number>
  readonly invite?: Invite | undefined
  readonly codes: PageCodes
  readonly tasksOf: EveryKind['tasksOf']
  readonly lateOf: EveryKind['lateOf']
  readonly kindNames: (kind: string) => readonly string[]
  /** Of its own unless given; whoever gives it closes it. */
  readonly maker?: Maker
  /** LibreOffice, for forms as PDF; without it they come as Word alone. */
  readonly soffice?: string
  readonly onPdfFailed?: (error: unknown) => void
  /** A file was not made and is tried again, or given up. */
  readonly onFileFailed?: (request: FileRequest, error: unknown) => void
  /** Holds `forms/` and `assets/`. */
  readonly root: string
  readonly now: () => Date
}

const FONT = 'assets/fonts/NotoSansSC-Regular.ttf'
const CHART_KEPT_MS = 30 * 86_400_000

export type Reporting = ReturnType<typeof createReporting>

export function createReporting(deps: ReportingDeps) {
  const { connection, complaints, turns, directory, organisation, calendar, files, wording, root, notifier, now } = deps
  const plantName = (id: string | undefined) => organisation.plants.find((plant) => plant.id === id)?.name ?? ''
  const cases = allCases(connection)
  const refusals = refusalModel(turns.connection)
  const figures = createFigures({ complaints: complaints.models.complaints, cases, calendar })
  const storeChart = (id: string, file: FileContent) => files.store(id, { ...file, expiresAt: new Date(now().getTime() + CHART_KEPT_MS) })
  const turnFigures = createFigures({ complaints: turns.complaints.models.complaints, cases: allCases(turns.connection), calendar })
  const listingsFrom = ({ access, finder, search }: Pick<Complaints, 'access' | 'finder' | 'search'>, own: FigureQueries) =>
    createListings({ ...deps, figures: own, viewFor: access.viewFor, finder, search })
  const maker = deps.maker ?? createMaker()
  // of its own, so that no digest waits for the ledger that is being made
  const chartMaker = deps.maker ?? createMaker()
  const pdf = deps.soffice ? createPdf({ soffice: deps.soffice, onFailed: (error) => deps.onPdfFailed?.(error) }) : undefined
  const fontFile = join(root, FONT)
  const digest = createDigest({
    ...deps,
    figures,
    inHands: complaints.inHands,
    storeFile: storeChart,
    draw: (chart) => chartMaker.make({ type: 'chart', ...chart, fontFile }),
  })
  const form = { company: organisation.company, plantName, wording }
  function serviceOf(kind: string): CaseService {
    const service = deps.services.find(({ type }) => type.kind === kind)
    if (!service) throw new Error(`there is no kind of case ${kind}`)
    return service
  }
  async function meetingFor({ reference: no = '', by, at, channel }: ActionRequest): Promise<string> {
    const visible = await serviceOf('meeting').visibleTo(by)
    const asked = { _id: no, caseKind: 'meeting' }
    if (await allCases(turns.connection).exists({ $and: [asked, visible] })) return no
    const reason = 'meeting.notAllowed'
    if (await allCases(turns.connection).exists(asked))
      await refusals.create({ at, by: { id: by.id, name: by.name }, action: 'exportMinutes', reference: no, channel, reason })
    throw new UserFacingError(reason, { no })
  }
  const requests = createRequests(deps, {
    figures,
    listings: listingsFrom(complaints, figures),
    digest,
    serviceOf,
    form,
    maker,
    ...(pdf && { pdf }),
    onGivenUp: tellGivenUp,
  })
  const actions = createReportActions({
    ...deps,
    figures: turnFigures,
    digest,
    requests,
    readable: turns.complaints.readable,
    shortlyNamed: turns.shortlyNamed,
    viewFor: turns.complaints.access.viewFor,
    inHands: turns.complaints.inHands,
    listings: listingsFrom(turns.complaints, turnFigures),
    shipments: createShipments(turns.connection),
    records: turns.complaints.records,
    meetingFor,
  })

  /** The filled forms to customer service, once they are filed and once the case is closed; the reply to who signs and who sends it. */
  async function sendForms(complaint: Complaint, event: ComplaintEvent): Promise<void> {
    const { prints } = complaintType.acts[correctedBy(event, complaint.events)?.type ?? event.type]
    if (!prints) return
    const { what, to: role } = prints
    const people = event.by && event.role === role ? [event.by] : await complaints.seats.peopleOn(role, complaint)
    const [first] = people
    if (!first) return
    const run = `${complaint._id}.${event.id}`
    await requests.ask({
      key: run,
      run,
      wanted: what === 'letter' ? { kind: what, no: complaint._id } : { kind: what, no: complaint._id, rounds: [event.round] },
      by: { id: first.id, name: first.name },
      role,
      to: people.map(({ id }) => id),
    })
  }

  /** Whoever waits should not, and somebody should look why. */
  async function tellGivenUp({ run, wanted, by, to, attempts }: FileRequest, error: unknown): Promise<void> {
    const what = { what: wanted.kind === 'digest' ? wanted.word : wanted.kind, no: 'no' in wanted ? wanted.no : undefined }
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, 200)
    const administrators = await directory.holders('ADMIN')
    await notifier.notify([
      ...to.map((id) => ({ id: `${run}.failed.${id}`, to: id, notice: say('files.failed', what) })),
      ...administrators.map(({ id }) => ({
        id: `${run}.failedAdmin.${id}`,
        to: id,
        notice: say('files.failedAdmin', { ...what, name: by.name, count: attempts + 1, reason }),
      })),
    ])
  }

  return {
    actions,
    figures,
    digest,
    sendForms,
    requests,
    /** Ends what is being made; another replica or the next start makes it. */
    stop(): void {
      requests.stop()
      pdf?.close()
      if (deps.maker) return
      maker.close()
      chartMaker.close()
    },
  }
}

interface Making extends Pick<MakeFilesDeps, 'figures' | 'listings' | 'serviceOf' | 'form' | 'maker' | 'pdf'> {
  readonly digest: Digest
  readonly onGivenUp: FileRequestDeps['onGivenUp']
}

/** Files that are asked for, made beside the turn and logged before anybody gets them. */
function createRequests(deps: ReportingDeps, { digest, onGivenUp, ...making }: Making) {
  const { connection, complaints, turns, organisation, files, root, notifier, due, now } = deps
  const logExport = createExportLog(connection, now)
  const makeFiles = createMakeFiles({
    ...making,
    digestFor: digest.digestFor,
    access: complaints.access,
    complaints: complaints.models.complaints,
    cases: allCases(connection),
    tasksOf: deps.tasksOf,
    lateOf: deps.lateOf,
    personOf: deps.personOf,
    customers: deps.customers,
    invite: deps.invite,
    codes: deps.codes,
    areFetched: deps.areFetched,
    layouts: { form2: readLayout(join(root, 'forms/form2.yaml')), form3: readLayout(join(root, 'forms/form3.yaml')) },
    numbers: organisation.forms,
    files,
    shipments: createShipments(connection),
    records: complaints.records,
    calendar: deps.calendar,
    organisation,
    fontFile: join(root, FONT),
    now,
  })
  return createFileRequests({
    connection,
    turns: turns.connection,
    make: async (request) => {
      const made = introduced(request, await makeFiles(request))
      await logExport(request, made)
      return made
    },
    notifier,
    due,
    onFailed: (request, error) => deps.onFileFailed?.(request, error),
    onGivenUp,
    now,
  })
}
