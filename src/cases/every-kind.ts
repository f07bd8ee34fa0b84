/** What concerns cases of every kind: buttons find the right one by its number, tasks and sweeps are one query over all. */
import type { Model } from 'mongoose'
import type { Due } from '../database/due.js'
import { say } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest, Lookup } from '../people/action.js'
import type { Directory } from '../people/directory.js'
import { createPeopleFinder } from '../people/find-people.js'
import type { Organisation } from '../people/organisation.js'
import type { Person } from '../people/person.js'
import type { CaseRecord } from './case.js'
import type { Task } from './case-type.js'
import { createChooseCase } from './choose-case.js'
import { COMMON_ACTIONS, type CommonAct } from './common-acts.js'
import { createHandAll } from './hand-all.js'
import { createLateCases } from './late-cases.js'
import { createListTasks } from './list-tasks.js'
import { askedIn } from './lookups.js'
import { candidateOf, createMention } from './mention.js'
import { numberEndIn, numberIn, prefixOf, shortNumbersIn } from './numbers.js'
import { createPushAll } from './push-all.js'
import { createReaderFinder } from './readers.js'
import { createReplies } from './replies.js'
import type { CaseFilter } from './rights.js'
import { createSeatmateFinder } from './seatmates.js'
import type { CaseService, TaskList } from './service.js'
import { createSweeps } from './sweeps.js'
import { lateTasks } from './tasks.js'
import { createTurns } from './turns.js'
import { upcast } from './upcast.js'

export interface EveryKindDeps {
  readonly services: readonly CaseService[]
  readonly taskLists: readonly TaskList[]
  /** 查, where it is not the number of a case. */
  readonly findOthers: Action
  readonly cases: Model<CaseRecord>
  readonly organisation: Pick<Organisation, 'plants'>
  readonly directory: Pick<Directory, 'holders'>
  readonly due: Due
  readonly now: () => Date
  /** Told of what failed without keeping the rest from being done. */
  readonly onError: (error: unknown, no: string) => void
}

/** Actions that a button may run, and that words may ask for. */
export const CASE_ACTIONS = [
  'act',
  'begin',
  'push',
  'showCase',
  'showMore',
  'showRecord',
  'explainDue',
  'listTasks',
  'listLate',
  'askPushAll',
  'pushAll',
] as const

/** These need the answers of a dialogue, or begin one. */
export const CASE_DIALOGUE_ACTIONS = [
  'findCases',
  'chooseTransfer',
  'chooseCopy',
  'beginHandAll',
  'checkHandAll',
  'handAll',
  ...COMMON_ACTIONS,
] as const

const LISTED = 10
const EXPLAINED = 5

export function createEveryKind({ services, taskLists, findOthers, cases, organisation, directory, due, now, onError }: EveryKindDeps) {
  const byPrefix = new Map(services.map((service) => [service.type.prefix, service]))
  const serviceFor = (no: string): CaseService | undefined => byPrefix.get(prefixOf(numberIn(no) ?? no.trim()))

  /** @param place of the number in what the button refers to */
  const toKind =
    (does: 'act' | 'begin' | 'push' | 'show' | 'showMore' | 'showRecord', place?: number): Action =>
    async (request) => {
      const reference = await meant(request)
      const service = serviceFor(place === undefined ? reference : (reference.split('.')[place] ?? ''))
      if (!service) throw new UserFacingError('cases.unknown', { no: reference })
      return service[does]({ ...request, reference })
    }

  /** 查: a number finds its case, of whatever kind it is, also as lists write it. */
  const findCases: Action = async (request) => {
    const query = String(request.answers.query ?? '')
    const no = numberIn(query)
    const listed = numberEndIn(query) ? [] : await shortlyNamed(query, request.by)
    const nos = no !== undefined && serviceFor(no) ? [no] : listed.map(({ _id }) => _id)
    if (nos.length === 0) return findOthers(request)
    const shown = await Promise.all(nos.map((one) => known(one).show({ ...request, reference: one })))
    return { say: shown.flatMap(({ say: said = [] }) => said) }
  }

  /** What a button or the words behind a command name; a number in short is the newest case that it stands for. */
  async function meant(request: ActionRequest): Promise<string> {
    const asked = askedIn(request)
    const [newest] = await shortlyNamed(asked, request.by)
    return newest?._id ?? asked
  }

  /** 为什么是这一天: of one case, or of what waits for the person. */
  const explainDue: Action = async (request) => {
    const asked = await meant(request)
    const service = serviceFor(asked)
    if (asked !== '' && !service) throw new UserFacingError('cases.unknown', { no: asked })
    if (service) return service.explainDue({ ...request, reference: asked })
    const waiting = await cases
      .find(await waitingFor(request.by))
      .sort({ nextDueAt: 1 })
      .limit(LISTED)
      .lean<CaseRecord[]>()
    const explained = await Promise.all(waiting.map(async (record) => serviceOf(record)?.explained(newest(record), request.by) ?? []))
    const notices = explained.flat()
    return { say: notices.length > 0 ? notices.slice(0, EXPLAINED) : [say('cases.why.none')] }
  }

  const newest = (record: CaseRecord): CaseRecord => upcast(serviceOf(record)?.type ?? {}, record)
  const serviceOf = ({ caseKind }: CaseRecord) => services.find(({ type }) => type.kind === caseKind)

  async function visibleTo(by: Person): Promise<CaseFilter> {
    const visible = services.map(async (service): Promise<CaseFilter> => {
      return { $and: [{ caseKind: service.type.kind }, await service.visibleTo(by)] }
    })
    return { $or: await Promise.all(visible) }
  }

  /** An act that every kind has, of the case that its dialogue is about. */
  const commonAct =
    (act: CommonAct): Action =>
    (request) =>
      known(String(request.facts.no)).common[act]!(request)

  const turns = createTurns({ visibleTo, organisation, directory })
  const { waitingFor, isTheirTurn } = turns
  const chooseCase = createChooseCase({ cases, waitingFor, serviceFor })

  /** What a number as lists write it, or the end of it, stands for; the newest first, as far as the person may see it. */
  async function shortlyNamed(text: string, by: Person): Promise<readonly CaseRecord[]> {
    const nos = shortNumbersIn(text, [...byPrefix.keys()], now())
    const end = numberEndIn(text)
    if (nos.length === 0 && !end) return []
    const found = cases.find({ $and: [await visibleTo(by), { _id: end ?? { $in: nos } }] }).sort({ registeredAt: -1 })
    return found.limit(LISTED).lean<CaseRecord[]>()
  }

  /** An open case, by its number however it is written, or by the name of the customer of one that waits for the person. */
  const openCase: Lookup = async (text, by) => {
    const no = numberIn(text)
    if (no) return [candidateOf({ _id: no })]
    const named = await shortlyNamed(text, by)
    if (named.length > 0) return named.map(candidateOf)
    return (await chooseCase.waiting(by)).filter(({ customer }) => customer?.name.includes(text.trim())).map(candidateOf)
  }
  const reader = createReaderFinder(createPeopleFinder(directory), serviceFor)
  const handAll = createHandAll({ services, cases, visibleTo, onError })
  const { listTasks, countTasks, tasksOf } = createListTasks({
    cases,
    turns,
    taskLists: [createReplies({ visibleTo, serviceOf }), ...taskLists],
    serviceOf,
    newest,
    organisation,
  })

  /** @throws where the number is of no kind that is known, so that the record is set aside */
  function known(no: string): CaseService {
    const service = serviceFor(no)
    if (!service) throw new Error(`${no} is of no kind that is known`)
    return service
  }
  const { countLate, listLate, lateOf } = createLateCases({ services, cases })

  return {
    actions: {
      act: toKind('act', 1),
      begin: toKind('begin', 1),
      push: toKind('push', 0),
      showCase: toKind('show'),
      showMore: toKind('showMore'),
      showRecord: toKind('showRecord'),
      explainDue,
      listTasks,
      listLate,
      ...createPushAll({ services, cases }),
      ...handAll.actions,
      findCases,
      chooseTransfer: chooseCase.choose('transfer'),
      chooseCopy: createMention({ chooseCase, listedAs: shortlyNamed, reader }),
      ...Object.fromEntries(COMMON_ACTIONS.map((act) => [act, commonAct(act)])),
    },
    seatmate: createSeatmateFinder(serviceFor),
    reader,
    openCase,
    shortlyNamed,
    owner: handAll.owner,
    visibleTo,
    /** What somebody has to do with a case first; at a time, what is late in it, whoever has that to do. */
    async taskOf(record: CaseRecord, by: Person, lateAt?: Date): Promise<Task | undefined> {
      const service = serviceOf(record)
      const [late] = service && lateAt ? lateTasks(service.type, newest(record), lateAt) : []
      return late ?? service?.taskOf(newest(record), by)
    },
    /** What waits for somebody, without what colleagues have taken on. */
    turnsOf: async (by: Person): Promise<CaseFilter> => ({ $and: [await waitingFor(by), await isTheirTurn(by)] }),
    /** How many cases of the kinds without a list of their own are late, as far as the person may see them. */
    countLate,
    countTasks,
    tasksOf,
    lateOf,
    ...createSweeps({ cases, due, known, now }),
    /** A reminder that waits to be sent is dropped when what it is about has been done. */
    isStillWanted: async (reference: string): Promise<boolean> =>
      (await serviceFor(reference.split('|')[0] ?? '')?.announcements.isStillWanted(reference)) ?? true,
  }
}

export type EveryKind = ReturnType<typeof createEveryKind>
