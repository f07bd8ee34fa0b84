/** What the company has set: as its file says, and as it was changed since. Pure. */
import { itemSchemaOf, listSettings, withLists } from './company-lists.js'
import { departmentPath, departmentsIn, departmentsOf, isDepartment, withDepartments } from './departments.js'
import { readKeptSentence, sentenceIdOf } from './kept-sentences.js'
import { type Organisation, OrganisationSchema, type OwnRules, rulesSchema } from './organisation-schema.js'
import { rulesIn } from './rule-list.js'
import type { SettingChange, SettingValue } from './setting-changes.js'

/** Everything that may be changed in chat, by its path. */
export type Settings = ReadonlyMap<string, unknown>

/** As an organisation has them. @param kinds what kinds of case read under `rules` */
export function settingsIn(organisation: Organisation, kinds: OwnRules): Settings {
  const all = { rules: rulesSchema(kinds).parse(organisation.rules) }
  const rules = rulesIn(kinds).flatMap(({ path }) => {
    const value = valueAt(all, path.split('.'))
    return value === undefined ? [] : [[path, value] as const]
  })
  const departments = departmentsOf(organisation).map(({ id, ...one }) => [departmentPath(id), one] as const)
  return new Map<string, unknown>([...rules, ...departments, ...listSettings(organisation)])
}

/** After these changes, in this order. */
export function settingsAfter(changes: readonly Pick<SettingChange, 'settings'>[]): Settings {
  const settings = new Map<string, unknown>()
  for (const { path, after } of changes.flatMap((change) => change.settings)) {
    if (after === undefined) settings.delete(path)
    else settings.set(path, after)
  }
  return settings
}

/** The organisation with these in the place of its own. What this version takes no more is as the organisation has it. */
export function organisationWith(organisation: Organisation, settings: Settings, kinds: OwnRules): Organisation {
  const schema = rulesSchema(kinds)
  const own = schema.parse(organisation.rules)
  const given = rulesIn(kinds).reduce<Tree>((rules, { path }) => withValueAt(rules, path.split('.').slice(1), settings.get(path)), own)
  const refused = schema.safeParse(given).error?.issues.map(({ path: [name] }) => String(name)) ?? []
  const mended = Object.fromEntries(Object.entries(own).filter(([name]) => refused.includes(name)))
  const rules = OrganisationSchema.shape.rules.parse(schema.parse({ ...given, ...mended }))
  return { ...withLists(withDepartments(organisation, departmentsIn(settings, organisation)), settings), rules }
}

/** What was set there before and after, as far as this version can read both. @param kinds as above */
export function readableIn(settings: readonly SettingValue[], kinds: OwnRules): SettingValue[] {
  const schemas = new Map(rulesIn(kinds).map(({ path, schema }) => [path, schema]))
  const isReadable = (path: string, value: unknown) => {
    if (value === undefined) return true
    if (path.startsWith(departmentPath(''))) return isDepartment(value)
    if (sentenceIdOf(path) !== undefined) return readKeptSentence(value) !== undefined
    return (itemSchemaOf(path) ?? schemas.get(path))?.safeParse(value).success === true
  }
  return settings.filter(({ path, before, after }) => [before, after].every((value) => isReadable(path, value)))
}

type Tree = Readonly<Record<string, unknown>>
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

const valueAt = (tree: unknown, path: readonly string[]): unknown =>
  path.reduce((inner, name) => (isTree(inner) ? inner[name] : undefined), tree)

function withValueAt(tree: Tree, [name = '', ...rest]: readonly string[], value: unknown): Tree {
  if (rest.length > 0) return { ...tree, [name]: withValueAt(isTree(tree[name]) ? tree[name] : {}, rest, value) }
  const { [name]: _, ...others } = tree
  return value === undefined ? others : { ...others, [name]: value }
}

/** What has to be changed to get from the one to the other. */
export function differencesBetween(before: Settings, after: Settings): SettingValue[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)]
    return isSame(was, is) ? [] : [settingOf(path, was, is)]
  })
}

export const settingOf = (path: string, before: unknown, after: unknown): SettingValue => ({
  path,
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
})

/** As they are written down. */
export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
