/** 更正, typed: what the person may correct of the complaint that is named, or of one of those that are handled now, as its buttons under 更多 would begin it. */
import type { Acting } from '../cases/actions.js'
import { plain } from '../cases/look.js'
import { askedIn } from '../cases/lookups.js'
import { numberEndIn, shortNumbersIn, shortOf } from '../cases/numbers.js'
import { isOffered } from '../cases/tasks.js'
import { type Notice, say } from '../delivery/notice.js'
import type { Action, ActionRequest } from '../people/action.js'
import type { Person } from '../people/person.js'
import { type Access, numberIn } from './access.js'
import type { complaintModels } from './collections.js'
import { complaintEngine } from './complaint.js'
import type { Complaint } from './model.js'
import { wholeOf } from './whole.js'

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

const OFFERED = 5
/** So many of the newest are asked whether they may be corrected. */
const LOOKED_AT = 20

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

  async function waysFor(by: Person, complaint: Complaint): Promise<Way[]> {
    const who = { by, actors: await acting.actorsFor(by, complaint) }
    return WAYS.filter(({ act }) => mayBegin(complaint, act, who.actors) && isOffered(kind.acts[act]!, complaint, who))
  }

  /** The newest that are handled and may be corrected by them; not more than a card has room for. */
  async function correctableBy(by: Person): Promise<Complaint[]> {
    const { filter } = await access.viewFor(by)
    const found = await complaints
      .find({ $and: [filter, { isOpen: true }] })
      .sort({ registeredAt: -1 })
      .limit(LOOKED_AT)
      .lean<Complaint[]>()
      .then(wholeOf)
    const ways = await Promise.all(found.map((complaint) => waysFor(by, complaint)))
    return found.filter((_, index) => ways[index]!.length > 0).slice(0, OFFERED)
  }

  return async (request) => {
    const named = await meantBy(request)
    const offered = named === undefined && askedIn(request).trim() === '' ? await correctableBy(request.by) : []
    if (offered.length > 1) return { say: [choiceOf(offered)] }
    const no = named ?? offered[0]?._id
    if (no === undefined) return { say: [say('complaint.choose.noneCorrect')] }
    const ways = await waysFor(request.by, await acting.found(no, request, 'corrected'))
    const [way = WAYS[0], other] = ways
    return other ? { say: [cardOf(no, ways)] } : begin({ ...request, reference: `${way.dialogue}.${no}` })
  }
}

const choiceOf = (offered: readonly Complaint[]): Notice => ({
  type: 'card',
  card: `correct-${offered.map(({ _id }) => shortOf(_id)).join('-')}`,
  title: { key: 'complaint.choose.whichCorrect' },
  rows: offered.map(({ _id, kind: of, customer }) => ({
    label: { key: 'complaint.choose.kind', values: { kind: of } },
    value: plain(`${shortOf(_id)} ${customer.name}`),
  })),
  buttons: offered.map(({ _id }) => ({ key: `do:chooseCorrection:${_id}`, label: plain(shortOf(_id)) })),
})

const cardOf = (no: string, ways: readonly Way[]): Notice => ({
  type: 'card',
  card: `correct-${no}`,
  title: { key: 'complaint.choose.correct', values: { no } },
  rows: [],
  buttons: ways.map(({ dialogue }) => ({ key: `do:begin:${dialogue}.${no}`, label: { key: `complaint.steps.${dialogue}` } })),
})
