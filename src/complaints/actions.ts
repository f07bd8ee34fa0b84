/** What dialogues and buttons may do with complaints. */

import type { Calendar } from '../calendar/index.js'
import type { Customers } from '../customers/index.js'
import { say } from '../delivery/notice.js'
import type { FileRef } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest, Actions } from '../staff/action.js'
import type { Organisation } from '../staff/organisation.js'
import type { Person } from '../staff/person.js'
import { mayRead, numberIn, READERS, type Readable } from './access.js'
import type { Announcements } from './announcements.js'
import { createLookups } from './lookups.js'
import type { Complaint, complaintModels } from './model.js'
import type { Records } from './records.js'
import { filesOf, photosOf } from './registration.js'
import type { Reports } from './report.js'
import type { createStepActions } from './step-actions.js'

export interface ComplaintActionDeps {
  readonly models: ReturnType<typeof complaintModels>
  readonly records: Records
  readonly customers: Customers
  readonly reports: Reports
  readonly announcements: Pick<Announcements, 'dispatch'>
  readonly steps: ReturnType<typeof createStepActions>
  readonly organisation: Organisation
  readonly calendar: Calendar
  readonly now: () => Date
}

/** What a customer may do with their own complaint besides what they are asked for (domain.md 8). */
const CUSTOMER_READS = ['showComplaint', 'showPhotos', 'supplement']

export function createComplaintActions(deps: ComplaintActionDeps): { actions: Actions; readable: Readable } {
  const { models, records, customers, reports, announcements, now } = deps
  const { complaints, refusals } = models

  const addToExisting: Action = async ({ key, answers, facts, by, at, channel }) => {
    await supplement(String(facts.duplicateNo), key, { by, at, channel, text: String(answers.description ?? ''), files: photosOf(answers) })
    return {}
  }

  const supplementComplaint: Action = async ({ key, answers, facts, by, at, channel }) => {
    await supplement(String(facts.no), key, { by, at, channel, text: String(answers.content ?? ''), files: filesOf(facts.evidence) })
    return {}
  }

  async function supplement(
    no: string,
    key: string,
    added: Pick<ActionRequest, 'by' | 'at' | 'channel'> & { text: string; files: readonly FileRef[] },
  ): Promise<void> {
    const { by, at, channel, text, files } = added
    await readable(no, by, 'supplement', channel)
    await records.perform(no, () => ({
      id: key,
      type: 'supplemented',
      at,
      by: { id: by.id, name: by.name },
      actors: ['ANYONE'],
      channel,
      data: { text, count: files.length, files },
    }))
  }

  async function readable(no: string, by: Person, action: string, channel: string): Promise<Complaint> {
    const complaint = await complaints.findById(numberIn(no) ?? no.trim()).lean<Complaint>()
    if (!complaint) throw new UserFacingError('complaint.notFound', { no })
    const customer = await customers.byId(complaint.customer.id)
    const isForThem = by.customer === undefined || CUSTOMER_READS.includes(action)
    if (isForThem && mayRead(by, complaint, customer?.salesperson)) return complaint
    await refusals.create({
      at: now(),
      by: { id: by.id, name: by.name },
      action,
      reference: complaint._id,
      channel,
      reason: 'complaint.notAllowed',
    })
    throw new UserFacingError('complaint.notAllowed', { no, roles: READERS.join(',') })
  }

  const acknowledgeReport: Action = async ({ reference = '', by, at, channel }) => {
    const press = await reports.acknowledge(reference, { id: by.id, name: by.name }, at, channel)
    if (press === 'notRecipient') {
      await refusals.create({
        at: now(),
        by: { id: by.id, name: by.name },
        action: 'acknowledgeReport',
        reference,
        channel,
        reason: 'complaint.notRecipient',
      })
      throw new UserFacingError('complaint.notRecipient', { no: reference })
    }
    if (press === 'first') await announcements.dispatch(reference)
    const thanks = press === 'first' ? [say('complaint.report.thanks', { no: reference })] : []
    return { cardDone: { key: 'complaint.report.acknowledged' }, say: thanks }
  }

  const showPhotos: Action = async ({ reference = '', by, channel }) => {
    const { attachments } = await readable(reference, by, 'showPhotos', channel)
    const images = attachments.filter(({ kind }) => kind === 'image')
    return {
      say: images.map(({ id }, index) => ({ type: 'file', kind: 'image', fileId: id, name: `${reference}-${index + 1}.jpg` }) as const),
    }
  }

  const startSupplement: Action = async ({ reference = '', by, channel }) => {
    await readable(reference, by, 'supplement', channel)
    return { start: { flow: 'supplement', facts: { no: reference } } }
  }

  return {
    actions: {
      ...createLookups({ ...deps, readable }),
      addToExisting,
      supplementComplaint,
      startSupplement,
      acknowledgeReport,
      showPhotos,
    },
    readable,
  }
}
