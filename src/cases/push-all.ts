/** 催办全部: of everything that is late, whoever has it to do is asked to hurry, after one confirmation. */
import type { Model } from 'mongoose'
import { say } from '../delivery/notice.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Action, ActionRequest } from '../people/action.js'
import { holdsRole, type Person, principalsOf, type Role } from '../people/person.js'
import { PUSH_AGAIN_AFTER_MS } from './actions.js'
import type { CaseRecord } from './case.js'
import type { CaseFilter } from './rights.js'
import type { CaseService } from './service.js'
import { lateTasks, openTasks } from './tasks.js'
import { upcast } from './upcast.js'

export interface PushAllDeps {
  readonly services: readonly CaseService[]
  /** Of every kind. */
  readonly cases: Model<CaseRecord>
}

/** As many as one turn has time for. */
const MOST = 50

const pushersOf = ({ type }: CaseService): readonly Role[] => (type.acts.pushed?.by ?? []) as readonly Role[]
/** True where somebody may push at least one kind of case. */
export const mayPush = (by: Person, pushers: readonly string[]): boolean =>
  [by, ...principalsOf(by)].some((one) => holdsRole(one, pushers as readonly Role[]))

export function createPushAll({ services, cases }: PushAllDeps): { readonly askPushAll: Action; readonly pushAll: Action } {
  /** What is late of the kinds that the person may push, as far as they may see it. @throws NotAllowedError where that is none */
  async function lateFor(by: Person, at: Date): Promise<CaseFilter> {
    const theirs = services.filter((service) => mayPush(by, pushersOf(service)))
    if (theirs.length === 0) throw new NotAllowedError('cases.notPusher')
    const visible = await Promise.all(
      theirs.map(async ({ type: { kind }, visibleTo }): Promise<CaseFilter> => ({ $and: [{ caseKind: kind }, await visibleTo(by)] })),
    )
    return { overdueAt: { $lt: at }, $or: visible }
  }

  /** Everything in it that is late. @returns whether anybody was asked */
  async function pushLate(service: CaseService, record: CaseRecord, request: ActionRequest): Promise<boolean> {
    const late = lateTasks(service.type, record, request.at)
    const steps = new Set((late.length > 0 ? late : openTasks(service.type, record).slice(0, 1)).map(({ id }) => id))
    let isPushed = false
    for (const step of steps) {
      try {
        await service.push({ ...request, key: `${request.key}.${record._id}.${step}`, reference: `${record._id}.${step}` })
        isPushed = true
      } catch (error) {
        if (!(error instanceof UserFacingError)) throw error
      }
    }
    return isPushed
  }

  return {
    async askPushAll({ by, at, key }) {
      const count = await cases.countDocuments(await lateFor(by, at))
      if (count === 0) return { say: [say('cases.late.none')] }
      return {
        say: [
          {
            type: 'card',
            card: `push-all-${key}`,
            title: { key: 'cases.pushAll.ask', values: { count: Math.min(count, MOST) } },
            rows: [],
            buttons: [{ key: 'do:pushAll:', label: { key: 'cases.pushAll.yes' }, style: 'primary' }],
          },
        ],
      }
    },
    /** The latest first; what was pushed a moment ago is left alone, and takes the place of nothing else, nor does what is damaged. */
    async pushAll(request) {
      const { by, at } = request
      const late = await lateFor(by, at)
      const found = await cases
        .find({ $and: [late, notPushedBefore(at)] })
        .sort({ overdueAt: 1 })
        .limit(MOST)
        .lean<CaseRecord[]>()
      let pushed = 0
      for (const record of found) {
        const service = services.find(({ type }) => type.kind === record.caseKind)
        if (service?.isWhole(record) && (await pushLate(service, upcast(service.type, record), request))) pushed++
      }
      const left = found.length > 0 ? found.length - pushed : Math.min(MOST, await cases.countDocuments(late))
      return {
        cardDone: { key: 'cases.pushAll.done', values: { count: pushed } },
        say: [say(`cases.pushAll.${pushed === 0 ? 'none' : 'said'}`, { count: pushed, left })],
      }
    },
  }
}

/** Not so shortly before; one that runs again finds what it has pushed itself. */
const notPushedBefore = (at: Date): CaseFilter => ({
  events: { $not: { $elemMatch: { type: 'pushed', at: { $gt: new Date(at.getTime() - PUSH_AGAIN_AFTER_MS), $lt: at } } } },
})
