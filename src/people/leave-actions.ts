/** 请假 and 销假: who is away, from when until when, and who acts in their place. */
import { addDays, type Calendar, instant } from '../calendar/index.js'
import { type Notifier, say } from '../delivery/notice.js'
import { isObject, type Value } from '../dialogue/session.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Action, ActionRequest, ActionsNamed, Lookup } from './action.js'
import type { Leave, Leaves } from './leaves.js'
import { holdsRole, type Person } from './person.js'

export const LEAVE_ACTIONS = ['beginLeave', 'checkLeave', 'leaveTaken', 'endLeave'] as const

export interface LeaveActionDeps {
  readonly leaves: Leaves
  readonly calendar: Pick<Calendar, 'isWorkingDay'>
  readonly findPeople: Lookup
  readonly notifier: Notifier
}

type Named = Leave['person']
/** Nobody is away for longer without taking leave again. */
const MOST_DAYS = 366

export function createLeaveActions({ leaves, calendar, findPeople, notifier }: LeaveActionDeps): ActionsNamed<typeof LEAVE_ACTIONS> {
  /** Only an administrator is asked whose leave it is. */
  const beginLeave: Action = async ({ by }) => {
    if (by.roles.length === 0) throw new NotAllowedError('leave.onlyStaff')
    return { facts: { isAdmin: holdsRole(by, ['ADMIN']) } }
  }

  /** What has to be known before it is submitted. */
  const checkLeave: Action = async (request) => {
    const { person, deputy, startsAt, endsAt } = wanted(request)
    const [[before], [away]] = await Promise.all([leaves.between(person.id, startsAt, endsAt), leaves.between(deputy.id, startsAt, endsAt)])
    return {
      facts: {
        beforeFrom: before?.from ?? null,
        beforeUntil: before?.until ?? null,
        deputyName: deputy.name,
        awayFrom: away?.from ?? null,
        awayUntil: away?.until ?? null,
      },
    }
  }

  /** From its first day on it takes the place of what it overlaps. */
  const leaveTaken: Action = async (request) => {
    const { by, at, key } = request
    const leave: Leave = { _id: key, ...wanted(request), by: { id: by.id, name: by.name }, at }
    await leaves.take(leave)
    for (const other of await leaves.between(leave.person.id, leave.startsAt, leave.endsAt)) {
      if (other._id === key) continue
      const isBegunBefore = other.startsAt < leave.startsAt && leave.startsAt > at
      await leaves.end(other, isBegunBefore ? leave.startsAt : at)
      if (other.deputy.id !== leave.deputy.id)
        await tell(`${key}.${other._id}`, by, [[other.deputy.id, 'leave.replacedForYou']], valuesOf(leave))
    }
    const values = valuesOf(leave)
    const heard = [
      [leave.deputy.id, 'leave.youStandIn'],
      [leave.person.id, 'leave.takenForYou'],
    ] as const
    await tell(key, by, heard, values)
    return { say: [say('leave.taken', values)] }
  }

  const endLeave: Action = async (request) => {
    const { by, at, key } = request
    const person = await named(request)
    const open = await leaves.openOf(person.id, at)
    for (const leave of open) {
      await leaves.end(leave, at)
      const heard = [
        [leave.deputy.id, 'leave.overForYou'],
        [person.id, 'leave.endedForYou'],
      ] as const
      await tell(`${key}.${leave._id}`, by, heard, valuesOf(leave))
    }
    const [first] = open
    return { say: [first ? say('leave.ended', valuesOf(first)) : say('leave.none', { name: person.name })] }
  }

  /** Those of them who have not done it themselves. */
  async function tell(key: string, by: Person, heard: readonly (readonly [string, string])[], values: ReturnType<typeof valuesOf>) {
    const others = heard.filter(([id]) => id !== by.id)
    await notifier.notify(
      others.map(([to, text]) => ({ id: `${key}.${text}.${to}`, to, isPersonal: true, notice: say(text, { ...values, by: by.name }) })),
    )
  }

  /** 销假 alone is one's own; with a name it is an administrator's to say. */
  async function named({ by, facts, ...rest }: ActionRequest): Promise<Named> {
    const text = isObject(facts.asked) ? String(facts.asked.rest ?? '').trim() : ''
    if (text === '') return by
    const [found, ...others] = await findPeople(text, by, { facts, channel: rest.channel })
    if (!found || others.length > 0) throw new UserFacingError('leave.unknown', { name: text })
    const person = namedIn(found.value)!
    if (person.id !== by.id && !holdsRole(by, ['ADMIN'])) throw new NotAllowedError('leave.onlyAdmin')
    return person
  }

  function valuesOf({ person, deputy, from, until }: Leave) {
    let workingDays = 0
    for (let day = from; day <= until; day = addDays(day, 1)) if (calendar.isWorkingDay(day)) workingDays++
    return { name: person.name, deputy: deputy.name, from, until, workingDays }
  }

  return { beginLeave, checkLeave, leaveTaken, endLeave }
}

/** @throws UserFacingError where it cannot be meant so */
function wanted({ answers, by, at }: ActionRequest): Pick<Leave, 'person' | 'deputy' | 'from' | 'until' | 'startsAt' | 'endsAt'> {
  const other = namedIn(answers.whose)
  if (other && other.id !== by.id && !holdsRole(by, ['ADMIN'])) throw new NotAllowedError('leave.onlyAdmin')
  const person = other ?? { id: by.id, name: by.name }
  const deputy = namedIn(answers.deputy)
  const [from, until] = [String(answers.from), String(answers.until)]
  if (!deputy || deputy.id === person.id) throw new UserFacingError('leave.deputySelf', { name: person.name })
  const [startsAt, endsAt] = [instant(from), instant(addDays(until, 1))]
  if (until < from || endsAt <= at) throw new UserFacingError('leave.order', {})
  if (until > addDays(from, MOST_DAYS)) throw new UserFacingError('leave.long', {})
  return { person, deputy, from, until, startsAt, endsAt }
}

const namedIn = (answer: Value | undefined): Named | undefined =>
  isObject(answer) && typeof answer.id === 'string' ? { id: answer.id, name: String(answer.name ?? '') } : undefined
