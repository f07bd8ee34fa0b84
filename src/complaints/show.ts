/** How a complaint is shown to whoever looks it up, in full or from outside, alone or in a list. */

import type { Actor } from '../cases/case.js'
import type { Task } from '../cases/case-type.js'
import type { Held } from '../cases/in-hands.js'
import { dueValues, plain } from '../cases/look.js'
import { type Notice, type Phrase, say } from '../delivery/notice.js'
import { isObject, type Value, type Values } from '../dialogue/session.js'
import type { Level } from './access.js'
import { scriptLines } from './call-card.js'
import { COMPLAINT_CARDS, COMPLAINT_LOOK, label, mainRows } from './cards.js'
import { complaintType, mayBegin, tasksFor } from './complaint.js'
import { customerStateOf } from './customer-state.js'
import { type Complaint, numbersIn } from './model.js'
import { sameDayOutcome } from './same-day.js'
import { photosButton } from './whole-card.js'

/** The state in the words of whoever reads it (domain.md 2.2). */
const stateFor = (complaint: Complaint, level: Level): Phrase =>
  level === 'customer'
    ? { key: 'complaint.customerState', values: { state: customerStateOf(complaint) } }
    : { key: 'complaint.stateAlone', values: COMPLAINT_LOOK.valuesIn(complaint) }

/** What may be seen from outside: how it stands, what was said, and what the reader is asked for. */
function outsideNotices(complaint: Complaint, level: Level, actors: readonly Actor[]): Notice[] {
  return [
    {
      type: 'card',
      card: `show-${complaint._id}`,
      title: { key: 'complaint.show.title', values: { no: complaint._id } },
      subtitle: stateFor(complaint, level),
      text: plain(complaint.description),
      rows: [{ label: label('receivedAt'), value: { key: 'complaint.time', values: { at: complaint.receivedAt.toISOString() } } }],
      buttons: [
        ...tasksFor(complaint, actors).map((step) => COMPLAINT_LOOK.stepButton(complaint, step)),
        ...ASKED_FOR.filter(({ act }) => mayBegin(complaint, act, actors)).map(({ dialogue }) => ({
          key: `do:begin:${dialogue}.${complaint._id}`,
          label: { key: `complaint.steps.${dialogue}` },
        })),
        { key: `do:startSupplement:${complaint._id}`, label: { key: 'complaint.buttons.supplement' } },
      ],
    },
  ]
}

/** What a customer may ask for though nobody waits for it (transitions 23, 24). */
const ASKED_FOR = [
  { act: 'reopened', dialogue: 'reopen' },
  { act: 'withdrawn', dialogue: 'withdraw' },
] as const

export interface Reading {
  readonly level: Level
  readonly actors: readonly Actor[]
  readonly now: Date
  readonly held: Held
}

/** State, clocks and history, for whoever looks it up, with what they can do now. */
export function complaintNotices(complaint: Complaint, { level, actors, now, held }: Reading): Notice[] {
  if (level !== 'inside') return outsideNotices(complaint, level, actors)
  const { report, receivedAt, clocks } = complaint
  const sameDay = report.sameDayOk ?? sameDayOutcome(report.recipients, receivedAt, now)
  const confirmed = report.recipients.filter(({ confirmedAt }) => confirmedAt)
  const steps = tasksFor(complaint, actors)
  const card: Notice = {
    type: 'card',
    card: `show-${complaint._id}`,
    title: { key: 'complaint.cards.info', values: COMPLAINT_LOOK.valuesIn(complaint) },
    subtitle: { key: 'complaint.show.subtitle', values: COMPLAINT_LOOK.valuesIn(complaint, held) },
    text: plain(complaint.description),
    rows: mainRows(complaint).filter((row) => row.label.key !== label('customer').key),
    buttons: [
      ...steps.slice(0, 3).map((step) => COMPLAINT_LOOK.stepButton(complaint, step)),
      ...(mayBegin(complaint, 'pushed', actors) ? COMPLAINT_LOOK.pushButton(complaint, held) : []),
      ...photosButton(complaint),
      { key: `do:showRecord:${complaint._id}`, label: { key: 'complaint.buttons.record' } },
      { key: `do:showMore:${complaint._id}`, label: { key: 'complaint.buttons.more' } },
    ],
  }
  const status: Notice = {
    type: 'text',
    text: {
      key: 'complaint.show.clocks',
      values: {
        contact:
          [complaint.complainant, complaint.details.complainantTitle, complaint.phone].filter((one) => typeof one === 'string').join(' ') ||
          'none',
        ...factsOf(complaint),
        receivedAt: receivedAt.toISOString(),
        sameDay: sameDay === undefined ? 'open' : sameDay ? 'met' : 'missed',
        confirmed: confirmed.length,
        recipients: report.recipients.length,
        names: report.recipients.map(({ name, confirmedAt }) => `${name}${confirmedAt ? '✓' : ''}`).join('、'),
      },
    },
  }
  const due = clocks
    .filter(({ id, stoppedAt }) => !stoppedAt && complaintType.clocks[id]?.pressing !== 'never')
    .map((clock) => say('complaint.show.due', dueValues(clock, now)))
  return [
    card,
    ...COMPLAINT_LOOK.handLines(held, now),
    ...scriptLines(complaint, steps),
    status,
    ...(complaint.related?.length ? [say('complaint.related', { nos: complaint.related })] : []),
    ...due,
    ...COMPLAINT_LOOK.ownerLines(complaint),
    ...complaint.events
      .filter(({ type }) => !complaintType.acts[type].isBookkeeping)
      .slice(-SHOWN_EVENTS)
      .map(COMPLAINT_LOOK.eventLine),
  ]
}

/** What was asked when it was registered, and stands on no card for want of rows. */
function factsOf({ source, severity, details }: Complaint): Values {
  const { projectName, transportBy, carrier, driver, shippedAt, stopUse, usePart, truckNo, siteAddress } = details
  const said = (value: Value | undefined) => (typeof value === 'string' ? value : '')
  return {
    source,
    severity,
    place: isObject(siteAddress) ? said(siteAddress.label) : '',
    projectName: said(projectName),
    transportBy: said(transportBy),
    carriers: [said(carrier), said(driver), numbersIn(truckNo).join('、')].filter(Boolean).join(' '),
    shippedAt: said(shippedAt),
    stopUse: said(stopUse),
    usePart: said(usePart),
  }
}

/** The rest is under 处理经过. */
const SHOWN_EVENTS = 8

/** What is to be done with one complaint, in a list: what, for whom, until when. */
export function taskCard(complaint: Complaint, steps: readonly [Task, ...Task[]], now: Date, held: Held, level: Level): Notice {
  const card = COMPLAINT_CARDS.todo(complaint, steps, now, held)
  if (level === 'inside' || card.type !== 'card') return card
  const rows = [
    { label: label('customer'), value: plain(complaint.customer.name) },
    { label: label('state'), value: stateFor(complaint, level) },
  ]
  return { ...card, rows }
}

/** Something small that somebody still has to do beside the steps. */
export function noteCard(complaint: Complaint, action: string, button: string, level: Level): Notice {
  return {
    type: 'card',
    card: `task-${complaint._id}-${action}`,
    title: { key: `complaint.tasks.${button}`, values: { no: complaint._id } },
    subtitle:
      level === 'customer' ? stateFor(complaint, level) : { key: 'complaint.show.note', values: COMPLAINT_LOOK.valuesIn(complaint) },
    rows: [{ label: label('customer'), value: plain(complaint.customer.name) }],
    buttons: [{ key: `do:${action}:${complaint._id}`, label: { key: `complaint.buttons.${button}` }, style: 'primary' }],
  }
}

/** One line in a list. */
export function listLine(complaint: Complaint, level: Level = 'inside', held?: Held): Phrase {
  const values: Values = {
    ...COMPLAINT_LOOK.valuesIn(complaint, held),
    no: complaint._id,
    kind: complaint.kind,
    state: level === 'customer' ? customerStateOf(complaint) : complaint.state,
    customer: complaint.customer.name,
    at: complaint.receivedAt.toISOString(),
    overall: complaint.overall ?? null,
  }
  return { key: level === 'customer' ? 'complaint.list.customerLine' : 'complaint.list.line', values }
}
