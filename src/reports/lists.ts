/** The cases behind the numbers: lists with the buttons that move them, and counts by whatever people name. */
import { addDays, DAY_MS, dayOf, instant } from '../calendar/index.js'
import { mayPush } from '../cases/push-all.js'
import { type Access, type ComplaintFilter, numberIn, scopeOf, type View } from '../complaints/access.js'
import { actorsOf } from '../complaints/actors.js'
import { complaintType, mayBegin, openTasks } from '../complaints/complaint.js'
import { type CustomerFinder, isNamed } from '../complaints/find-customers.js'
import type { Complaint } from '../complaints/model.js'
import { filterFor } from '../complaints/search.js'
import { listLine } from '../complaints/show.js'
import type { Customer } from '../customers/index.js'
import { type Notice, say } from '../delivery/notice.js'
import { isObject, type Values } from '../dialogue/session.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Action, ActionsNamed } from '../people/action.js'
import { KINDS, type Organisation } from '../people/organisation.js'
import type { Person } from '../people/person.js'
import { keyOf } from '../reading/normalise.js'
import type { Digest } from './digest.js'
import type { FigureQueries } from './figures.js'
import type { FormContext } from './form.js'

export interface ListDeps {
  readonly figures: FigureQueries
  readonly digest: Pick<Digest, 'lateValues'>
  readonly viewFor: Access['viewFor']
  readonly finder: Pick<CustomerFinder, 'find' | 'findBehind'>
  readonly organisation: Organisation
  readonly form: FormContext
  /** Names by which people call a kind of complaint. */
  readonly kindNames: (kind: string) => readonly string[]
}

const LISTED = 5
const LINES = 10
/** Each is looked up by itself. */
const MOST_PIECES = 8

export function createLists({
  figures,
  digest,
  viewFor,
  finder,
  organisation,
  form,
  kindNames,
}: ListDeps): ActionsNamed<readonly ['showList', 'queryComplaints']> {
  /** The list behind a number of the digest, each with the buttons that move it. */
  const showList: Action = async ({ reference = '', by, at }) => {
    const [list = 'overdue', from = '0'] = reference.split('.')
    const filter = listOf(list, at)
    const plants = scopeOf(by)
    if (!filter || plants?.length === 0) throw new NotAllowedError('digest.notAllowed')
    const skip = /^\d{1,6}$/.test(from) ? Number(from) : 0
    const all = await figures.count(plants, filter)
    const found = await figures.listed(plants, filter, {
      skip,
      limit: LISTED,
      sort: list === 'overdue' ? { overdueAt: 1 } : { nextDueAt: 1 },
    })
    // what is damaged is left out, and has had its place on the page
    const left = Math.max(0, all - skip - LISTED)
    if (found.length === 0 && left === 0) return { say: [say('digest.listEmpty')] }
    const { shown } = await viewFor(by)
    const cards = found.map((complaint) => lateCard(shown(complaint), list, by, at))
    const more: Notice[] =
      left > 0
        ? [
            {
              type: 'card',
              card: `list-${list}-${skip}`,
              title: { key: 'digest.more', values: { count: left } },
              rows: [],
              buttons: [{ key: `do:showList:${list}.${skip + LISTED}`, label: { key: 'digest.buttons.next' }, style: 'primary' }],
            },
          ]
        : []
    const isAll = list === 'overdue' && skip === 0 && all > 1 && mayPush(by, complaintType.acts.pushed.by)
    return { say: [...cards, ...more, ...(isAll ? [pushAllCard(all)] : [])] }
  }

  /** One press for all of them. */
  const pushAllCard = (count: number): Notice => ({
    type: 'card',
    card: `all-${count}`,
    title: { key: 'digest.lateAll', values: { count } },
    rows: [],
    buttons: [{ key: 'do:askPushAll:', label: { key: 'cases.pushAll.button' } }],
  })

  function listOf(list: string, at: Date): ComplaintFilter | undefined {
    const { overdue, dueToday, dueTomorrow, major, dissatisfied } = figures.lists
    const known: Readonly<Record<string, ComplaintFilter>> = {
      overdue: overdue(at),
      dueToday: dueToday(at),
      dueTomorrow: dueTomorrow(at),
      major: major(),
      dissatisfied: dissatisfied(at),
    }
    return Object.hasOwn(known, list) ? known[list] : undefined
  }

  /** Found, understood and pushed from one card. */
  function lateCard(complaint: Complaint, list: string, by: Person, at: Date): Notice {
    const values = { ...digest.lateValues(complaint, at), list, round: complaint.round }
    const [step] = openTasks(complaint)
    const row = (label: string, text: string, more = {}) => ({
      label: { key: `complaint.rows.${label}` },
      value: { key: text, values: { ...values, ...more } },
    })
    return {
      type: 'card',
      card: `late-${complaint._id}`,
      title: { key: list === 'overdue' ? 'digest.lateTitle' : 'digest.listTitle', values },
      subtitle: { key: 'complaint.cards.subtitle', values },
      text: { key: 'plain', values: { text: complaint.description } },
      rows: [
        row('customer', 'plain', { text: complaint.customer.name }),
        row('state', 'complaint.stateNow'),
        row('waitsFor', 'digest.waitsFor', { step: step?.id ?? '' }),
      ],
      buttons: [
        ...(step && mayBegin(complaint, 'pushed', actorsOf(by, complaint))
          ? [{ key: `do:push:${complaint._id}.${step.id}`, label: { key: 'complaint.buttons.push' }, style: 'primary' as const }]
          : []),
        { key: `do:showComplaint:${complaint._id}`, label: { key: 'complaint.buttons.details' } },
        { key: `do:explainDue:${complaint._id}`, label: { key: 'complaint.buttons.why' } },
      ],
    }
  }

  /** 本月 受潮结块 渭南 · 逾期 · 不满意: what is counted is said, then the cases. */
  const queryComplaints: Action = async ({ facts, by, at }) => {
    const view = await viewFor(by)
    const { word } = askedIn(facts)
    // how late cases are and how they went is known inside
    if (!view.isInside && Object.hasOwn(casesOf(at), word)) throw new NotAllowedError('digest.notAllowed')
    const pieces = restOf(facts)
      .split(/[\s,，、]+/)
      .filter(Boolean)
    if (pieces.length > MOST_PIECES) throw new UserFacingError('stats.tooMany', { max: MOST_PIECES })
    const named = await Promise.all(pieces.map((piece) => readPiece(piece, by, view)))
    const unknown = pieces.filter((_, index) => !named[index])
    if (unknown.length > 0) throw new UserFacingError('stats.unknown', { words: unknown.join('、') })
    const filter: ComplaintFilter = { $and: [view.filter, spanOf(word, at), ...named.map((one) => one!.filter)] }
    const { all, ...stands } = await figures.tally(filter, at)
    const title = [word, ...named.map((one) => one!.label)].join(' ')
    const isLate = word === '逾期' || word === 'overdue'
    const found = await figures.listed(undefined, filter, { limit: LINES, sort: isLate ? { overdueAt: 1 } : { registeredAt: -1 } })
    const head = view.isInside ? say('stats.text', { title, all, ...stands }) : say('stats.own', { title, all })
    const lines = found.map((complaint): Notice => ({ type: 'text', text: listLine(complaint, view.levelOf(complaint)) }))
    return { say: [head, ...lines, ...(all > found.length ? [say('stats.more', { count: all - found.length })] : [])] }
  }

  async function readPiece(piece: string, by: Person, view: View): Promise<{ label: string; filter: ComplaintFilter } | undefined> {
    const key = keyOf(piece)
    const kind = KINDS.find((one) => kindNames(one).some((name) => keyOf(name) === key || (key.length >= 2 && keyOf(name).includes(key))))
    if (kind) return { label: form.wording.field('complaint', 'kind', kind)?.value ?? kind, filter: { kind } }
    const plant = organisation.plants.find(({ name, shortName }) => keyOf(shortName).startsWith(key) || keyOf(name) === key)
    if (plant) return { label: plant.shortName, filter: { plant: plant.id } }
    const no = numberIn(piece)
    if (no) return { label: no, filter: { _id: no } }
    const matches = await namedCustomers(piece, by, view)
    if (matches.length > 0)
      return {
        label: matches.map(({ shortName, name }) => shortName ?? name).join('/'),
        filter: { 'customer.id': { $in: matches.map(({ _id }) => _id) } },
      }
    const filter = /\d/.test(piece) ? filterFor(piece, { customers: [] }) : undefined
    return filter && { label: piece, filter }
  }

  /** Those whom the person may find, and those of complaints that they may see anyway. */
  async function namedCustomers(piece: string, by: Person, view: View): Promise<Customer[]> {
    const found = await finder.find(by, piece)
    if (by.customer !== undefined) return found.filter((customer) => isNamed(customer, piece))
    if (found.length > 0) return found
    const others = await finder.findBehind(by, piece)
    const visible = await Promise.all(others.map(({ _id }) => figures.count(undefined, { $and: [view.filter, { 'customer.id': _id }] })))
    return others.filter((_, index) => visible[index]! > 0)
  }

  /** What the first word means; the words stand in the texts of the dialogue `stats`. */
  function spanOf(word: string, at: Date): ComplaintFilter {
    const today = dayOf(at)
    const month = today.slice(0, 7)
    const before = addDays(`${month}-01`, -1).slice(0, 7)
    const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7))
    const year = Number(today.slice(0, 4))
    const between = (from: string, to: string) => ({ registeredAt: { $gte: instant(from), $lt: instant(to) } })
    const tomorrow = addDays(today, 1)
    const spans: Readonly<Record<string, ComplaintFilter>> = {
      今天: between(today, tomorrow),
      本周: between(monday, tomorrow),
      上周: between(addDays(monday, -7), monday),
      本月: between(`${month}-01`, tomorrow),
      上月: between(`${before}-01`, `${month}-01`),
      今年: between(`${year}-01-01`, tomorrow),
      去年: between(`${year - 1}-01-01`, `${year}-01-01`),
      thismonth: between(`${month}-01`, tomorrow),
      thisweek: between(monday, tomorrow),
      thisyear: between(`${year}-01-01`, tomorrow),
      ...casesOf(at),
    }
    return spans[word] ?? { registeredAt: { $gte: new Date(at.getTime() - 30 * DAY_MS), $lte: at } }
  }

  function casesOf(at: Date): Readonly<Record<string, ComplaintFilter>> {
    const [overdue, dissatisfied, major] = [figures.lists.overdue(at), figures.lists.dissatisfied(at), figures.lists.major()]
    return { 逾期: overdue, 不满意: dissatisfied, 重大: major, overdue, dissatisfied, major }
  }

  return { showList, queryComplaints }
}

/** What stands after the word that was said: `受潮结块 渭南` of `本月 受潮结块 渭南`. */
export const restOf = (facts: Values): string => askedIn(facts).rest

/** The word that began the dialogue, and what stood after it; both empty where it began otherwise. */
export function askedIn({ asked }: Values): { readonly word: string; readonly rest: string } {
  const { word, rest } = isObject(asked) ? asked : {}
  return { word: typeof word === 'string' ? word : '', rest: typeof rest === 'string' ? rest.trim() : '' }
}
