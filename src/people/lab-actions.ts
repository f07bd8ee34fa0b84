/** 检验项目, 修改检验项目 and 检验项目记录: what the laboratory tests and what is allowed, how it is changed and by whom. */
import { createHash } from 'node:crypto'
import { type Notifier, say } from '../delivery/notice.js'
import { isNothing, type Value, type Values } from '../dialogue/session.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import { keyOf } from '../reading/normalise.js'
import type { Action, ActionRequest, ActionsNamed } from './action.js'
import { itemPath, readLabItem } from './company-lists.js'
import type { Directory } from './directory.js'
import { type LabItem, labItemsOf } from './lab-items.js'
import { readLimit } from './lab-limits.js'
import { holdsRole, type Person, type Role } from './person.js'
import type { SettingChange, SettingValue } from './setting-changes.js'
import type { CompanySettings } from './settings.js'

export const LAB_ACTIONS = ['showLabItems', 'checkLabItems', 'readLabChange', 'labItemChanged', 'listLabChanges'] as const

export interface LabActionDeps {
  readonly settings: Pick<CompanySettings, 'organisation' | 'valueOf' | 'change' | 'history'>
  readonly directory: Pick<Directory, 'holders'>
  readonly notifier: Notifier
}

/** Limits are theirs (domain.md 8). */
const CHANGERS: readonly Role[] = ['QC_HEAD', 'ADMIN']
const CHANGES_LISTED = 10

export function createLabActions({ settings, directory, notifier }: LabActionDeps): ActionsNamed<typeof LAB_ACTIONS> {
  const items = () => labItemsOf(settings.organisation)

  const showLabItems: Action = async ({ by }) => {
    refuseOutsiders(by)
    return { say: [say('labItems.page', { lines: items().map((item) => ({ item: shown(item) })) })] }
  }

  /** Refuses whoever may not before they are asked anything. */
  const checkLabItems: Action = async ({ by }) => {
    refuseOthers(by)
    return {}
  }

  /** Says what would be changed; refuses what cannot be. */
  const readLabChange: Action = async (request) => {
    refuseOthers(request.by)
    const { path, before, after } = wantedIn(request)
    return { facts: { read: before === undefined ? null : JSON.stringify(before), change: changeValues({ path, before, after }) } }
  }

  const labItemChanged: Action = async (request) => {
    refuseOthers(request.by)
    const { key, at, by, answers, facts } = request
    const { path, after } = wantedIn(request)
    const before: unknown = typeof facts.read === 'string' ? JSON.parse(facts.read) : undefined
    const change = await settings.change({
      key,
      at,
      from: at,
      by: { id: by.id, name: by.name },
      reason: String(answers.reason),
      settings: [{ path, before, after }],
    })
    const said = { by: by.name, reason: change.reason, change: changeValues(change.settings[0] ?? { path, before, after }) }
    const holders = (await Promise.all(CHANGERS.map((role) => directory.holders(role)))).flat()
    const others = new Set(holders.flatMap(({ id }) => (id === by.id ? [] : [id])))
    await notifier.notify([...others].map((to) => ({ id: `${key}.${to}`, to, notice: say('labItems.changedBy', said) })))
    return { say: [say('labItems.changed', said)] }
  }

  /** `before` is what is set, absent where nothing but the standard says it. @throws UserFacingError where it cannot be changed so */
  function wantedIn({ key, answers }: ActionRequest): SettingValue {
    const session = key.split('.')[0]!
    const isNew = answers.part === 'ADD'
    const id = isNew ? `added-${createHash('sha256').update(session).digest('hex').slice(0, 8)}` : String(answers.item)
    const path = itemPath('labItems', id)
    if (isNew) return { path, after: added(answers, id) }
    const present = items().find((one) => one.id === id)
    if (!present) throw new UserFacingError('labItems.gone', {}, true)
    const { id: _, ...kept } = changed(present, answers)
    return { path, before: settings.valueOf(path), after: kept }
  }

  function added(answers: Values, id: string): Omit<LabItem, 'id'> {
    const name = String(answers.name)
    if (items().some((one) => one.id !== id && keyOf(one.name) === keyOf(name))) throw new UserFacingError('labItems.sameName', { name })
    const days = typeof answers.days === 'number' && { days: answers.days }
    return { name, unit: written(answers.unit), method: written(answers.method), ...limitIn(answers, {}), ...days, isOff: false }
  }

  function changed(item: LabItem, answers: Values): LabItem {
    const { min: _least, max: _most, byGrade: _grades, ...others } = item
    const wanted = answers.part === 'LIMIT' ? { ...others, ...limitIn(answers, item) } : { ...item, isOff: answers.part === 'OFF' }
    if (JSON.stringify(shown(wanted)) === JSON.stringify(shown(item))) throw new UserFacingError('labItems.same', { name: item.name })
    return wanted
  }

  const listLabChanges: Action = async ({ by }) => {
    refuseOutsiders(by)
    const lines = (await settings.history()).flatMap(linesOf)
    if (lines.length === 0) return { say: [say('labItems.noChanges')] }
    return { say: [say('labItems.changes', { lines: lines.slice(0, CHANGES_LISTED), count: lines.length })] }
  }

  const linesOf = ({ at, by, reason, settings: set }: SettingChange): Values[] =>
    set.flatMap((setting) =>
      setting.path.startsWith(itemPath('labItems', ''))
        ? [{ at: at.toISOString(), by: by?.name, file: by === undefined, reason, change: changeValues(setting) }]
        : [],
    )

  return { showLabItems, checkLabItems, readLabChange, labItemChanged, listLabChanges }
}

/** What it was before, as the standard has it where nothing was set, and what it is now. */
function changeValues({ path, before, after }: SettingValue): Values {
  const ofStandard = labItemsOf({ labItems: [] }).find(({ id }) => itemPath('labItems', id) === path)
  const [was = ofStandard, is = ofStandard] = [before, after].map(readLabItem)
  return { before: was && shown(was), after: is && shown(is) }
}

/** For the texts `labItems.shown`. */
function shown({ name, unit, method, min, max, byGrade = {}, days, isOff }: Omit<LabItem, 'id'>): Values {
  const grades = Object.entries(byGrade).map(([grade, least]) => `${grade} ≥${least}`)
  const hasNone = min === undefined && max === undefined && grades.length === 0
  return { name, unit, method, min, max, grades, days, hasNone, isOff }
}

/** @throws UserFacingError that says how it is written */
function limitIn({ limit }: Values, before: Pick<LabItem, 'byGrade'>): Pick<LabItem, 'min' | 'max' | 'byGrade'> {
  const read = readLimit(String(limit), before)
  if (!read) throw new UserFacingError('labItems.misread', { said: String(limit) })
  return read
}

const written = (answer: Value | undefined): string => (answer === undefined || isNothing(answer) ? '' : String(answer))

function refuseOutsiders({ roles }: Person): void {
  if (roles.length === 0) throw new NotAllowedError('labItems.onlyStaff')
}

function refuseOthers(by: Person): void {
  if (!holdsRole(by, CHANGERS)) throw new NotAllowedError('labItems.notAllowed', { roles: CHANGERS })
}
