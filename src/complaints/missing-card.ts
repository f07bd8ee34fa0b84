/** What form 2 still lacks, on the card of whoever is to file it, with the buttons that fill it (R19.3.d). */
import type { Task } from '../cases/case-type.js'
import type { Notice, Phrase } from '../delivery/notice.js'
import { complaintType } from './complaint.js'
import { type Cell, missingCells, type Stage } from './completeness.js'
import type { Complaint } from './model.js'

type Card = Extract<Notice, { type: 'card' }>

const STAGES: Readonly<Record<string, Stage>> = { filedFirst: 'plan', filingSubmitted: 'file', filingAccepted: 'file' }
/** As a card has room for six, with the step itself and the details. */
const MOST_BUTTONS = 4

export function withMissing(complaint: Complaint, [first]: readonly Task[], notice: Notice): Notice {
  const stage = first && STAGES[first.event]
  if (!first || !stage || notice.type !== 'card') return notice
  const cells = missingCells(complaint, stage)
  if (cells.length === 0) return notice
  const label: Phrase = { key: 'complaint.rows.missing' }
  const value: Phrase = { key: 'complaint.missingCells', values: { cells: cells.map(({ id }) => id) } }
  const [customer, ...others] = notice.rows
  return {
    ...notice,
    rows: [...(customer ? [customer] : []), { label, value }, ...others],
    buttons: [...notice.buttons.slice(0, 1), ...buttonsOf(complaint, cells, first), ...notice.buttons.slice(-1)],
  }
}

/** Those that whoever has the step to do may press. */
function buttonsOf({ _id, followUps }: Complaint, cells: readonly Cell[], { seats }: Task): Card['buttons'] {
  const isAwaited = followUps.some(({ doneAt }) => !doneAt)
  const fills = [...new Set(cells.flatMap(({ filledBy }) => filledBy ?? []))]
  const mayFill = (dialogue: string) =>
    Object.values(complaintType.acts).some(
      (act) => act.dialogue === dialogue && act.by.some((actor) => seats.some((seat) => seat === actor)),
    )
  // what the customer could not give is added, or noted as what cannot be had; so is anything by who may not correct a registration
  const own = fills.flatMap((fill) => [
    ...(fill === 'correct' && (isAwaited || !mayFill(fill)) ? ['supplement'] : []),
    ...(mayFill(fill) ? [fill] : []),
  ])
  return own
    .slice(0, MOST_BUTTONS)
    .map((fill) =>
      fill === 'supplement'
        ? { key: `do:startSupplement:${_id}`, label: { key: 'complaint.buttons.supplement' } }
        : { key: `do:begin:${fill}.${_id}`, label: { key: `complaint.steps.${fill}` } },
    )
}
