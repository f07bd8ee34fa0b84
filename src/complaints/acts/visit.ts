/** The visit to the place of use: arranged, moved, called off, recorded (R19.2.b; domain.md 2.2, row 7). */
import { latest } from '../../cases/history.js'
import { listedNames } from '../part-a.js'
import { departure, isVisitDue, plannedVisit } from '../planned-visit.js'
import { type Acts, isEmpty, refuse } from './acts.js'

export const visit: Acts<'visitRecorded' | 'visitLeft' | 'visitPlanned' | 'visitCancelled'> = {
  visitRecorded: {
    row: 7,
    from: ['INVESTIGATING'],
    by: ['QC', 'CS'],
    refused({ data }) {
      if (isEmpty(data.csPeople) || isEmpty(data.qcPeople)) return refuse('visitPeople')
      return (data.sitePhotos?.length ?? 0) < 2 ? refuse('visitPhotos') : undefined
    },
    told: ['CS', 'QC', 'DEPT', 'SALESPERSON'],
    dialogue: 'visit',
    correctable: {},
    task: { seats: ['QC', 'CS'], clock: ['T2b', 'T2c'], waits: isVisitDue },
    offered: { more: 8 },
  },
  // the time for the visit is kept by whoever leaves within it (R19.2.b)
  visitLeft: {
    row: 7,
    from: ['INVESTIGATING'],
    by: ['QC', 'CS'],
    refused: ({ record }) => (plannedVisit(record) ? undefined : refuse('noVisitPlanned')),
    button: 'leaveForSite',
    task: {
      seats: ['QC', 'CS'],
      clock: ['T2b', 'T2c'],
      waits: (record) => isVisitDue(record) && plannedVisit(record) !== undefined && !departure(record),
    },
  },
  visitPlanned: {
    row: 7,
    from: ['INVESTIGATING'],
    by: ['QC', 'CS'],
    // read by the story, as it was when names were typed
    adds: ({ data }) => (data.goers ? { visitPeople: listedNames(data.goers) } : {}),
    dialogue: 'visitPlan',
    task: { seats: ['QC', 'CS'], clock: ['T2b', 'T2c'], waits: (record) => isVisitDue(record) && !plannedVisit(record) },
    offered: { more: 13, when: (record) => plannedVisit(record) !== undefined && !latest(record, 'visitRecorded') },
  },
  visitCancelled: {
    row: 7,
    from: ['INVESTIGATING'],
    by: ['QC', 'CS'],
    refused: ({ record }) => (plannedVisit(record) ? undefined : refuse('noVisitPlanned')),
    dialogue: 'visitCancel',
    offered: { more: 14, when: (record) => plannedVisit(record) !== undefined && !latest(record, 'visitRecorded') },
  },
}
