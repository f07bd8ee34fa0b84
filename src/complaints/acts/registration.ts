/** Told, registered, reported the same day (domain.md 2.2, rows 1 to 6). */
import type { Complaint } from '../model.js'
import { type Acts, ANY, OPEN, refuse, SYSTEM } from './acts.js'

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
  | 'confirmed'
  | 'accepted'
  | 'rerouted'
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
      report: delivered(report, data.recipientId, { deliveredAt: new Date(data.phonedAt), byPhone: true }, data.sameDayOk),
    }),
    telling: 'silent',
    worksOut: ['recipientId'],
    dialogue: 'phoned',
    offered: { more: 11 },
  },
  missedSameDay: { from: ANY, by: SYSTEM, change: ({ report }) => ({ report: { ...report, sameDayOk: false } }), telling: 'silent' },
  confirmed: {
    from: ANY,
    by: ['MKT_HEAD', 'QC_HEAD', 'DEPT'],
    change: ({ report }, { by, at }) => ({
      report: { ...report, recipients: report.recipients.map((one) => (one.id === by?.id ? { ...one, confirmedAt: at } : one)) },
    }),
    telling: 'own',
  },
  accepted: {
    row: 5,
    from: ['REPORTED'],
    to: 'INVESTIGATING',
    by: ['QC'],
    told: ['REGISTRAR'],
    button: 'accept',
    task: { seats: ['QC'], clock: 'T2', waits: ({ state }) => state === 'REPORTED' },
  },
  rerouted: {
    row: 6,
    from: ['REPORTED'],
    by: ['QC', 'CS'],
    change: ({ report }, { data: { toPlant, departments, recipients } }) => ({
      plant: toPlant,
      departments,
      report: { ...report, recipients },
    }),
    told: ['CS'],
    // the same is asked of other people
    asks: () => true,
    worksOut: ['departments', 'recipients'],
    dialogue: 'reroute',
    task: { seats: ['QC'], clock: 'T2', waits: ({ state }) => state === 'REPORTED' },
    offered: { more: 10 },
  },
}

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
