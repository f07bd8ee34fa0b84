/** What the facts of a complaint rest on, by kind, and what of it is lacking (domain.md 2.2, row 9). Pure. */
import { allOf, latest } from '../cases/history.js'
import type { Values } from '../dialogue/session.js'
import { regulatedKind } from '../people/organisation.js'
import { evidenceOf } from './evidence.js'
import { openFields } from './follow-ups.js'
import { deskCheck, isLabPending } from './history.js'
import type { Complaint } from './model.js'

/** Texts of `complaint.proof.kinds`, each with how many there are of it. */
export function proofOf(complaint: Complaint): { readonly kind: string; readonly count: number }[] {
  const files = evidenceOf(complaint)
  const groups = [...new Set(files.map(({ group }) => group))]
  const counted = [
    { kind: 'deskCheck', count: deskCheck(complaint) ? 1 : 0 },
    { kind: 'siteVisit', count: latest(complaint, 'visitRecorded') ? 1 : 0 },
    { kind: 'sample', count: allOf(complaint, 'sampled').length },
    { kind: 'labResult', count: allOf(complaint, 'labResult').length },
    ...groups.map((kind) => ({ kind, count: files.filter(({ group }) => group === kind).length })),
  ]
  return counted.filter(({ count }) => count > 0)
}

/** For whoever writes the facts, before they do. */
export function proofFacts(complaint: Complaint): Values {
  const isShown = regulatedKind(complaint.kind) === 'OTHER' || evidenceOf(complaint).length > 0
  const lacking = [...(isShown ? [] : ['photos']), ...(isLabPending(complaint) ? ['labResult'] : [])]
  return {
    proof: proofOf(complaint),
    proofLacking: lacking,
    fieldsLacking: openFields(complaint).filter((field) => !field.startsWith('photos')),
  }
}
