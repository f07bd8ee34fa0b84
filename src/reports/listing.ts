/** The lists of complaints that chat shows, by the names that their buttons carry: what is exported holds the same rows. */
import { addDays, dayOf } from '../calendar/index.js'
import { type Access, type ComplaintFilter, inPlants, numberIn, scopeOf, seenOf, type View } from '../complaints/access.js'
import { type CustomerFinder, isNamed } from '../complaints/find-customers.js'
import { filterFor } from '../complaints/search.js'
import type { ComplaintSearch } from '../complaints/search-complaints.js'
import { ownIn } from '../complaints/view.js'
import type { Customer } from '../customers/index.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import { itemsOf } from '../people/company-lists.js'
import type { Organisation } from '../people/organisation.js'
import type { Person } from '../people/person.js'
import { keyOf } from '../reading/normalise.js'
import { type DaySpan, during, spanNamed } from './day-span.js'
import type { FigureQueries } from './figures.js'
import type { Wording } from './form.js'

export interface ListingDeps {
  readonly figures: FigureQueries
  readonly viewFor: Access['viewFor']
  readonly finder: Pick<CustomerFinder, 'find' | 'findBehind'>
  readonly search: Pick<ComplaintSearch, 'filterOf'>
  readonly organisation: Pick<Organisation, 'plants' | 'kinds'>
  readonly wording: Wording
  /** Names by which people call a kind of complaint. */
  readonly kindNames: (kind: string) => readonly string[]
}

export interface Listing {
  /** As the person asked for it. */
  readonly title: string
  /** With the rights of the reader. */
  readonly filter: ComplaintFilter
  readonly sort: Readonly<Record<string, 1 | -1>>
  readonly view: View
}

/** 本月 受潮结块 渭南: what was counted. */
export interface Asked extends Listing {
  /** Without it nothing of the time was asked: 逾期. */
  readonly span?: DaySpan
  /** What is asked for beside the time. */
  readonly pieces: readonly Piece[]
  /** What is asked for and may be seen, of any time. */
  readonly everything: ComplaintFilter
}

interface Piece {
  readonly label: string
  readonly filter: ComplaintFilter
  /** Of what it is a name: figures of shipments are known by plant, and concern every kind. */
  readonly of: 'kind' | 'plant' | 'other'
  readonly plant?: string
}

/** Each is looked up by itself. */
const MOST_PIECES = 8
const FELT: readonly string[] = ['不满意', 'dissatisfied']
const NEWEST_FIRST = { registeredAt: -1 } as const

export type Listings = ReturnType<typeof createListings>

export function createListings({ figures, viewFor, finder, search, organisation, wording, kindNames }: ListingDeps) {
  /** @throws UserFacingError where one of the words is not understood */
  async function asked(words: string, by: Person, at: Date): Promise<Asked> {
    const view = await viewFor(by)
    const [word = '', ...said] = words.split(/[\s,，、]+/).filter(Boolean)
    const states = casesOf(word, at)
    // how late cases are and how they went is known inside
    if (states && !view.isInside) throw new NotAllowedError('digest.notAllowed')
    const span = states ? undefined : (spanNamed(word, at) ?? spanNamed(said[0] ?? '', at))
    // 统计 10月 渭南: the time is named by the second word
    const times = span && !spanNamed(word, at) ? said.slice(0, 1) : []
    const rest = said.slice(times.length)
    if (rest.length > MOST_PIECES) throw new UserFacingError('stats.tooMany', { max: MOST_PIECES })
    const read = await Promise.all(rest.map((piece) => readPiece(piece, by, view)))
    const unknown = rest.filter((_, index) => !read[index])
    if (unknown.length > 0) throw new UserFacingError('stats.unknown', { words: unknown.join('、') })
    const pieces = read.flatMap((piece) => piece ?? [])
    const everything: ComplaintFilter = { $and: [view.filter, ...pieces.map(({ filter }) => filter)] }
    const days = span ?? { from: addDays(dayOf(at), -29), before: addDays(dayOf(at), 1) }
    return {
      title: [word, ...times, ...pieces.map(({ label }) => label)].join(' '),
      filter: { $and: [everything, states ?? during(days)] },
      sort: states && 'overdueAt' in states ? { overdueAt: 1 } : NEWEST_FIRST,
      view,
      ...(!states && { span: days }),
      pieces,
      everything,
    }
  }

  /** @param list as a button names it. @throws UserFacingError where there is no such list, or none for this person */
  async function named(list: string, by: Person, at: Date): Promise<Listing> {
    const [kind = '', rest = ''] = split(list)
    const view = await viewFor(by)
    if (kind === 'asked') return asked(rest, by, at)
    if (kind === 'mine') return { title: wording.phrase('lists.mine'), filter: ownIn(view, by), sort: NEWEST_FIRST, view }
    if (kind === 'found') {
      const filter = { $and: [await search.filterOf(rest, by, view), view.filter] }
      return { title: wording.phrase('lists.found', { query: rest }), filter, sort: NEWEST_FIRST, view }
    }
    const behind = kind === 'behind' ? figures.behind(rest, at) : undefined
    const plants = scopeOf(by)
    if (!behind || plants?.length === 0) throw new NotAllowedError('digest.notAllowed')
    const title = wording.phrase(`lists.behind.${rest}`)
    return { title, filter: { $and: [seenOf(behind.filter, by, view), inPlants(plants)] }, sort: behind.sort, view }
  }

  async function readPiece(piece: string, by: Person, view: View): Promise<Piece | undefined> {
    const key = keyOf(piece)
    if (key === '') return undefined
    const kind = itemsOf(organisation, 'kinds')
      .map(({ id }) => id)
      .find((one) => kindNames(one).some((name) => keyOf(name) === key || (key.length >= 2 && keyOf(name).includes(key))))
    if (kind) return { label: wording.field('complaint', 'kind', kind)?.value ?? kind, filter: { kind }, of: 'kind' }
    const plant = organisation.plants.find(({ name, shortName }) => keyOf(shortName).startsWith(key) || keyOf(name) === key)
    if (plant) return { label: plant.shortName, filter: { plant: plant.id }, of: 'plant', plant: plant.id }
    const no = numberIn(piece)
    if (no) return { label: no, filter: { _id: no }, of: 'other' }
    const matches = await namedCustomers(piece, by, view)
    if (matches.length > 0)
      return {
        label: matches.map(({ shortName, name }) => shortName ?? name).join('/'),
        filter: { 'customer.id': { $in: matches.map(({ _id }) => _id) } },
        of: 'other',
      }
    const filter = /\d/.test(piece) ? filterFor(piece, { customers: [] }) : undefined
    return filter && { label: piece, filter, of: 'other' }
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

  function casesOf(word: string, at: Date): ComplaintFilter | undefined {
    const { overdue, dissatisfied, major } = figures.lists
    const [late, unhappy, grave] = [overdue(at), dissatisfied(at), major()]
    const known: Readonly<Record<string, ComplaintFilter>> = {
      逾期: late,
      不满意: unhappy,
      重大: grave,
      overdue: late,
      dissatisfied: unhappy,
      major: grave,
    }
    return known[word]
  }

  /** 不满意 of somebody outside is how they feel, no list that they ask for. */
  const isFeltBy = async (word: string, by: Person): Promise<boolean> => FELT.includes(word) && !(await viewFor(by)).isInside

  return { asked, named, isFeltBy }
}

/** `found.宏基 卸车` is `found` and `宏基 卸车`. */
function split(list: string): [string, string] {
  const end = list.indexOf('.')
  return end < 0 ? [list, ''] : [list.slice(0, end), list.slice(end + 1)]
}
