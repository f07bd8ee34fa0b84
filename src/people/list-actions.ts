/** 清单, 修改清单 and 清单记录: 投诉类别 and 原因分类, as they are offered, how they are changed and by whom. */
import { createHash } from 'node:crypto'
import { type Notifier, say } from '../delivery/notice.js'
import type { Value, Values } from '../dialogue/session.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import { keyOf } from '../reading/normalise.js'
import type { Action, ActionRequest, ActionsNamed } from './action.js'
import { isOfRegulation, itemPath, itemsOf, type KeptItem, LISTS, type List, lastOf, readItem } from './company-lists.js'
import { departmentPath, departmentsOf } from './departments.js'
import type { Directory } from './directory.js'
import { holdsRole, type Person, type Role } from './person.js'
import type { SettingChange, SettingValue } from './setting-changes.js'
import type { CompanySettings } from './settings.js'

export const LIST_ACTIONS = ['showLists', 'checkLists', 'checkPhotos', 'readListChange', 'listChanged', 'listListChanges'] as const

export interface ListActionDeps {
  readonly settings: Pick<CompanySettings, 'organisation' | 'valueOf' | 'change' | 'history'>
  /** All that people call an option. */
  readonly namesOf: (list: List, id: string) => readonly string[]
  /** Its label. */
  readonly labelOf: (list: List, id: string) => string
  readonly directory: Pick<Directory, 'holders'>
  readonly notifier: Notifier
}

/** Lists are theirs (domain.md 8). */
const CHANGERS: readonly Role[] = ['CS', 'ADMIN']
const CHANGES_LISTED = 10

export function createListActions({ settings, namesOf, labelOf, directory, notifier }: ListActionDeps): ActionsNamed<typeof LIST_ACTIONS> {
  const items = (list: List) => itemsOf(settings.organisation, list)

  const showLists: Action = async ({ by }) => {
    refuseOutsiders(by)
    const idsOf = (list: List, isOff: boolean) => items(list).flatMap((one) => (one.isOff === isOff ? [one.id] : []))
    const shown = {
      kinds: idsOf('kinds', false),
      kindsOff: idsOf('kinds', true),
      withPhotos: items('kinds').flatMap(({ id, needsPhotos }) => (needsPhotos ? [id] : [])),
      causes: idsOf('causes', false),
      causesOff: idsOf('causes', true),
    }
    return { say: [say('companyLists.page', shown)] }
  }

  /** Refuses whoever may not before they are asked anything. */
  const checkLists: Action = async ({ by }) => {
    refuseOthers(by)
    return {}
  }

  /** Refuses a kind of which the regulation says it, before anybody is asked whether. */
  const checkPhotos: Action = async ({ by, answers }) => {
    refuseOthers(by)
    refuseFixed('kinds', String(answers.kind))
    return {}
  }

  /** Says what would be changed; refuses what cannot be. */
  const readListChange: Action = async (request) => {
    refuseOthers(request.by)
    const wanted = wantedIn(request)
    return { facts: { read: wanted.before ? JSON.stringify(wanted.before) : null, change: changeValues(wanted) } }
  }

  const listChanged: Action = async (request) => {
    refuseOthers(request.by)
    const { key, at, by, answers, facts } = request
    const wanted = wantedIn(request)
    const before: unknown = typeof facts.read === 'string' ? JSON.parse(facts.read) : undefined
    const change = await settings.change({
      key,
      at,
      from: at,
      by: { id: by.id, name: by.name },
      reason: String(answers.reason),
      settings: [{ ...wanted, before }, ...answering(placeOf(wanted.path).id, answers.departments)],
    })
    const [made] = change.settings
    const said = { by: by.name, reason: change.reason, change: changeValues(made ?? wanted) }
    const others = (await directory.holders('ADMIN')).filter((one) => one.id !== by.id)
    await notifier.notify(others.map((to) => ({ id: `${key}.${to.id}`, to: to.id, notice: say('companyLists.changedBy', said) })))
    return { say: [say('companyLists.changed', said)] }
  }

  /** The departments that answer for a kind from now on. */
  function answering(kind: string, answer: Value | undefined): SettingValue[] {
    const chosen = Array.isArray(answer) ? answer : []
    return departmentsOf(settings.organisation).flatMap(({ id, ...before }) =>
      chosen.includes(id) && !before.kinds.includes(kind)
        ? [{ path: departmentPath(id), before, after: { ...before, kinds: [...before.kinds, kind] } }]
        : [],
    )
  }

  /** @throws UserFacingError where it cannot be changed so */
  function wantedIn({ key, answers }: ActionRequest): { readonly path: string; readonly before?: KeptItem; readonly after: KeptItem } {
    const list: List = answers.which === 'KINDS' || answers.part === 'PHOTOS' ? 'kinds' : 'causes'
    if (answers.part === 'ADD') {
      const id = `added-${createHash('sha256').update(sessionOf(key)).digest('hex').slice(0, 8)}`
      const asked = list === 'kinds' && { needsPhotos: answers.needsPhotos === true }
      return { path: itemPath(list, id), after: { name: nameIn(answers.name, list, id), isOff: false, ...asked } }
    }
    const id = String(list === 'kinds' ? answers.kind : answers.cause)
    if (!items(list).some((one) => one.id === id)) throw new UserFacingError('companyLists.gone', {}, true)
    const path = itemPath(list, id)
    const before = readItem(path, settings.valueOf(path))
    const present = before ?? UNCHANGED
    return { path, ...(before && { before }), after: { ...present, ...changedBy(answers, list, id, present) } }
  }

  function changedBy(answers: Values, list: List, id: string, { isOff, needsPhotos }: KeptItem): Partial<KeptItem> {
    const name = labelOf(list, id)
    switch (answers.part) {
      case 'RENAME':
        return { name: nameIn(answers.name, list, id), formerly: name }
      case 'PHOTOS': {
        const wanted = answers.needsPhotos === true
        refuseFixed(list, id)
        if (wanted === (needsPhotos ?? false)) throw new UserFacingError('companyLists.same', { name })
        return { needsPhotos: wanted }
      }
      default: {
        const wanted = answers.part === 'OFF'
        if (wanted && id === lastOf(list)) throw new UserFacingError('companyLists.last', { name })
        if (wanted === isOff) throw new UserFacingError('companyLists.same', { name })
        return { isOff: wanted }
      }
    }
  }

  function refuseFixed(list: List, id: string): void {
    if (isOfRegulation(list, id)) throw new UserFacingError('companyLists.photosFixed', { name: labelOf(list, id) })
  }

  /** @throws UserFacingError where another one is called so: people choose by names */
  function nameIn(answer: Value | undefined, list: List, id: string): string {
    const name = String(answer)
    const isTaken = items(list).some(
      (one) => (one.id !== id || one.name === name) && namesOf(list, one.id).some((word) => keyOf(word) === keyOf(name)),
    )
    if (isTaken) throw new UserFacingError('companyLists.sameName', { name })
    return name
  }

  const listListChanges: Action = async ({ by }) => {
    refuseOutsiders(by)
    const lines = (await settings.history()).flatMap(linesOf)
    if (lines.length === 0) return { say: [say('companyLists.noChanges')] }
    return { say: [say('companyLists.changes', { lines: lines.slice(0, CHANGES_LISTED), count: lines.length })] }
  }

  const linesOf = ({ at, by, reason, settings }: SettingChange): Values[] =>
    settings.flatMap((setting) =>
      isOfList(setting.path) ? [{ at: at.toISOString(), by: by?.name, file: by === undefined, reason, change: changeValues(setting) }] : [],
    )

  return { showLists, checkLists, checkPhotos, readListChange, listChanged, listListChanges }
}

/** One of the regulation, of which nothing is said yet. */
const UNCHANGED: KeptItem = { isOff: false }

const isOfList = (path: string): boolean => LISTS.some((one) => path.startsWith(itemPath(one, '')))

function placeOf(path: string): { readonly list: List; readonly id: string } {
  const list = LISTS.find((one) => path.startsWith(itemPath(one, ''))) ?? 'causes'
  return { list, id: path.slice(itemPath(list, '').length) }
}

/** For `companyLists.change` of the texts: what it is called, and what has become of it. */
function changeValues({ path, before, after }: SettingValue): Values {
  const { list, id } = placeOf(path)
  const was = readItem(path, before)
  const is = readItem(path, after)
  const isNew = was === undefined && !isOfRegulation(list, id)
  const isRenamed = !isNew && is?.name !== undefined && is.name !== was?.name
  const name = isNew ? is?.name : isRenamed ? (is.formerly ?? was?.name) : undefined
  const did = [
    ...(isNew ? ['added'] : []),
    ...(is === undefined ? ['removed'] : []),
    ...(is && is.isOff !== (was?.isOff ?? false) ? [is.isOff ? 'off' : 'on'] : []),
    ...(is && (is.needsPhotos ?? false) !== (was?.needsPhotos ?? false) ? [is.needsPhotos ? 'photos' : 'noPhotos'] : []),
    ...(isRenamed ? ['renamed'] : []),
  ]
  return { list, name, ...(name === undefined && { [list === 'kinds' ? 'kind' : 'cause']: id }), did, to: isRenamed ? is.name : undefined }
}

/** Keys of actions begin with the session. */
const sessionOf = (key: string): string => key.split('.')[0]!

function refuseOutsiders({ roles }: Person): void {
  if (roles.length === 0) throw new NotAllowedError('companyLists.onlyStaff')
}

function refuseOthers(by: Person): void {
  if (!holdsRole(by, CHANGERS)) throw new NotAllowedError('companyLists.notAllowed', { roles: CHANGERS })
}
