/** Forms, ledger, digest and figures, connected. */
import { join } from 'node:path'
import { Schema } from 'mongoose'
import type { Calendar } from '../calendar/index.js'
import type { Complaints } from '../complaints/index.js'
import type { Complaint, ComplaintEvent } from '../complaints/model.js'
import type { Customers } from '../customers/index.js'
import { type Connection, modelOf } from '../database/connect.js'
import type { FileStore } from '../database/files.js'
import type { Notifier } from '../delivery/notice.js'
import type { Directory } from '../staff/directory.js'
import type { Organisation } from '../staff/organisation.js'
import { createReportActions } from './actions.js'
import { createDigest, type SentDigest } from './digest.js'
import { createFigures } from './figures.js'
import { readLayout, type Wording } from './form.js'

export interface ReportingDeps {
  readonly connection: Connection
  readonly complaints: Pick<Complaints, 'models' | 'readable' | 'records' | 'seats' | 'access' | 'finder'>
  readonly customers: Customers
  readonly directory: Pick<Directory, 'holders'>
  readonly organisation: Organisation
  readonly calendar: Calendar
  readonly notifier: Notifier
  readonly files: Pick<FileStore, 'store' | 'read'>
  readonly wording: Wording
  readonly kindNames: (kind: string) => readonly string[]
  /** Holds `forms/` and `assets/`. */
  readonly root: string
  readonly now: () => Date
}

const sentSchema = new Schema<SentDigest>({ _id: String, at: Date }, { versionKey: false })
/** What is filed or ends is printed: form 2 for whoever filed it, form 3 with it at the end. */
const PRINTED: readonly ComplaintEvent['type'][] = ['filingAccepted', 'calledBack', 'closedUnreachable']

export type Reporting = ReturnType<typeof createReporting>

export function createReporting(deps: ReportingDeps) {
  const { connection, complaints, organisation, calendar, files, wording, root, notifier } = deps
  const plantName = (id: string | undefined) => organisation.plants.find((plant) => plant.id === id)?.name ?? ''
  const figures = createFigures({ complaints: complaints.models.complaints, calendar })
  const digest = createDigest({ ...deps, figures, sent: modelOf<SentDigest>(connection, 'sentDigest', sentSchema), storeFile: files.store })
  const { actions, formFiles, replyLetter } = createReportActions({
    ...deps,
    figures,
    digest,
    readable: complaints.readable,
    access: { viewFor: complaints.access.viewFor, findCustomers: complaints.finder.find },
    records: complaints.records,
    layouts: { form2: readLayout(join(root, 'forms/form2.yaml')), form3: readLayout(join(root, 'forms/form3.yaml')) },
    form: { company: organisation.company, plantName, wording },
  })

  /** The filled forms to customer service, once they are filed and once the case is closed; the reply to who signs and who sends it. */
  async function sendForms(complaint: Complaint, event: ComplaintEvent): Promise<void> {
    const isReply = event.type === 'explained' || event.type === 'replySigned'
    if (!isReply && !PRINTED.includes(event.type)) return
    const letter = isReply ? await replyLetter(complaint) : undefined
    const notices = isReply ? (letter ? [letter] : []) : await formFiles(complaint, [event.round])
    const readers = event.type === 'explained' ? 'QC_HEAD' : 'CS'
    const people = event.by && event.role === readers ? [event.by] : await complaints.seats.peopleOn(readers, complaint)
    await notifier.notify(
      people.flatMap(({ id }) =>
        notices.map((notice, index) => ({ id: `${complaint._id}.${event.id}.form${index}.${id}`, to: id, notice })),
      ),
    )
  }

  return { actions, figures, digest, sendForms }
}
