/** What dialogues and buttons may do with complaints. */
import { say } from '../delivery/notice.js'
import type { FileRef } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest, Actions } from '../staff/action.js'
import { mayRead, READERS } from './access.js'
import { complaintNotices, listLine } from './cards.js'
import type { Complaint } from './model.js'
import { type ComplaintActionDeps, createRegistration, filesOf, photosOf } from './registration.js'

const LISTED = 10

export function createComplaintActions(deps: ComplaintActionDeps): Actions {
  const { models, customers, reports, now } = deps
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
    const complaint = await readable(no, added.by, 'supplement', added.channel)
    const event = {
      id: key,
      type: 'supplemented',
      at: added.at,
      by: { id: added.by.id, name: added.by.name },
      channel: added.channel,
      data: { text: added.text, count: added.files.length },
    }
    const followUps = complaint.followUps.map((followUp) => (followUp.doneAt ? followUp : { ...followUp, doneAt: added.at }))
    await complaints.updateOne(
      { _id: no, 'events.id': { $ne: key } },
      {
        $push: { events: event, attachments: { $each: [...added.files] } },
        $set: { followUps },
        $unset: { followUpDueAt: true },
        $inc: { version: 1 },
      },
    )
  }

  async function readable(no: string, by: ActionRequest['by'], action: string, channel: string): Promise<Complaint> {
    const complaint = await complaints.findById(no.trim().toUpperCase()).lean<Complaint>()
    if (!complaint) throw new UserFacingError('complaint.notFound', { no })
    const customer = await customers.byId(complaint.customer.id)
    if (mayRead(by, complaint, customer?.salesperson)) return complaint
    await refusals.create({ at: now(), by: { id: by.id, name: by.name }, action, reference: no, channel })
    throw new UserFacingError('complaint.notAllowed', { no, roles: READERS.join(',') })
  }

  const acknowledgeReport: Action = async ({ reference = '', by, at, channel }) => {
    const press = await reports.acknowledge(reference, { id: by.id, name: by.name }, at, channel)
    if (press === 'notRecipient') {
      await refusals.create({ at: now(), by: { id: by.id, name: by.name }, action: 'acknowledgeReport', reference, channel })
      throw new UserFacingError('complaint.notRecipient', { no: reference })
    }
    const thanks = press === 'first' ? [say('complaint.report.thanks', { no: reference })] : []
    return { cardDone: { key: 'complaint.report.acknowledged' }, say: thanks }
  }

  const showComplaint: Action = async ({ reference = '', by, channel }) => ({
    say: complaintNotices(await readable(reference, by, 'showComplaint', channel), by, now()),
  })

  const showPhotos: Action = async ({ reference = '', by, channel }) => {
    const { attachments } = await readable(reference, by, 'showPhotos', channel)
    const images = attachments.filter(({ kind }) => kind === 'image')
    return {
      say: images.map(({ id }, index) => ({ type: 'file', kind: 'image', fileId: id, name: `${reference}-${index + 1}.jpg` }) as const),
    }
  }

  const listMine: Action = async ({ by }) => {
    const found = await complaints.find({ 'registeredBy.id': by.id }).sort({ registeredAt: -1 }).limit(LISTED).lean<Complaint[]>()
    return { say: listNotices(found, 'complaint.list.mine', 'complaint.list.noneMine') }
  }

  const listTasks: Action = async ({ by }) => {
    const unconfirmed = await complaints
      .find({
        'report.recipients': { $elemMatch: { id: by.id, confirmedAt: { $exists: false } } },
        'report.recipients.id': by.id,
        isOpen: true,
      })
      .sort({ registeredAt: 1 })
      .limit(LISTED)
      .lean<Complaint[]>()
    const incomplete = await complaints
      .find({ 'registeredBy.id': by.id, followUpDueAt: { $exists: true } })
      .sort({ registeredAt: 1 })
      .limit(LISTED)
      .lean<Complaint[]>()
    const tasks = [
      ...unconfirmed.map((complaint) => taskCard(complaint, 'acknowledgeReport', 'acknowledge')),
      ...incomplete.map((complaint) => taskCard(complaint, 'startSupplement', 'supplement')),
    ]
    return { say: tasks.length > 0 ? tasks : [say('complaint.tasks.none')] }
  }

  const startSupplement: Action = async ({ reference = '', by, channel }) => {
    await readable(reference, by, 'supplement', channel)
    return { start: { flow: 'supplement', facts: { no: reference } } }
  }

  /** By number, or the customer's complaints by any part of the name. */
  const findComplaints: Action = async ({ answers, by, channel }) => {
    const query = String(answers.query ?? '').trim()
    if (/^TS-?\d{8}-?\d{3,}$/i.test(query)) {
      const no = query.toUpperCase().replace(/^TS-?(\d{8})-?(\d+)$/, 'TS-$1-$2')
      return { say: complaintNotices(await readable(no, by, 'showComplaint', channel), by, now()) }
    }
    const matches = await customers.search(query)
    const found = await complaints
      .find({ 'customer.id': { $in: matches.map(({ _id }) => _id) } })
      .sort({ registeredAt: -1 })
      .limit(LISTED * 2)
      .lean<Complaint[]>()
    const salespeople = new Map(matches.map(({ _id, salesperson }) => [_id, salesperson]))
    const allowed = found.filter((complaint) => mayRead(by, complaint, salespeople.get(complaint.customer.id)))
    if (found.length > 0 && allowed.length === 0) {
      await refusals.create({ at: now(), by: { id: by.id, name: by.name }, action: 'findComplaints', reference: query, channel })
      throw new UserFacingError('complaint.notAllowed', { no: query, roles: READERS.join(',') })
    }
    const [only] = allowed
    if (allowed.length === 1 && only) return { say: complaintNotices(only, by, now()) }
    return { say: listNotices(allowed.slice(0, LISTED), 'complaint.list.found', 'complaint.list.none') }
  }

  return {
    ...createRegistration(deps),
    addToExisting,
    supplementComplaint,
    startSupplement,
    acknowledgeReport,
    showComplaint,
    showPhotos,
    listMine,
    listTasks,
    findComplaints,
  }
}

type Notices = NonNullable<Awaited<ReturnType<Action>>['say']>

function listNotices(found: readonly Complaint[], title: string, none: string): Notices {
  if (found.length === 0) return [say(none)]
  return [say(title, { count: found.length }), ...found.map((complaint) => ({ type: 'text', text: listLine(complaint) }) as const)]
}

function taskCard(complaint: Complaint, action: string, button: string): Notices[number] {
  return {
    type: 'card',
    card: `task-${complaint._id}-${action}`,
    title: { key: `complaint.tasks.${button}`, values: { no: complaint._id } },
    subtitle: { key: 'complaint.show.subtitle', values: { kind: complaint.kind, state: complaint.state } },
    rows: [{ label: { key: 'complaint.rows.customer' }, value: { key: 'plain', values: { text: complaint.customer.name } } }],
    buttons: [{ key: `do:${action}:${complaint._id}`, label: { key: `complaint.buttons.${button}` }, style: 'primary' }],
  }
}
