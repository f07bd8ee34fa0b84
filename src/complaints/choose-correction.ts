/** 更正, typed with a number: what the person may correct of that complaint, as its buttons under 更多 would begin it. */
import type { Acting } from '../cases/actions.js'
import { askedIn } from '../cases/lookups.js'
import { numberEndIn, shortNumbersIn } from '../cases/numbers.js'
import { isOffered } from '../cases/tasks.js'
import { type Notice, say } from '../delivery/notice.js'
import type { Action, ActionRequest } from '../people/action.js'
import { type Access, numberIn } from './access.js'
import type { complaintModels } from './collections.js'
import { complaintEngine } from './complaint.js'
import type { Complaint } from './model.js'

export interface ChooseCorrectionDeps {
  readonly models: Pick<ReturnType<typeof complaintModels>, 'complaints'>
  readonly access: Pick<Access, 'viewFor'>
  readonly acting: Pick<Acting<Complaint>, 'found' | 'actorsFor'>
  /** Starts the dialogue as its button does. */
  readonly begin: Action
}

const { kind, mayBegin } = complaintEngine
/** What was registered, and what was recorded of the handling. */
const WAYS = [
  { act: 'corrected', dialogue: 'correct' },
  { act: 'partCorrected', dialogue: 'correctPart' },
] as const
type Way = (typeof WAYS)[number]

export function createChooseCorrection({ models: { complaints }, access, acting, begin }: ChooseCorrectionDeps): Action {
  /** In full form, or as lists write it: the newest then. */
  async function meantBy({ by, at, ...request }: ActionRequest): Promise<string | undefined> {
    const asked = askedIn(request)
    const [end, nos] = [numberEndIn(asked), shortNumbersIn(asked, [kind.prefix], at)]
    if (numberIn(asked) || (!end && nos.length === 0)) return numberIn(asked)
    const { filter } = await access.viewFor(by)
    const wanted = { $and: [filter, { _id: end ?? { $in: nos } }] }
    return (await complaints.findOne(wanted, { _id: 1 }).sort({ registeredAt: -1 }).lean<Pick<Complaint, '_id'>>())?._id
  }

  return async (request) => {
    const no = await meantBy(request)
    if (no === undefined) return { say: [say('complaint.choose.noneCorrect')] }
    const complaint = await acting.found(no, request, 'corrected')
    const who = { by: request.by, actors: await acting.actorsFor(request.by, complaint) }
    const ways = WAYS.filter(({ act }) => mayBegin(complaint, act, who.actors) && isOffered(kind.acts[act]!, complaint, who))
    const [way = WAYS[0], other] = ways
    return other ? { say: [cardOf(no, ways)] } : begin({ ...request, reference: `${way.dialogue}.${no}` })
  }
}

const cardOf = (no: string, ways: readonly Way[]): Notice => ({
  type: 'card',
  card: `correct-${no}`,
  title: { key: 'complaint.choose.correct', values: { no } },
  rows: [],
  buttons: ways.map(({ dialogue }) => ({ key: `do:begin:${dialogue}.${no}`, label: { key: `complaint.steps.${dialogue}` } })),
})
