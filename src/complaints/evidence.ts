/** What was sent with a complaint, as the annexes of its form: round by round, and by kind of proof. Pure. */

import { dataOf } from '../cases/history.js'
import type { Complaint } from '../complaints/model.js'
import { filesOf } from '../complaints/part-a.js'
import type { FileRef, Values } from '../dialogue/session.js'

/** In the order in which they are annexed. */
const KINDS = ['registered', 'site', 'added', 'proof', 'ourData'] as const
export type AnnexKind = (typeof KINDS)[number] | 'minutes'

/** The questions that ask for files; any other is proof of what its event says. */
const OF_FIELD: Readonly<Record<string, AnnexKind>> = { sitePhotos: 'site', ourData: 'ourData', files: 'added' }

export interface Annexed {
  readonly id: string
  readonly kind: FileRef['kind']
  readonly annex: AnnexKind
  /** Among those of its kind of proof. */
  readonly count: number
}

/** Each once; what it was registered with stands in the first round. */
export function annexesOf(complaint: Complaint, round: number): Annexed[] {
  const sent = complaint.events.map((event) => ({ round: event.round, files: filesIn(dataOf(event)) }))
  const later = new Set(sent.flatMap(({ files }) => files.map(({ file }) => file.id)))
  const registered = complaint.attachments.filter(({ id }) => !later.has(id)).map((file) => ({ file, annex: 'registered' as const }))
  const ofRound = sent.filter((one) => one.round === round).flatMap(({ files }) => files)
  const all = [...(round === 1 ? registered : []), ...ofRound]
  return KINDS.flatMap((annex) =>
    all
      .filter((one, index) => one.annex === annex && all.findIndex(({ file }) => file.id === one.file.id) === index)
      .map(({ file: { id, kind } }, index) => ({ id, kind, annex, count: index + 1 })),
  )
}

const filesIn = (data: Values) =>
  Object.entries(data).flatMap(([field, value]) => filesOf(value).map((file) => ({ file, annex: OF_FIELD[field] ?? ('proof' as const) })))
