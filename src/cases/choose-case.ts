/** 转交, typed, or 抄送: the case that is meant, by its number, or because one only waits for the person; the others are offered. */
import type { Model } from 'mongoose'
import { type Notice, say } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest } from '../people/action.js'
import type { Person } from '../people/person.js'
import type { CaseRecord } from './case.js'
import { askedIn } from './lookups.js'
import { numberIn } from './numbers.js'
import type { CaseFilter } from './rights.js'
import type { CaseService } from './service.js'

export interface ChooseCaseDeps {
  /** Of every kind. */
  readonly cases: Model<CaseRecord>
  readonly waitingFor: (by: Person) => Promise<CaseFilter>
  readonly serviceFor: (no: string) => CaseService | undefined
}

const OFFERED = 5

export type ChooseCase = ReturnType<typeof createChooseCase>

export function createChooseCase({ cases, waitingFor, serviceFor }: ChooseCaseDeps) {
  /** What waits for the person, the most pressing first; not more than can be offered. */
  const waiting = async (by: Person): Promise<readonly CaseRecord[]> =>
    cases
      .find(await waitingFor(by))
      .sort({ nextDueAt: 1 })
      .limit(OFFERED)
      .lean<CaseRecord[]>()

  /** @param dialogue the one that goes on with it, as its button would begin it. @throws UserFacingError where that refuses */
  async function goOn(dialogue: string, no: string, request: ActionRequest): Promise<{ readonly no: string | null }> {
    const service = serviceFor(no)
    if (!service) throw new UserFacingError('cases.unknown', { no })
    const { start } = await service.begin({ ...request, reference: `${dialogue}.${no}` })
    return { no: start ? no : null }
  }

  const choose =
    (dialogue: string): Action =>
    async (request) => {
      const asked = numberIn(askedIn(request))
      const theirs = asked === undefined ? await waiting(request.by) : []
      const no = asked ?? (theirs.length === 1 ? theirs[0]?._id : undefined)
      if (no !== undefined) return { facts: await goOn(dialogue, no, request) }
      const offers = theirs.map((record) => offerOf(dialogue, record))
      return { facts: { no: null }, say: offers.length > 0 ? offers : [say(`cases.choose.none.${dialogue}`)] }
    }

  return { waiting, goOn, choose }
}

const offerOf = (dialogue: string, { _id, customer }: CaseRecord): Notice => ({
  type: 'card',
  card: `${dialogue}-${_id}`,
  title: { key: `cases.choose.${dialogue}` },
  subtitle: { key: 'cases.cards.subtitle', values: { no: _id, customer: customer?.name ?? '' } },
  rows: [],
  buttons: [{ key: `do:begin:${dialogue}.${_id}`, label: { key: `cases.steps.${dialogue}` }, style: 'primary' }],
})
