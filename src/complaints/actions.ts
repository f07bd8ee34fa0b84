/** What dialogues and buttons may do with complaints. */

import type { Announce } from '../cases/announcements.js'
import { say } from '../delivery/notice.js'
import type { Value } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest } from '../people/action.js'
import { recipientFor } from './access.js'
import { receivedCard, reportCardId } from './cards.js'
import { createCustomerWords } from './customer-words.js'
import { type Added, givenIn, openFields, settledBy } from './follow-ups.js'
import { createGallery } from './gallery.js'
import { createLookups, type LookupDeps } from './lookups.js'
import type { Complaint } from './model.js'
import { filesOf, photosOf } from './part-a.js'
import { planNotices } from './plan-card.js'
import type { Reports } from './report.js'
import { noteCard } from './show.js'
import { unconfirmedBy } from './tasks.js'
import { wholeOf } from './whole.js'

/** So many of those that still wait are shown. */
const OFFERED = 5

export interface ComplaintActionDeps extends LookupDeps {
  readonly reports: Reports
  readonly announce: Announce
}

export function createComplaintActions(deps: ComplaintActionDeps) {
  const { records, reports, announce, access } = deps
  const { readable } = access

  const addToExisting: Action = async (request) => {
    const { answers, facts } = request
    await supplement(String(facts.duplicateNo), request, { text: String(answers.description ?? ''), files: photosOf(answers), answers })
    return {}
  }

  /** What was missing at first and has not come with this either; a customer is not asked what their words give. */
  const findMissing: Action = async ({ answers, facts, by }) => {
    const complaint = await records.read(String(facts.no))
    const added = { text: String(answers.content ?? ''), files: filesOf(facts.files) }
    const given = complaint && !by.customer ? givenIn(complaint, added) : []
    const missing = complaint && !by.customer ? openFields(complaint).filter((field) => !given.includes(field)) : []
    return { facts: { missing: missing.length > 0 ? missing : null } }
  }

  const { hearCustomer, contextOf } = createCustomerWords({ ...deps, supplement })

  const supplementComplaint: Action = async (request) => {
    const { answers, facts } = request
    await supplement(String(facts.no), request, { text: String(answers.content ?? ''), files: filesOf(facts.files) }, answers.rest)
    return {}
  }

  /** @param rest what the person says of what was missing and is not evidently given */
  async function supplement(
    no: string,
    { key, by, at, channel, facts: { place } }: ActionRequest,
    added: Added & { readonly text: string },
    rest?: Value,
  ): Promise<void> {
    const { text, files } = added
    await readable(no, by, 'supplement', channel)
    await records.perform(no, (complaint) => ({
      id: key,
      type: 'supplemented',
      at,
      by: { id: by.id, name: by.name },
      actors: [by.side === 'staff' ? 'ANYONE' : 'CUSTOMER'],
      channel,
      data: { text, count: files.length, files, ...(place && { place }), ...settledBy(complaint, added, rest) },
    }))
    await announce(no)
  }

  const acknowledgeReport: Action = async ({ reference = '', by, at, channel }) => {
    const complaint = await records.read(reference)
    // who has lost the role has no report to confirm, and what does not exist was sent to nobody
    const recipient = complaint && recipientFor(by, complaint)
    if (!recipient) {
      await access.recordRefusal(reference, by, 'acknowledgeReport', channel, 'complaint.notRecipient')
      throw new UserFacingError('complaint.notRecipient', { no: reference })
    }
    const press = await reports.acknowledge(reference, { id: by.id, name: by.name }, at, channel, {
      id: recipient.id,
      name: recipient.name,
    })
    if (press === 'first') await announce(reference)
    return { cardDone: { key: 'complaint.report.acknowledged' }, say: press === 'first' ? [receivedCard(complaint)] : [] }
  }

  /** 收到, typed: the newest report that waits for the person; the others are offered. */
  const acknowledgeNewest: Action = async (request) => {
    const { by } = request
    const view = await access.viewFor(by)
    const waiting = await deps.models.complaints
      .find({ $and: [unconfirmedBy(by), view.filter] })
      .sort({ registeredAt: -1 })
      .limit(OFFERED + 1)
      .lean<Complaint[]>()
    const [newest, ...others] = wholeOf(waiting).filter((complaint) => recipientFor(by, complaint))
    if (!newest) return { say: [say('complaint.report.noneWaiting')] }
    await acknowledgeReport({ ...request, reference: newest._id })
    const card = { type: 'cardDone', card: reportCardId(newest._id, by), text: { key: 'complaint.report.acknowledged' } } as const
    const more = others.length > 0 ? [say('complaint.report.others', { value: others.length })] : []
    const offered = others.slice(0, OFFERED).map((one) => noteCard(one, 'acknowledgeReport', 'acknowledge', 'inside'))
    return { say: [card, receivedCard(newest), ...more, ...offered] }
  }

  const showPlan: Action = async ({ reference = '', by, channel }) => ({
    say: planNotices(await readable(reference, by, 'showPlan', channel)),
  })

  const startSupplement: Action = async ({ reference = '', by, channel }) => {
    await readable(reference, by, 'supplement', channel)
    return { start: { flow: 'supplement', facts: { no: reference } } }
  }

  return {
    ...createLookups(deps),
    addToExisting,
    findMissing,
    supplementComplaint,
    hearCustomer,
    contextOf,
    startSupplement,
    acknowledgeReport,
    acknowledgeNewest,
    ...createGallery(deps),
    showPlan,
  }
}
