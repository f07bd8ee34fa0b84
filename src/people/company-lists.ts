/** Lists of the regulation that the company adds to: 原因分类 and 投诉类别, as the file and what was changed since come to. Pure. */
import type { z } from 'zod'
import { CAUSES, KINDS, type Organisation, OrganisationSchema } from './organisation-schema.js'

const { causes, kinds, labItems } = OrganisationSchema.shape
const SCHEMAS = { causes: causes.unwrap().element, kinds: kinds.unwrap().element, labItems: labItems.unwrap().element }
const KEPT = {
  causes: SCHEMAS.causes.omit({ id: true }),
  kinds: SCHEMAS.kinds.omit({ id: true }),
  labItems: SCHEMAS.labItems.omit({ id: true }),
}
export const LISTS = ['causes', 'kinds'] as const
export type List = (typeof LISTS)[number]
type Item = Organisation[List][number] & Partial<Organisation['kinds'][number]>
/** As it is kept, under its id. */
export type KeptItem = Omit<Item, 'id'>

/** What the regulation lists, and what fits everything that fits nothing else: that stays, as the last. */
const OF_REGULATION = {
  causes: { ids: CAUSES, last: 'UNDECIDED' },
  kinds: { ids: KINDS, last: 'OTHER' },
} as const satisfies Record<List, { readonly ids: readonly string[]; readonly last: string }>

export const lastOf = (list: List): string => OF_REGULATION[list].last
export const isOfRegulation = (list: List, id: string): boolean => OF_REGULATION[list].ids.some((one) => one === id)

/** All of them, in the order in which they are offered. */
export function itemsOf<L extends List>(organisation: Pick<Organisation, L>, list: L): Item[] {
  const given: readonly Item[] = organisation[list]
  const { ids, last } = OF_REGULATION[list]
  const regulated = ids.map((id): Item => given.find((one) => one.id === id) ?? { id, isOff: false })
  const own = given.filter(({ id }) => !isOfRegulation(list, id))
  return [...regulated.filter(({ id }) => id !== last), ...own, ...regulated.filter(({ id }) => id === last)]
}

/** Kept item by item, under its path. */
const KEPT_LISTS = [...LISTS, 'labItems'] as const
type KeptList = (typeof KEPT_LISTS)[number]

export const itemPath = (list: KeptList, id: string): string => `${list}.${id}`

export const listSettings = (organisation: Organisation): (readonly [string, unknown])[] =>
  KEPT_LISTS.flatMap((list) => organisation[list].map(({ id, ...item }) => [itemPath(list, id), item] as const))

/** @returns nothing where the path is of no list */
export function itemSchemaOf(path: string): z.ZodType | undefined {
  const list = KEPT_LISTS.find((one) => path.startsWith(itemPath(one, '')))
  return list && KEPT[list]
}

/** @returns nothing where the path is of neither of these lists, or the value cannot be read */
export function readItem(path: string, value: unknown): KeptItem | undefined {
  const list = LISTS.find((one) => path.startsWith(itemPath(one, '')))
  return list && KEPT[list].safeParse(value).data
}

export const readLabItem = (value: unknown) => KEPT.labItems.safeParse(value).data

/** What this version cannot read is as the organisation has it, if it has it at all. */
export function withLists(organisation: Organisation, settings: ReadonlyMap<string, unknown>): Organisation {
  const itemsIn = <T extends { readonly id: string }>(list: KeptList, schema: z.ZodType<T>, own: readonly T[]): T[] =>
    [...settings].flatMap(([path, value]) => {
      if (!path.startsWith(itemPath(list, ''))) return []
      const id = path.slice(itemPath(list, '').length)
      const read = schema.safeParse({ ...(typeof value === 'object' && value), id })
      return read.success ? [read.data] : own.filter((one) => one.id === id)
    })
  return {
    ...organisation,
    causes: itemsIn('causes', SCHEMAS.causes, organisation.causes),
    kinds: itemsIn('kinds', SCHEMAS.kinds, organisation.kinds),
    labItems: itemsIn('labItems', SCHEMAS.labItems, organisation.labItems),
  }
}
