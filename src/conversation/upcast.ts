/** Dialogues and sessions outlive the program that wrote them: what an older one wrote is read as this one would have written it. */
import type { Offer, Session } from '../dialogue/session.js'

/** Before 0.2, which customer it is was asked by an input of its own kind. */
const CUSTOMER = { kind: 'record', lookup: 'customer' } as const

/** A stored definition of a dialogue, before any schema has read it. */
export function upcastDefinition(content: object): object {
  if (!('steps' in content) || !isObject(content.steps)) return content
  return { ...content, steps: Object.fromEntries(Object.entries(content.steps).map(([id, step]) => [id, upcastStep(step)])) }
}

function upcastStep(step: unknown): unknown {
  const isOld = isObject(step) && 'input' in step && isObject(step.input) && 'type' in step.input && step.input.type === 'customer'
  return isOld ? { ...step, input: { type: CUSTOMER.kind, lookup: CUSTOMER.lookup } } : step
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

type OldSession = Omit<Session, 'offered'> & { readonly offered?: Offer | (Omit<Offer, 'kind'> & { readonly kind: 'customer' }) }

/** A session as it stands in a contact's document. */
export function upcastSession({ offered, facts, ...session }: OldSession): Session {
  const { evidence, ...others } = facts
  return {
    ...session,
    facts: evidence === undefined ? facts : { ...others, files: evidence },
    ...(offered && { offered: offered.kind === 'customer' ? customersOf(offered) : offered }),
  }
}

const customersOf = ({ candidates }: Pick<Offer, 'candidates'>): Offer => ({
  ...CUSTOMER,
  candidates: candidates.map((candidate) => ({ ...candidate, isNew: candidate.id === 'new' })),
})
