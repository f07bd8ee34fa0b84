/** What stands in the records of a person's chat: the running dialogue, and the complaint that the chat spoke of last. */

import { valuesOf } from './cases/cards.js'
import { isOverdue } from './cases/deadlines.js'
import { handPhrase } from './cases/in-hands.js'
import { complaintModels } from './complaints/collections.js'
import { complaintEngine } from './complaints/complaint.js'
import { type Complaint, type ComplaintEvent, FORM_FIELDS } from './complaints/model.js'
import { STATE_GROUPS, TRACK } from './complaints/track.js'
import type { App } from './compose/options.js'
import { describe, fieldLabel } from './conversation/describe.js'
import { createConversationStore } from './conversation/store.js'
import { SOURCE_LANGUAGE } from './conversation/texts.js'
import type { Connection } from './database/connect.js'
import type { Values } from './dialogue/session.js'

const NUMBER = new RegExp(`${complaintEngine.kind.prefix}-\\d{8}-\\d+`)

export interface RecordPaneDeps {
  readonly app: Pick<App, 'dialogues' | 'complaints'>
  readonly connection: Connection
  readonly now: () => Date
}

export function createRecordPane({ app: { dialogues, complaints }, connection, now }: RecordPaneDeps) {
  const models = complaintModels(connection)
  const conversations = createConversationStore(connection, now)
  const phrase = (key: string, values: Values = {}) => dialogues.texts.phrase(SOURCE_LANGUAGE, { key, values })

  /** @param chat what the person sees, the oldest first */
  async function inspect(contact: string, chat: readonly object[]): Promise<unknown> {
    const { session } = await conversations.read(contact)
    const no = chat.map((entry) => NUMBER.exec(JSON.stringify(entry))?.[0]).findLast((found) => found !== undefined)
    const complaint = no === undefined ? null : await models.complaints.findById(no).lean<Complaint>()
    return {
      filling: session && { name: phrase(`${session.flow}:name`), rows: rowsOf(session.flow, session.answers) },
      complaint: complaint && (await shown(complaint)),
    }
  }

  async function shown(complaint: Complaint) {
    return {
      no: complaint._id,
      state: phrase(`complaint.states.${complaint.state}`),
      round: complaint.round,
      inHand: await inHand(complaint),
      stages: STATE_GROUPS.map((group) => ({
        name: phrase(`digest.groups.${group}`),
        states: TRACK.filter((stage) => stage.group === group).flatMap(({ states }) => statesOf(complaint, states)),
      })),
      clocks: complaint.clocks
        .filter(({ id, stoppedAt }) => !stoppedAt && complaintEngine.kind.clocks[id]?.pressing !== 'never')
        .map((clock) => ({ name: phrase(`complaint.clocks.${clock.id}`), dueAt: clock.dueAt, isOverdue: isOverdue(clock, now()) })),
      rows: rowsOf('complaint', fieldsOf(complaint)),
      recipients: complaint.report.recipients,
      events: complaint.events
        .filter(({ type }) => type !== 'addressed')
        .map((event) => ({ at: event.at, by: event.by?.name ?? '', did: did(event) })),
    }
  }

  /** Of the states between which a complaint takes one way only, those that it took; else the first. */
  const statesOf = ({ state, events }: Complaint, states: readonly Complaint['state'][]) =>
    states
      .map((id) => ({ id, name: phrase(`stages.${id}`), isNow: id === state, isPast: events.some(({ to }) => to === id) }))
      .filter(({ isNow, isPast }, index, all) => isNow || isPast || (index === 0 && !all.some((one) => one.isNow || one.isPast)))

  /** Who has something to do, what it is, and until when. */
  async function inHand(complaint: Complaint) {
    const hands = await complaints.inHands(complaint, now())
    return hands.map((hand) => {
      const { task, clock } = hand
      const { key, values } = handPhrase(complaintEngine.kind, 'who', hand, now())
      return {
        task: phrase(`complaint.steps.${task.id}`),
        who: phrase(key, values),
        ...(clock && { dueAt: clock.dueAt, isOverdue: isOverdue(clock, now()) }),
      }
    })
  }

  const did = (event: ComplaintEvent) => phrase('complaint.didAlone', { did: { did: event.type, ...valuesOf(event) } })

  function rowsOf(flowId: string, values: Values): { label: string; value: string }[] {
    const flow = dialogues.flows.find(({ id }) => id === flowId)
    if (!flow) return []
    const wording = { texts: dialogues.texts, language: SOURCE_LANGUAGE, flow }
    return Object.entries(values)
      .filter(([, value]) => value !== undefined && value !== null && value !== true)
      .map(([field, value]) => ({ label: fieldLabel(wording, field), value: describe(wording, field, value) }))
  }

  return inspect
}

/** By the names that its dialogue has for them. */
function fieldsOf(complaint: Complaint): Values {
  const { receivedAt, details, attachments } = complaint
  const own = Object.fromEntries(FORM_FIELDS.map((field) => [field, complaint[field]]))
  return { ...own, receivedAt: receivedAt.toISOString(), ...details, photosOne: attachments }
}
