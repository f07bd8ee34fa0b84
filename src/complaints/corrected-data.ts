/** What is worked out from the answers of a registration, once some of them have been corrected. Pure. */
import { isObject, type Value, type Values } from '../dialogue/session.js'
import type { Rules } from '../people/organisation.js'
import type { Complaint } from './model.js'
import { kindDataOf } from './part-a.js'
import { judgeBagWeights, judgeBulkDifference } from './weights.js'

/** @param data the answers of the correction */
export function kindDataAfter(
  { kind, details, kindData }: Pick<Complaint, 'kind' | 'details' | 'kindData'>,
  data: Values,
  { bagNominalKg, bulkTolerancePermille }: Pick<Rules, 'bagNominalKg' | 'bulkTolerancePermille'>,
): Values {
  const answers = { kind, ...details, ...data }
  const weights = Array.isArray(data.weights) ? data.weights.map(Number) : undefined
  const tareKg = typeof data.tareKg === 'number' ? data.tareKg : undefined
  const isWeighed = data.ourNet !== undefined && data.theirNet !== undefined
  return kindDataOf(
    answers,
    {
      bagWeights: weights
        ? { ...judgeBagWeights(weights, { isGross: data.weighedAs === 'GROSS', tareKg, nominalKg: bagNominalKg }) }
        : kindData.bagWeights,
      bulk: isWeighed ? { ...judgeBulkDifference(tonnes(data.ourNet), tonnes(data.theirNet), bulkTolerancePermille) } : kindData.bulk,
    },
    bagNominalKg,
  )
}

const tonnes = (amount: Value | undefined): number => (isObject(amount) && 'value' in amount ? Number(amount.value) : Number(amount))
