/** Lists of the organisation that dialogues may offer: `options: { list: plants }`. Pure. */
import { isOfRegulation, itemsOf, type List } from './company-lists.js'
import { labItemsOf } from './lab-items.js'
import type { Organisation } from './organisation-schema.js'

export interface OptionList {
  /** Ids, in the order in which they are offered. */
  readonly offered: readonly string[]
  /** What the company calls them, also those that are offered no more. */
  readonly labels: Readonly<Record<string, OptionLabel>>
  /** Where the texts have labels for those that the company has none for: a dialogue and its question. */
  readonly worded?: { readonly flow: string; readonly step: string; readonly ids: readonly string[] }
}
interface OptionLabel {
  readonly label: string
  /** What people call it beside. */
  readonly names?: readonly string[]
}

/** The questions whose texts name what the regulation lists. */
export const WORDED = {
  causes: { flow: 'facts', step: 'causeCode' },
  kinds: { flow: 'complaint', step: 'kind' },
} as const satisfies Record<List, Omit<NonNullable<OptionList['worded']>, 'ids'>>

/** `everyCause` and `everyKind` are for whoever changes them. */
export function listsOf(organisation: Organisation): Record<string, OptionList> {
  const { plants, departments } = organisation
  const ofPlaces = (all: readonly { readonly id: string; readonly label: string }[]): OptionList => ({
    offered: all.map(({ id }) => id),
    labels: Object.fromEntries(all.map(({ id, label }) => [id, { label }])),
  })
  const ofCompany = (list: List) => {
    const items = itemsOf(organisation, list)
    const every: OptionList = {
      offered: items.map(({ id }) => id),
      labels: Object.fromEntries(
        items.flatMap(({ id, name: label, formerly }) => (label ? [[id, { label, ...(formerly && { names: [formerly] }) }]] : [])),
      ),
      worded: { ...WORDED[list], ids: items.flatMap(({ id }) => (isOfRegulation(list, id) ? [id] : [])) },
    }
    return { every, offered: { ...every, offered: items.flatMap(({ id, isOff }) => (isOff ? [] : [id])) } }
  }
  const causes = ofCompany('causes')
  const kinds = ofCompany('kinds')
  return {
    plants: ofPlaces(plants.map(({ id, shortName }) => ({ id, label: shortName }))),
    departments: ofPlaces(departments.map(({ id, name }) => ({ id, label: name }))),
    labItems: ofPlaces(labItemsOf(organisation).map(({ id, name }) => ({ id, label: name }))),
    causes: causes.offered,
    everyCause: causes.every,
    kinds: kinds.offered,
    everyKind: kinds.every,
  }
}
