/** What was recorded of the handling is corrected by whoever recorded it (R3.2): parts C to G of form 2, each by the questions of its own dialogue. */
import { correctableIn } from '../../cases/corrections.js'
import { isObject } from '../../dialogue/session.js'
import type { Complaint } from '../model.js'
import { type Acts, type Context, handsIn, OPEN, refuse } from './acts.js'
import { confirmation, explanation, planning } from './answer.js'
import { filing } from './closing.js'
import { desk, investigation, laboratory } from './investigation.js'
import { visit } from './visit.js'

const RECORDED = { ...desk, ...visit, ...investigation, ...laboratory, ...confirmation, ...explanation, ...planning, ...filing }
const RECORDERS = ['QC', 'DEPT', 'CS'] as const

export const partCorrected: Acts<'partCorrected'> = {
  partCorrected: {
    from: OPEN,
    by: RECORDERS,
    corrects: true,
    refused: refusedCorrection,
    adds: ({ record, data, by }) => ({ actedOn: actedOn(record, data.amends).filter(({ id }) => id !== by?.id) }),
    told: RECORDERS,
    names: ({ data }) => data.actedOn ?? [],
    worksOut: ['amends', 'change'],
    dialogue: 'correctPart',
    offered: {
      more: 17,
      when: (record, who) => correctableIn({ acts: RECORDED }, record, who?.actors ?? RECORDERS).length > 0,
    },
  },
}

/** What nobody could do any more, or what other records name. */
function refusedCorrection({ record, data: { amends, changed } }: Context<'partCorrected'>) {
  if (!isObject(changed)) return undefined
  const isMore = changed.needSite === true || changed.needSample === true
  if (isMore && record.state !== 'INVESTIGATING') return refuse('tooLateForSite')
  const sampled = record.events.find((event) => event.type === 'sampled' && event.id === amends)
  const sampleNo = sampled?.type === 'sampled' && changed.sampleNo !== undefined ? sampled.data.sampleNo : undefined
  const hasResult = record.events.some((event) => event.type === 'labResult' && event.data.sampleNo === sampleNo)
  return sampleNo !== undefined && hasResult ? refuse('sampleHasResult', { sampleNo }) : undefined
}

/** Colleagues who have gone on from what is corrected, each in a role of ours: whoever added something may be the customer. */
function actedOn({ events }: Complaint, amends: string | undefined) {
  const isOurs = ({ role }: Complaint['events'][number]) => role !== undefined && role !== 'CUSTOMER' && role !== 'REGISTRAR'
  return handsIn(events.slice(events.findIndex(({ id }) => id === amends) + 1).filter(isOurs))
}
