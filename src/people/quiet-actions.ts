/** 免打扰 and 取消免打扰: the hours in which one is told of nothing that can wait. */
import type { Calendar, Span } from '../calendar/index.js'
import { spansOverlap } from '../calendar/index.js'
import { say } from '../delivery/notice.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Action, ActionRequest, ActionsNamed } from './action.js'
import type { QuietTime, QuietTimes } from './quiet-times.js'

export const QUIET_ACTIONS = ['beginQuiet', 'checkQuiet', 'quietSet', 'endQuiet'] as const

export interface QuietActionDeps {
  readonly quietTimes: Pick<QuietTimes, 'of' | 'set' | 'remove'>
  readonly calendar: Pick<Calendar, 'officeHours'>
  /** Sends what was held back for a person. */
  readonly release: (person: string) => Promise<void>
}

export function createQuietActions({ quietTimes, calendar, release }: QuietActionDeps): ActionsNamed<typeof QUIET_ACTIONS> {
  /** What holds now, and else the hours in which the office is closed as what is probably meant. */
  const beginQuiet: Action = async ({ by }) => {
    if (by.roles.length === 0) throw new NotAllowedError('quiet.onlyStaff')
    const present = await quietTimes.of(by.id)
    const office = calendar.officeHours()
    const closed = [office.at(-1)?.[1] ?? '', office[0]?.[0] ?? ''] as const
    return { facts: { present: present ? shown(present) : null, usual: (present?.hours ?? closed).join('–') } }
  }

  /** In office hours everybody can be reached: the times of the regulation run there. */
  const checkQuiet: Action = async (request) => {
    const { hours } = wanted(request)
    const [from, until] = hours
    if (from === until) throw new UserFacingError('quiet.noTime', {})
    const office = calendar.officeHours().find((span) => spansOverlap(span, hours))
    if (office) throw new UserFacingError('quiet.inOffice', { from: office[0], until: office[1] })
    return {}
  }

  const quietSet: Action = async (request) => {
    const time = { ...wanted(request), at: request.at }
    await quietTimes.set(time)
    await release(request.by.id)
    return { say: [say('quiet.set', shown(time))] }
  }

  const endQuiet: Action = async ({ by }) => {
    const isEnded = await quietTimes.remove(by.id)
    await release(by.id)
    return { say: [say(isEnded ? 'quiet.ended' : 'quiet.none')] }
  }

  return { beginQuiet, checkQuiet, quietSet, endQuiet }
}

function wanted({ by, answers }: ActionRequest): Omit<QuietTime, 'at'> {
  const [from = '', until = ''] = String(answers.hours).split('–')
  return { _id: by.id, hours: [from, until] satisfies Span, isOnDaysOff: answers.isOnDaysOff === true }
}

const shown = ({ hours, isOnDaysOff }: Omit<QuietTime, '_id' | 'at'>) => ({ hours: hours.join('–'), isOnDaysOff })
