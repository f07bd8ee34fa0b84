import type { CaseEvent } from '../cases/case.js'
import type { Values } from '../dialogue/session.js'

/** Who signs for an event, as a paper names them: 孙强（代刘建军） where they acted in somebody's place. */
export function signerOf(
  { by, onBehalfOf }: Pick<CaseEvent, 'by' | 'onBehalfOf'>,
  phrase: (key: string, values?: Values) => string,
): string {
  const name = by?.name ?? ''
  return onBehalfOf ? phrase('forms.inPlaceOf', { name, other: onBehalfOf.name }) : name
}

/** Who said it: the customer's own word, or somebody of ours who has noted it. */
export function notedIn(event: Pick<CaseEvent, 'by' | 'onBehalfOf' | 'role'>, phrase: (key: string, values?: Values) => string) {
  const name = signerOf(event, phrase)
  return { name, noted: phrase(event.role === 'CUSTOMER' ? 'forms.ownWord' : 'forms.notedBy', { name }) }
}
