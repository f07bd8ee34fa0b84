/** Told, registered, reported the same day (domain.md 2.2, rows 1 to 6). */

import type { Seat } from '../../cases/case.js'
import type { Task } from '../../cases/case-type.js'
import { runningFor } from '../history.js'
import type { Complaint } from '../model.js'
import { withRecipients } from '../recipients.js'
import { type Acts, ANY, OPEN, refuse, refuseForGood, SYSTEM } from './acts.js'

export const registration: Acts<
  | 'received'
  | 'registered'
  | 'registeredPartly'
  | 'completed'
  | 'addressed'
  | 'reported'
  | 'delivered'
  | 'phoned'
  | 'missedSameDay'
  | 'accepted'
  | 'rerouted'
  | 'redirected'
> = {
  received: {
    row: 1,
    from: [],
    to: 'DRAFT',
    by: ['CUSTOMER', 'CS', 'SALES', 'ANYONE'],
    change: (_, { record }) => ({ ...record }),
    telling: 'silent',
  },
  registered: { row: 2, from: ['DRAFT'], to: 'REGISTERED', by: ['CUSTOMER', 'CS', 'SALES', 'ANYONE'], telling: 'own' },
  registeredPartly: { row: 3, from: ['DRAFT'], to: 'REGISTERED', by: SYSTEM, telling: 'own' },
  completed: {
    from: OPEN,
    by: ['ANYONE'],
    refused: ({ record, data }) => (record.isIncomplete || data.isCorrection === true ? undefined : refuse('complete')),
    change: (_, { record }) => ({ ...record }),
    telling: 'own',
  },
  addressed: {
    from: ['REGISTERED'],
    by: SYSTEM,
    change: ({ report }, { data: { recipients, departments } }) => ({ report: { ...report, recipients }, departments }),
    telling: 'silent',
    isBookkeeping: 'everywhere',
  },
  reported: {
    row: 4,
    from: ['REGISTERED'],
    to: 'REPORTED',
    by: SYSTEM,
    change: ({ report }, { at, data }) => ({
      report: { ...report, reportedAt: at, ...(data?.sameDayOk !== undefined && { sameDayOk: data.sameDayOk }) },
    }),
    asks: isTakingOn,
  },
  delivered: {
    from: ANY,
    by: SYSTEM,
    change: ({ report }, { data, at }) => ({ report: delivered(report, data?.recipient, { deliveredAt: at }, data?.sameDayOk) }),
    telling: 'silent',
    isBookkeeping: true,
  },
  phoned: {
    row: 4,
    from: ['REGISTERED', 'REPORTED'],
    by: ['CS'],
    change: ({ report }, { data }) => ({
      report: delivered(
        report,
        data.recipientId,
        { deliveredAt: new Date(data.phonedAt), ...(data.method ? { toldBy: data.method } : { byPhone: true }) },
        data.sameDayOk,
      ),
    }),
    telling: 'silent',
    worksOut: ['recipientId'],
    dialogue: 'phoned',
    offered: { more: 11 },
  },
  missedSameDay: { from: ANY, by: SYSTEM, change: ({ report }) => ({ report: { ...report, sameDayOk: false } }), telling: 'silent' },
  accepted: {
    row: 5,
    from: ['REPORTED'],
    to: 'INVESTIGATING',
    by: ['QC'],
    // whose complaint it is must be known from here on (F2.A10)
    refused: ({ record }) => (record.plant === undefined ? refuse('plantUnknown') : undefined),
    told: ['REGISTRAR'],
    owns: 'QC',
    button: 'accept',
    task: { seats: ['QC'], clock: 'T2', waits: ({ state }) => state === 'REPORTED' },
  },
  // one that has been accepted is to be accepted by the other plant too, in the usual time
  rerouted: {
    row: 6,
    from: ['REPORTED', 'INVESTIGATING'],
    to: 'REPORTED',
    by: ['QC', 'CS'],
    refused: ({ record, data }) => (data.toPlant === record.plant ? refuse('samePlant', { plant: record.plant ?? '' }) : undefined),
    change: ({ report, owners }, { data: { toPlant, departments, recipients } }) => ({
      plant: toPlant,
      departments,
      ...withoutOwners(owners, 'QC', 'DEPT'),
      report: withRecipients(report, recipients),
    }),
    told: ['CS', 'QC_HEAD'],
    // the same is asked of other people
    asks: isTakingOn,
    worksOut: ['departments', 'recipients'],
    dialogue: 'reroute',
    task: { seats: ['QC'], clock: 'T2', waits: ({ state }) => state === 'REPORTED' },
    offered: { more: 10 },
  },
  // whose matter it is was wrong, not the plant: state and clocks stay
  redirected: {
    row: 6,
    from: ['REPORTED', 'INVESTIGATING', 'PLANNING', 'EXECUTING'],
    by: ['QC', 'CS'],
    refused: ({ record, data }) => {
      const { toDepartments = [] } = data
      return toDepartments.length > 0 && isSameSet(toDepartments, record.departments) ? refuse('sameDepartments') : undefined
    },
    change: ({ report, owners }, { data: { toDepartments, recipients } }) => ({
      departments: toDepartments,
      ...withoutOwners(owners, 'DEPT'),
      report: withRecipients(report, recipients),
    }),
    told: ['CS'],
    // a plan or its execution is asked of other people
    asks: ({ event, seats }) => event !== 'confirmed' && seats.includes('DEPT'),
    worksOut: ['recipients'],
    dialogue: 'redirect',
    offered: { more: 16 },
  },
}

/** 收到, which waits behind everything that moves the case on. */
export const receipt: Acts<'confirmed'> = {
  confirmed: {
    from: ANY,
    by: ['MKT_HEAD', 'QC_HEAD', 'DEPT'],
    refused: ({ record: { report }, by, onBehalfOf = by }) =>
      report.recipients.some(({ id, confirmedAt }) => id === onBehalfOf?.id && confirmedAt) ? refuseForGood('confirmedAlready') : undefined,
    change: ({ report }, { by, onBehalfOf = by, at }) => ({
      report: { ...report, recipients: report.recipients.map((one) => (one.id === onBehalfOf?.id ? { ...one, confirmedAt: at } : one)) },
    }),
    telling: 'own',
    button: 'acknowledge',
    task: { seats: ['DEPT'], clock: 'T2a', waits: (record) => runningFor(record, 'confirmed').length > 0 },
  },
}

/** 收到 is asked for by the report itself. */
function isTakingOn({ event }: Task): boolean {
  return event === 'accepted' || event === 'rerouted'
}

/** What others have to do from now on belongs to nobody yet. */
function withoutOwners(owners: Complaint['owners'], ...seats: readonly Seat[]): Pick<Complaint, 'owners'> {
  return owners ? { owners: Object.fromEntries(Object.entries(owners).filter(([seat]) => !seats.some((one) => one === seat))) } : {}
}

const isSameSet = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one))

type Report = Complaint['report']
function delivered(
  report: Report,
  id: string | undefined,
  told: Partial<Report['recipients'][number]>,
  sameDayOk: boolean | undefined,
): Report {
  const recipients = report.recipients.map((one) => (one.id === id ? { ...one, ...told } : one))
  return { ...report, recipients, ...(sameDayOk !== undefined && { sameDayOk }) }
}
