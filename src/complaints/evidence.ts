/** What was sent with a complaint and what was added to it, by kind of proof: for its form, and for whoever wants to look at it. Pure. */
import type { CaseEvent } from '../cases/case.js'
import { asTheyRead, dataOf } from '../cases/history.js'
import type { FileRef } from '../dialogue/session.js'
import type { Complaint, ComplaintEvent } from './model.js'
import { filesOf } from './part-a.js'

/** In the order in which they are annexed, and shown. */
const GROUPS = ['registered', 'site', 'added', 'proof', 'ourData'] as const
export type EvidenceGroup = (typeof GROUPS)[number]

/** The questions that ask for files; any other is proof of what its event says. */
const OF_FIELD: Readonly<Record<string, EvidenceGroup>> = { sitePhotos: 'site', sealPhoto: 'site', ourData: 'ourData', files: 'added' }

export interface Evidence {
  readonly id: string
  readonly kind: FileRef['kind']
  readonly name?: string
  readonly group: EvidenceGroup | 'minutes'
  /** Among those of its group. */
  readonly count: number
  /** With what it came to the record. */
  readonly cameWith?: Origin
}
/** What happened, when, and who did it; a registration is `registered`. */
export interface Origin extends Pick<CaseEvent, 'at' | 'by' | 'onBehalfOf'> {
  readonly type: string
}

/** Each once; what it was registered with stands in the first round. @param rounds all of them unless given */
export function evidenceOf(written: Complaint, ...rounds: readonly number[]): Evidence[] {
  const complaint = asTheyRead(written)
  const isWanted = (round: number) => rounds.length === 0 || rounds.includes(round)
  const sent = complaint.events.map((event) => ({ round: event.round, files: filesIn(event) }))
  const later = new Set(sent.flatMap(({ files }) => files.map(({ file }) => file.id)))
  const registered = complaint.attachments
    .filter((file) => isEvidence(file) && !later.has(file.id))
    .map((file) => ({ file, group: 'registered' as const, cameWith: registrationOf(complaint) }))
  const all = [...(isWanted(1) ? registered : []), ...sent.filter(({ round }) => isWanted(round)).flatMap(({ files }) => files)]
  return GROUPS.flatMap((group) =>
    all
      .filter((one, index) => one.group === group && all.findIndex(({ file }) => file.id === one.file.id) === index)
      .map(({ file: { id, kind, name }, cameWith }, index) => ({
        id,
        kind,
        ...(name !== undefined && { name }),
        group,
        count: index + 1,
        cameWith,
      })),
  )
}

const filesIn = ({ type, at, by, onBehalfOf, ...event }: ComplaintEvent) =>
  Object.entries(dataOf(event)).flatMap(([field, value]) =>
    filesOf(value)
      .filter(isEvidence)
      .map((file) => ({
        file,
        group: OF_FIELD[field] ?? ('proof' as const),
        cameWith: { type, at, ...(by && { by }), ...(onBehalfOf && { onBehalfOf }) },
      })),
  )

const registrationOf = ({ registeredAt, registeredBy }: Complaint): Origin => ({ type: 'registered', at: registeredAt, by: registeredBy })

/** Words that were forwarded are kept beside the files, and stand in the complaint itself. */
export const isEvidence = ({ kind }: Pick<FileRef, 'kind'>): boolean => kind !== 'text'

/** What can be sent again. */
export const sendable = (all: readonly Evidence[]): Sendable[] =>
  all.flatMap(({ kind, ...one }) => (kind === 'link' || kind === 'text' ? [] : [{ ...one, kind }]))

export type Sendable = Omit<Evidence, 'kind'> & { readonly kind: Exclude<FileRef['kind'], 'link' | 'text'> }
