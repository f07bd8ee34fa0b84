/** Who hears of a visit that is arranged, moved or called off, also because the complaint was withdrawn: whoever goes, the departments, the salesperson and the customer (R19.2.b). */
import type { By } from '../cases/case.js'
import { type Card, plain } from '../cases/look.js'
import type { Seats } from '../cases/seats.js'
import { toldTopic } from '../cases/told-topic.js'
import { type Notifier, say } from '../delivery/notice.js'
import { isObject, type Value } from '../dialogue/session.js'
import type { Directory } from '../people/directory.js'
import { regulatedKind } from '../people/organisation.js'
import type { Access } from './access.js'
import { COMPLAINT_LOOK, label } from './cards.js'
import { whose } from './heard.js'
import type { Complaint, ComplaintEvent } from './model.js'
import { textOr } from './part-a.js'
import { maskPhone } from './phones.js'
import type { Planned } from './planned-visit.js'

export interface VisitNoticesDeps {
  readonly seats: Pick<Seats, 'peopleOn'>
  readonly directory: Pick<Directory, 'personOf'>
  readonly access: Pick<Access, 'viewFor'>
  readonly notifier: Notifier
}
export type VisitNotices = ReturnType<typeof createVisitNotices>
type About = 'planned' | 'moved' | 'cancelled'

export function createVisitNotices({ seats, directory, access, notifier }: VisitNoticesDeps) {
  /** Colleagues: who goes, and who answers for it or for the customer. */
  async function ours(complaint: Complaint, goers: readonly By[], event: ComplaintEvent): Promise<readonly By[]> {
    const [departments, sales] = await Promise.all([seats.peopleOn('DEPT', complaint), seats.peopleOn('SALESPERSON', complaint)])
    const people = new Map([...goers, ...departments, ...sales].map((one) => [one.id, one]))
    people.delete(event.by?.id ?? '')
    return [...people.values()]
  }

  async function maySeePhones(complaint: Complaint, { id }: By): Promise<boolean> {
    return (await access.viewFor(await directory.personOf(id))).maySeePhones(complaint)
  }

  async function toOurs(complaint: Complaint, event: ComplaintEvent, to: By, plan: Planned, about: About) {
    const phone = textOr(plan.data.visitPhone)
    const shown = phone && ((await maySeePhones(complaint, to)) ? phone : maskPhone(phone))
    return {
      id: `${complaint._id}.${event.id}.visit.${to.id}`,
      to: to.id,
      notice: visitCard(complaint, event, to, { plan, about, phone: shown }),
    }
  }

  /** In chat; where nobody of the customer chats, whoever arranged it is asked to phone. */
  async function toCustomer(complaint: Complaint, event: ComplaintEvent, plan: Planned, about: About) {
    const contacts = await seats.peopleOn('CUSTOMER', complaint)
    const values = { no: complaint._id, visitOn: plan.data.visitOn, place: placeIn(plan.data.visitPlace) }
    if (contacts.length > 0)
      return contacts.map((to) => ({
        id: `${complaint._id}.${event.id}.visit.${to.id}`,
        to: to.id,
        notice: say(`complaint.visit.customer.${about}`, { ...values, ...whose(complaint, to) }),
        topic: toldTopic(complaint.caseKind, complaint._id),
      }))
    const notice = say(`complaint.visit.readOut.${about}`, values)
    return event.by ? [{ id: `${complaint._id}.${event.id}.readOut`, to: event.by.id, notice }] : []
  }

  return async function tellVisit(complaint: Complaint, event: ComplaintEvent): Promise<void> {
    const before = lastPlan(complaint, event)
    const plan = event.type === 'visitPlanned' ? event : before
    if (!plan || (event.type === 'withdrawn' && isOver(complaint, event))) return
    const about = event.type !== 'visitPlanned' ? 'cancelled' : before ? 'moved' : 'planned'
    const goers = goersOf(plan)
    const left = about === 'moved' && before ? goersOf(before).filter(({ id }) => !goers.some((one) => one.id === id)) : []
    const told = await ours(complaint, goers, event)
    await notifier.notify([
      ...(await Promise.all(told.map((to) => toOurs(complaint, event, to, plan, about)))),
      ...(await Promise.all(
        left
          .filter(({ id }) => id !== event.by?.id && !told.some((one) => one.id === id))
          .map((to) => toOurs(complaint, event, to, plan, 'cancelled')),
      )),
      ...(await toCustomer(complaint, event, plan, about)),
    ])
  }
}

/** What stood before an event. */
function lastPlan({ events }: Complaint, event: ComplaintEvent): Planned | undefined {
  const before = events.slice(0, events.indexOf(event)).filter(({ round }) => round === event.round)
  const last = before.findLast(({ type }) => type === 'visitPlanned' || type === 'visitCancelled')
  return last?.type === 'visitPlanned' ? last : undefined
}

const goersOf = ({ data }: Planned): readonly By[] => data.goers ?? []
const placeIn = (place: Value | undefined): string => (isObject(place) ? String(place.label ?? '') : '')

function visitCard(
  complaint: Complaint,
  event: ComplaintEvent,
  { id }: By,
  { plan, about, phone }: { plan: Planned; about: About; phone: string | undefined },
): Card {
  const { visitOn, visitPeople, visitContact, visitPlace } = plan.data
  const contact = [textOr(visitContact), phone].filter(Boolean).join(' ')
  return {
    type: 'card',
    card: `visit${complaint.events.indexOf(event)}-${complaint._id}-${id}`,
    title: { key: `complaint.visit.title.${about}`, values: { visitOn } },
    subtitle: { key: 'complaint.cards.subtitle', values: { no: complaint._id, kind: complaint.kind } },
    text: about === 'cancelled' ? plain(reasonIn(event)) : { key: `complaint.visit.checklists.${regulatedKind(complaint.kind)}` },
    rows: [
      { label: label('customer'), value: plain(complaint.customer.name) },
      { label: label('visitOn'), value: { key: 'complaint.time', values: { at: visitOn } } },
      { label: label('visitPlace'), value: plain(placeIn(visitPlace)) },
      ...(contact ? [{ label: label('contact'), value: plain(contact) }] : []),
      { label: label('goers'), value: plain(textOr(visitPeople) ?? '') },
    ],
    buttons: [COMPLAINT_LOOK.details(complaint)],
  }
}

const reasonIn = (event: ComplaintEvent): string => (event.type === 'visitCancelled' || event.type === 'withdrawn' ? event.data.reason : '')

const isOver = ({ events }: Complaint, { round }: ComplaintEvent): boolean =>
  events.some((event) => event.type === 'visitRecorded' && event.round === round)
