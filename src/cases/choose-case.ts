/** 转交 or 抄送, typed: the case that is meant, by its number, or because one only waits for the person; the others are offered. */
import type { Model } from 'mongoose'
import { type Notice, say } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { Action } from '../people/action.js'
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

export function createChooseCase({ cases, waitingFor, serviceFor }: ChooseCaseDeps) {
  /** @param dialogue the one that goes on with it, as its button would begin it */
  return (dialogue: string): Action =>
    async (request) => {
      const asked = numberIn(askedIn(request))
      const waiting =
        asked === undefined
          ? await cases
              .find(await waitingFor(request.by))
              .sort({ nextDueAt: 1 })
              .limit(OFFERED)
              .lean<CaseRecord[]>()
          : []
      const no = asked ?? (waiting.length === 1 ? waiting[0]?._id : undefined)
      if (no === undefined)
        return { facts: { no: null }, say: waiting.length > 0 ? waiting.map(offer) : [say(`cases.choose.none.${dialogue}`)] }
      const service = serviceFor(no)
      if (!service) throw new UserFacingError('cases.unknown', { no })
      const { start } = await service.begin({ ...request, reference: `${dialogue}.${no}` })
      return { facts: { no: start ? no : null } }

      function offer({ _id, customer }: CaseRecord): Notice {
        return {
          type: 'card',
          card: `${dialogue}-${_id}`,
          title: { key: `cases.choose.${dialogue}` },
          subtitle: { key: 'cases.cards.subtitle', values: { no: _id, customer: customer?.name ?? '' } },
          rows: [],
          buttons: [{ key: `do:begin:${dialogue}.${_id}`, label: { key: `cases.steps.${dialogue}` }, style: 'primary' }],
        }
      }
    }
}
