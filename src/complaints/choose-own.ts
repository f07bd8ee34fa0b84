/** 撤销投诉 and 又坏了, typed: the complaint that is meant, by its number or because there is only one (transitions 23, 24). */
import type { Acting } from '../cases/actions.js'
import { plain } from '../cases/look.js'
import { askedIn } from '../cases/lookups.js'
import { type Notice, say } from '../delivery/notice.js'
import { isObject } from '../dialogue/session.js'
import type { Action, ActionRequest, ActionResult } from '../people/action.js'
import type { RuleBook } from '../people/rule-book.js'
import { type Access, numberIn } from './access.js'
import { isReopenable } from './acts/closing.js'
import type { complaintModels } from './collections.js'
import { complaintType, mayBegin } from './complaint.js'
import type { Complaint } from './model.js'
import { ownIn } from './view.js'
import { wholeOf } from './whole.js'

export interface ChooseDeps {
  readonly models: Pick<ReturnType<typeof complaintModels>, 'complaints'>
  readonly access: Pick<Access, 'viewFor'>
  readonly acting: Pick<Acting<Complaint>, 'actorsFor'>
  /** Starts the dialogue as its button does. */
  readonly begin: Action
  readonly ruleBook: Pick<RuleBook, 'of'>
}

/** The acts that somebody may ask for by a word alone. */
type Asked = 'withdrawn' | 'reopened'
type Dialogue = 'withdraw' | 'reopen'

const NONE = { no: null, isCustomer: null, description: null, heard: null }
const LISTED = 5
/** So many of the newest are asked whether they may still be reopened: each under the rules that it began under. */
const LOOKED_AT = 50

export function createChooseOwn({ models: { complaints }, access, acting, begin, ruleBook }: ChooseDeps) {
  async function chosen(act: Asked, dialogue: Dialogue, request: ActionRequest): Promise<ActionResult> {
    const asked = numberIn(askedIn(request))
    const own = asked === undefined ? await ownFor(act, request) : []
    const no = asked ?? (own.length === 1 ? own[0]?._id : undefined)
    // what a customer says while theirs is still handled is for whoever handles it
    if (no === undefined && own.length === 0 && act === 'reopened' && request.by.side !== 'staff')
      return { facts: { ...NONE, heard: heardIn(request) } }
    if (no === undefined) return { facts: NONE, say: offered(dialogue, own) }
    const { start } = await begin({ ...request, reference: `${dialogue}.${no}` })
    const { isCustomer = false, description = null } = start?.facts ?? {}
    return { facts: { no, isCustomer, description } }
  }

  /** Theirs, newest first, as far as they may ask for it now. */
  async function ownFor(act: Asked, { by, at }: ActionRequest): Promise<Complaint[]> {
    const found = await complaints
      .find({ $and: [ownIn(await access.viewFor(by), by), { state: { $in: complaintType.acts[act].from } }] })
      .sort({ registeredAt: -1 })
      .limit(act === 'reopened' ? LOOKED_AT : LISTED)
      .lean<Complaint[]>()
      .then(wholeOf)
    const isTheirs = await Promise.all(
      found.map(async (complaint) => {
        const actors = await acting.actorsFor(by, complaint)
        return mayBegin(complaint, act, actors) && (act !== 'reopened' || isReopenable(complaint, at, await ruleBook.of(complaint)))
      }),
    )
    return found.filter((_, index) => isTheirs[index]).slice(0, LISTED)
  }

  const chooseOpen: Action = (request) => chosen('withdrawn', 'withdraw', request)
  const chooseClosed: Action = (request) => chosen('reopened', 'reopen', request)
  return { chooseOpen, chooseClosed }
}

/** As it was typed, or found by the dialogue that went on here. */
function heardIn({ facts }: ActionRequest): string {
  const { word = '', rest = '' } = isObject(facts.asked) ? facts.asked : {}
  return typeof facts.heard === 'string' ? facts.heard : `${word} ${rest}`.trim()
}

/** One card for each, with the button that goes on. */
function offered(dialogue: Dialogue, own: readonly Complaint[]): Notice[] {
  if (own.length === 0) return [say(dialogue === 'withdraw' ? 'complaint.choose.noneWithdraw' : 'complaint.choose.noneReopen')]
  return own.map(
    ({ _id: no, kind, description }): Notice => ({
      type: 'card',
      card: `${dialogue}-${no}`,
      title: { key: `complaint.choose.${dialogue}` },
      subtitle: { key: 'complaint.cards.subtitle', values: { no, kind } },
      text: plain(description),
      rows: [],
      buttons: [{ key: `do:begin:${dialogue}.${no}`, label: { key: `complaint.steps.${dialogue}` }, style: 'primary' }],
    }),
  )
}
