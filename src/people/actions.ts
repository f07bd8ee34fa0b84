/** What people may ask for that is about nobody's complaint. */
import type { DeadLetter } from '../delivery/model.js'
import { type Notice, type Notifier, say } from '../delivery/notice.js'
import { isObject, type Value } from '../dialogue/session.js'
import { NotAllowedError } from '../errors.js'
import type { Action, ActionsNamed } from './action.js'
import type { Directory } from './directory.js'
import { holdsRole, type Person } from './person.js'

export interface StaffActionDeps {
  readonly directory: Pick<Directory, 'holders'>
  readonly notifier: Notifier
  /** Promises whoever is none of ours a time, and has it done. */
  readonly askForHelp: Action
  /** Where somebody who asks for help can be called, and about which cases. */
  readonly contextOf: (by: Person) => Promise<{ readonly phone?: string; readonly nos: readonly string[] }>
  readonly delivery: { deadLetters(limit?: number): Promise<DeadLetter[]>; retryDeadLetter(id: string): Promise<boolean> }
}

export const STAFF_ACTIONS = ['handOver', 'requestPerson', 'listDeadLetters', 'retryDeadLetter'] as const
/** Those that a button may run. */
export const STAFF_BUTTONS = ['retryDeadLetter', 'requestPerson'] as const

const HAND_OVER_EVERY_MS = 600_000

/** With it whoever helps goes on where the other one is. @param card another one each time that help is asked for */
const draftCard = (card: string, name: string, draft: string): Notice => ({
  type: 'card',
  card,
  title: { key: 'staff.draft', values: { name } },
  rows: [],
  buttons: [{ key: `do:takeDraft:${draft}`, label: { key: 'staff.takeDraft' }, style: 'primary' }],
})

const told = (value: Value | undefined): string => (typeof value === 'string' ? value : '')

export function createStaffActions({
  directory,
  notifier,
  askForHelp,
  contextOf,
  delivery,
}: StaffActionDeps): ActionsNamed<typeof STAFF_ACTIONS> {
  /** 转人工: customer service hears who needs help; what was filled in stays. Asking again soon tells nobody again. Whoever is none of ours is promised a time. */
  const handOver: Action = async (request) => {
    const { by, at, answers, facts } = request
    const period = Math.floor(at.getTime() / HAND_OVER_EVERY_MS)
    const helpers = (await directory.holders('CS')).filter(({ id }) => id !== by.id)
    const context = isObject(answers.customer) ? (answers.customer.name ?? '') : ''
    const { phone = told(answers.phone), nos } = await contextOf(by)
    const filled = isObject(facts.filled) && isObject(facts.filled.answers) && Object.keys(facts.filled.answers).length > 0
    const asked = typeof facts.no === 'string' ? [facts.no] : []
    const about = [...new Set([...asked, ...nos])]
    const isOurs = by.side === 'staff'
    const draft = filled && typeof facts.draft === 'string' ? facts.draft : undefined
    const values = { name: by.name, filled: filled ? (facts.filled ?? null) : null }
    const notice = isOurs ? say('staff.handOver', { ...values, context, phone, nos: about }) : say('staff.toldSoFar', values)
    await notifier.notify(
      helpers.flatMap(({ id }) => {
        const card = `handOver.${by.id}.${period}.draft.${id}`
        return [
          ...(isOurs || filled ? [{ id: `handOver.${by.id}.${period}.${draft ?? ''}.${id}`, to: id, notice }] : []),
          ...(isOurs && draft !== undefined ? [{ id: card, to: id, notice: draftCard(card, by.name, draft) }] : []),
        ]
      }),
    )
    if (isOurs) return {}
    // the card of what there is to do has the rest
    const flow = isObject(facts.filled) ? facts.filled.flow : undefined
    const given = { nos: about, ...(phone && { phone }), ...(flow !== undefined && { flow }), ...(draft !== undefined && { draft }) }
    return askForHelp({ ...request, answers: given })
  }

  const requestPerson: Action = async (request) => {
    const { say: said = [say('staff.handedOver')] } = await handOver(request)
    return { say: said }
  }

  const listDeadLetters: Action = async ({ by }) => {
    if (!holdsRole(by, ['ADMIN'])) throw new NotAllowedError('staff.onlyAdmin')
    const letters = await delivery.deadLetters()
    if (letters.length === 0) return { say: [say('staff.noDeadLetters')] }
    return {
      say: letters.map(({ _id, to, reason, deadAt }) => ({
        type: 'card' as const,
        card: `dead-${_id}`,
        title: { key: 'staff.deadLetter' },
        text: { key: 'plain', values: { text: reason } },
        rows: [
          { label: { key: 'staff.rows.to' }, value: { key: 'plain', values: { text: to } } },
          { label: { key: 'staff.rows.at' }, value: { key: 'complaint.time', values: { at: deadAt.toISOString() } } },
        ],
        buttons: [{ key: `do:retryDeadLetter:${_id}`, label: { key: 'staff.retry' }, style: 'primary' as const }],
      })),
    }
  }

  const retryDeadLetter: Action = async ({ reference = '', by }) => {
    if (!holdsRole(by, ['ADMIN'])) throw new NotAllowedError('staff.onlyAdmin')
    const isSent = await delivery.retryDeadLetter(reference)
    return { cardDone: { key: isSent ? 'staff.retried' : 'staff.alreadyRetried' } }
  }

  return { handOver, requestPerson, listDeadLetters, retryDeadLetter }
}
