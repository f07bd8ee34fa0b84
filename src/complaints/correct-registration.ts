/** 更正 of what was registered (R3.2), beside that of what was recorded since (cases/correcting.ts): it may leave a complaint with the wrong departments. */
import { type Acting, givenIn } from '../cases/actions.js'
import type { createCorrecting } from '../cases/correcting.js'
import type { Notice } from '../delivery/notice.js'
import type { Action, ActionRequest } from '../people/action.js'
import { complaintEngine } from './complaint.js'
import type { Complaint } from './model.js'

const { mayBegin } = complaintEngine

export interface CorrectRegistrationDeps {
  readonly acting: Acting<Complaint>
  readonly check: ReturnType<typeof createCorrecting>['check']
}

export function createCorrectRegistration({ acting, check }: CorrectRegistrationDeps) {
  const checkCorrected: Action = async (request) => {
    await check('corrected', String(request.facts.no), request, givenIn(request))
    return {}
  }

  /** Of another kind, but with the same departments: once somebody has taken it on, only they or customer service move it. */
  async function whoseStill(request: ActionRequest): Promise<Notice[]> {
    const complaint = await acting.found(String(request.facts.no), request, 'corrected')
    const { departments } = complaint
    const done = complaint.events.find(({ id }) => id === request.key)
    if (done?.type !== 'corrected' || done.data.kind === undefined || done.data.departments || departments.length === 0) return []
    const mayMove = mayBegin(complaint, 'redirected', await acting.actorsFor(request.by, complaint))
    return [whoseCard(complaint, mayMove)]
  }

  return {
    checkCorrected,
    /** The same act; whose the complaint still is is said with it. */
    andWhose:
      (corrected: Action): Action =>
      async (request) => {
        const { say = [], ...result } = await corrected(request)
        return { ...result, say: [...say, ...(await whoseStill(request))] }
      },
  }
}

/** 转给其他部门, where that can be done now. */
const whoseCard = ({ _id: no, kind: kindOf, departments }: Complaint, mayMove: boolean): Notice => ({
  type: 'card',
  card: `whose-${no}`,
  title: { key: 'complaint.whose.title', values: { kind: kindOf } },
  subtitle: { key: 'complaint.cards.subtitle', values: { no, kind: kindOf } },
  text: { key: `complaint.whose.${mayMove ? 'move' : 'stays'}`, values: { departments } },
  rows: [],
  buttons: mayMove ? [{ key: `do:begin:redirect.${no}`, label: { key: 'complaint.steps.redirect' } }] : [],
})
