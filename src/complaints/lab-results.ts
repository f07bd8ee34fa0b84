/** What is said at once of a result of the laboratory: what may be reported and within what, and whether it is (domain.md 4.6). */
import type { Values } from '../dialogue/session.js'
import type { Action } from '../people/action.js'
import { judgedIn, labItemsOf, limitOf } from '../people/lab-items.js'
import type { Organisation } from '../people/organisation.js'
import { textOr } from './part-a.js'

type Limits = Pick<Organisation, 'labItems'>

export function createLabResults(organisation: Limits) {
  const offerLabItems: Action = async ({ facts: { product } }) => {
    const offered = labItemsOf(organisation).filter(({ isOff }) => !isOff)
    return { facts: { labItems: offered.map((item) => ({ name: item.name, unit: item.unit, ...limitOf(item, textOr(product)) })) } }
  }

  const judgeResult: Action = async ({ answers, facts: { product } }) => {
    const limits = judgedOf(organisation, textOr(product), answers)
    return { facts: { limits: limits.length > 0 ? limits : null } }
  }

  return { offerLabItems, judgeResult }
}

/** By the limits as they are now; they stay with the result. */
export const judgedOf = (organisation: Limits, product: string | undefined, { age, result }: Values): Values[] =>
  judgedIn(textOr(result) ?? '', labItemsOf(organisation), DAYS[String(age)], product).map((one) => ({ ...one }))

const DAYS: Readonly<Record<string, number>> = { D3: 3, D28: 28 }
