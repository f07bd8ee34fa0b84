/** Who hears of a complaint at once beside those whom it is reported to: customer service, the salesperson, the customer (R3.1, R4.0, R19.1.a). */
import type { By } from '../cases/case.js'
import type { Setting } from '../cases/case-type.js'
import type { Card } from '../cases/look.js'
import type { Seats } from '../cases/seats.js'
import { toldTopic } from '../cases/told-topic.js'
import { type Notice, type Notifier, say } from '../delivery/notice.js'
import type { Values } from '../dialogue/session.js'
import type { RuleBook } from '../people/rule-book.js'
import { isUnchecked } from './acts/checking.js'
import { isUnidentified } from './acts/identity.js'
import { COMPLAINT_LOOK, toldOf } from './cards.js'
import type { Complaint, ComplaintEvent } from './model.js'
import { nextContactAt } from './next-contact.js'
import { photosButton, registeredRow, wholeRows } from './whole-card.js'

export interface HeardDeps extends Pick<Setting, 'calendar'> {
  readonly ruleBook: RuleBook
  readonly seats: Pick<Seats, 'peopleOn'>
  readonly notifier: Notifier
}

export type Heard = ReturnType<typeof createHeard>

export function createHeard({ seats, notifier, ruleBook, calendar }: HeardDeps) {
  async function others(seat: 'CS' | 'SALESPERSON' | 'CUSTOMER', complaint: Complaint, event: ComplaintEvent): Promise<readonly By[]> {
    const teller = event.by?.id ?? complaint.registeredBy.id
    return (await seats.peopleOn(seat, complaint)).filter(({ id }) => id !== teller)
  }

  const each = (people: readonly By[], { _id }: Complaint, event: ComplaintEvent, notice: (to: By) => Notice) =>
    people.map((to) => ({ id: `${_id}.${event.id}.heard.${to.id}`, to: to.id, notice: notice(to) }))

  /** Each of the customer's contacts but whoever did it. */
  async function tellCustomer(complaint: Complaint, event: ComplaintEvent, what: string, values: Values): Promise<void> {
    const told = each(await others('CUSTOMER', complaint, event), complaint, event, (to) =>
      say(`complaint.heard.${what}`, { ...values, ...whose(complaint, to) }),
    )
    const topic = toldTopic(complaint.caseKind, complaint._id)
    await notifier.notify(told.map((one) => ({ ...one, topic })))
  }

  /** As it was registered, or as it is now that the rest is known. */
  async function tellOurs(complaint: Complaint, event: ComplaintEvent): Promise<void> {
    const service = await others('CS', complaint, event)
    const sales = (await others('SALESPERSON', complaint, event)).filter(({ id }) => !service.some((one) => one.id === id))
    const isAgain = event.type === 'completed'
    await notifier.notify([
      ...each(service, complaint, event, (to) => serviceCard(complaint, cardId(complaint, event, to), isAgain)),
      ...each(sales, complaint, event, (to) => heardCard(complaint, cardId(complaint, event, to), isAgain ? 'completed' : 'ofYours', [])),
    ])
  }

  return {
    tellOurs,
    async tell(complaint: Complaint, event: ComplaintEvent): Promise<void> {
      await tellOurs(complaint, event)
      const values = accepted(complaint, { rules: await ruleBook.of(complaint), calendar })
      await tellCustomer(complaint, event, 'customer', values)
    },
    /** The contact that was promised: what they reported is being looked into. */
    tellBegun: (complaint: Complaint, event: ComplaintEvent): Promise<void> =>
      tellCustomer(complaint, event, 'begun', { no: complaint._id }),
    /** Who reported it in chat, that it is handled with the other one. */
    tellMerged: (complaint: Complaint, event: ComplaintEvent, target: string): Promise<void> =>
      tellCustomer(complaint, event, 'merged', { no: complaint._id, target }),
    /** Whoever else of customer service was asked to look at it need not any more. */
    async tellChecked(complaint: Complaint, event: ComplaintEvent): Promise<void> {
      const asking = complaint.events.filter(({ type }) => ['registered', 'registeredPartly', 'completed'].includes(type))
      const service = await others('CS', complaint, event)
      await notifier.notify(
        asking.flatMap((one) =>
          service.map((to) => ({
            id: `${complaint._id}.${event.id}.${one.id}.${to.id}`,
            to: to.id,
            notice: COMPLAINT_LOOK.cards.done(cardId(complaint, one, to), event),
          })),
        ),
      )
    },
  }
}

/** Whether they have reported it themselves, or somebody else of theirs. */
export const whose = ({ complainant }: Complaint, { name }: Pick<By, 'name'>) => ({
  whose: complainant === undefined || complainant === name ? 'reporter' : 'colleague',
})

/** What the customer is told: the number, and by when they hear from us. */
export const accepted = (complaint: Complaint, setting: HeardSetting) => ({
  no: complaint._id,
  contactBy: nextContactAt(complaint, setting).toISOString(),
})
type HeardSetting = Pick<Setting, 'rules' | 'calendar'>

const cardId = ({ _id, events }: Complaint, event: ComplaintEvent, { id }: By): string => `heard${events.indexOf(event)}-${_id}-${id}`

function serviceCard(complaint: Complaint, card: string, isAgain: boolean): Card {
  if (!isUnchecked(complaint)) return heardCard(complaint, card, isAgain ? 'completed' : 'ofColleague', [])
  const { _id } = complaint
  return heardCard(complaint, card, 'check', [
    { key: `do:act:checked.${_id}`, label: { key: 'complaint.steps.check' }, style: 'primary' },
    { key: `do:begin:correct.${_id}`, label: { key: 'complaint.steps.correct' } },
    ...(isUnidentified(complaint) ? [{ key: `do:begin:identify.${_id}`, label: { key: 'complaint.steps.identify' } }] : []),
  ])
}

const heardCard = (complaint: Complaint, card: string, title: string, buttons: Card['buttons']): Card => ({
  type: 'card',
  card,
  title: { key: `complaint.heard.${title}`, values: { kind: complaint.kind } },
  subtitle: { key: 'complaint.report.subtitle', values: { no: complaint._id, severity: complaint.severity } },
  text: toldOf(complaint),
  rows: wholeRows(complaint, [registeredRow(complaint)]),
  buttons: [...buttons, ...photosButton(complaint), COMPLAINT_LOOK.details(complaint)],
})
