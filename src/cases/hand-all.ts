/** 转派全部: what somebody has taken on of all open cases is given to a colleague, after one confirmation. */
import type { Model } from 'mongoose'
import { say } from '../delivery/notice.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Action, ActionRequest, Lookup } from '../people/action.js'
import { candidatesFor } from '../people/find-people.js'
import { holdsRole, type Person, type Role } from '../people/person.js'
import type { Actor, By, CaseRecord } from './case.js'
import { Named, OWNABLE } from './common-acts.js'
import { type NotHandedOver, seatsOwned } from './hand-over.js'
import type { CaseFilter } from './rights.js'
import type { CaseService } from './service.js'

export interface HandAllDeps {
  readonly services: readonly CaseService[]
  /** Of every kind. */
  readonly cases: Model<CaseRecord>
  readonly visibleTo: (by: Person) => Promise<CaseFilter>
  /** Told of a case that was left because something broke. */
  readonly onError: (error: unknown, no: string) => void
}

/** They may give away what is a colleague’s; everybody may what is their own. */
const ABOVE: readonly Role[] = ['CS', 'MKT_HEAD', 'QC_HEAD', 'GM', 'ADMIN']
/** As many as one turn has time for. */
const MOST = 50
/** Of those that are left for one reason. */
const MOST_NAMED = 20

type Left = NotHandedOver | 'damaged' | 'failed'
interface Asked {
  readonly from: By
  readonly to: By
  readonly filter: CaseFilter
}

export function createHandAll({ services, cases, visibleTo, onError }: HandAllDeps) {
  const serviceOf = ({ caseKind }: CaseRecord) => services.find(({ type }) => type.kind === caseKind)

  const open = { isOpen: true, caseKind: { $in: services.map(({ type }) => type.kind) } }
  /** What somebody may give away of others: an administrator reads nothing of it, and is told the numbers alone. */
  const disposable = async (by: Person): Promise<CaseFilter> => (holdsRole(by, ['ADMIN']) ? open : { $and: [open, await visibleTo(by)] })

  const ownedBy = ({ id }: Pick<By, 'id'>): CaseFilter => ({ $or: OWNABLE.map((seat) => ({ [`owners.${seat}.id`]: id })) })

  /** @throws UserFacingError where it cannot be meant so */
  async function askedIn({ answers, by }: ActionRequest): Promise<Asked> {
    const from = namedIn(answers.whose) ?? { id: by.id, name: by.name }
    const to = namedIn(answers.colleague)
    if (from.id !== by.id && !holdsRole(by, ABOVE)) throw new NotAllowedError('cases.handAll.notAllowed')
    if (!to || to.id === from.id) throw new UserFacingError('cases.handAll.self', { name: from.name })
    const allowed = from.id === by.id ? open : await disposable(by)
    const { which } = answers
    return { from, to, filter: { $and: [allowed, ownedBy(from), which === 'ALL' ? {} : { caseKind: String(which) }] } }
  }

  /** Only who may give away what is a colleague’s is asked whose it is. */
  const beginHandAll: Action = async ({ by }) => ({ facts: { isAbove: holdsRole(by, ABOVE) } })

  /** How many there are, before it is confirmed. */
  const checkHandAll: Action = async (request) => {
    const { from, to, filter } = await askedIn(request)
    const count = await cases.countDocuments(filter)
    if (count === 0) throw new UserFacingError('cases.handAll.none', { name: from.name }, true)
    return { facts: { count: Math.min(count, MOST), more: Math.max(0, count - MOST), ownerName: from.name, colleagueName: to.name } }
  }

  /** The most pressing first; one that is left takes the place of no other. One that runs again counts what it has done before. */
  const handAll: Action = async (request) => {
    const { from, to, filter } = await askedIn(request)
    const found = cases.find(filter).sort({ nextDueAt: 1, _id: 1 }).lean<CaseRecord>().cursor()
    const left = new Map<Left, string[]>()
    let done = 0
    for await (const record of found) {
      if (done === MOST) break
      const reason = await handOver(record, from, to, request)
      if (reason) left.set(reason, [...(left.get(reason) ?? []), record._id])
      else done++
    }
    const refused = [...left].map(([reason, nos]) => ({
      reason,
      nos: nos.slice(0, MOST_NAMED),
      all: nos.length > MOST_NAMED ? nos.length : 0,
    }))
    const more = (await cases.countDocuments(filter)) - [...left.values()].flat().length
    const count = await cases.countDocuments(givenBy(request))
    return { say: [say('cases.handAll.done', { count, name: from.name, colleague: to.name, refused, more })] }
  }

  /** @returns why it is left */
  async function handOver(record: CaseRecord, from: By, to: By, { by, at, channel, key }: ActionRequest): Promise<Left | undefined> {
    const service = serviceOf(record)
    if (!service?.isWhole(record)) return 'damaged'
    const actors = by.roles.map(({ role }): Actor => role)
    const request = { by: { id: by.id, name: by.name }, at, channel, actors, from, to }
    try {
      let reason: Left | undefined
      for (const seat of seatsOwned(record, from)) {
        const refused = await service.handOver(record._id, seat, { ...request, id: `${key}.${record._id}.${seat}` })
        reason ??= refused
      }
      return reason
    } catch (error) {
      onError(error, record._id)
      return 'failed'
    }
  }

  /** Who owns what may be given away, also where they have left. */
  const owner: Lookup = async (text, by) => {
    if (!holdsRole(by, ABOVE)) return []
    const theirs = await disposable(by)
    const found: unknown[] = (await Promise.all(OWNABLE.map((seat) => cases.distinct(`owners.${seat}`, theirs)))).flat()
    // of what is damaged, as far as it can be read
    const owners = found.flatMap((one) => namedIn(one) ?? [])
    return candidatesFor(text, [...new Map(owners.map((one) => [one.id, one])).values()])
  }

  return { actions: { beginHandAll, checkHandAll, handAll }, owner }
}

const givenBy = ({ by, at }: ActionRequest): CaseFilter => ({
  isOpen: true,
  events: { $elemMatch: { type: 'transferred', at, 'by.id': by.id } },
})

const namedIn = (answer: unknown): By | undefined => Named.safeParse(answer).data
