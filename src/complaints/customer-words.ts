/** 客户来话: what a customer says in chat beside every dialogue is kept with their open complaint, and customer service hears it at once. */
import { say } from '../delivery/notice.js'
import type { Action, ActionRequest } from '../people/action.js'
import { isKnownAs, type Person } from '../people/person.js'
import { isThanks } from '../reading/thanks.js'
import type { Access } from './access.js'
import type { complaintModels } from './collections.js'
import { customerStateOf } from './customer-state.js'
import type { Added } from './follow-ups.js'
import type { Complaint } from './model.js'
import { ownIn } from './view.js'
import { wholeOf } from './whole.js'

export interface CustomerWordsDeps {
  readonly models: Pick<ReturnType<typeof complaintModels>, 'complaints'>
  readonly access: Pick<Access, 'viewFor'>
  readonly supplement: (no: string, request: ActionRequest, added: Added & { readonly text: string }) => Promise<void>
}

const NAMED = 5

export function createCustomerWords({ models: { complaints }, access, supplement }: CustomerWordsDeps) {
  /** Open ones, newest first. */
  const openOf = async (by: Person): Promise<Complaint[]> =>
    complaints
      .find({ $and: [ownIn(await access.viewFor(by), by), { isOpen: true }] })
      .sort({ registeredAt: -1 })
      .limit(NAMED)
      .lean<Complaint[]>()
      .then(wholeOf)

  return {
    /** The one that the dialogue is about takes it, else the newest of the kind that is spoken of, else the newest: whoever hears it knows the others. */
    hearCustomer: (async (request) => {
      const { by, facts } = request
      const open = await openOf(by)
      const taking = open.find(({ _id }) => _id === facts.no) ?? open.find(({ kind }) => kind === facts.kind) ?? open[0]
      if (!taking) return { facts: { no: null } }
      const text = String(facts.heard ?? '')
      await supplement(taking._id, request, { text, files: [] })
      const others = open.filter((one) => one !== taking).map(({ _id: no, kind }) => ({ no, kind }))
      // which of several it is must be said
      const among = others.length > 0 ? { kind: taking.kind, others } : { kind: null, others: null }
      const values = { no: taking._id, state: customerStateOf(taking), ...among }
      return { facts: { no: taking._id }, say: [say(`complaint.${isThanks(text) ? 'thanked' : 'heardCustomer'}`, values)] }
    }) satisfies Action,
    /** What customer service needs to help somebody who is not of ours: where to call, and about what. */
    async contextOf(by: Person): Promise<{ readonly phone?: string; readonly nos: readonly string[] }> {
      const open = by.side === 'staff' ? [] : await openOf(by)
      const phone = open.find((complaint) => complaint.phone && isKnownAs(by, complaint.registeredBy.id))?.phone
      return { ...(phone && { phone }), nos: open.map(({ _id }) => _id) }
    },
  }
}
