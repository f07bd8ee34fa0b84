/** What is worked out from the answers of a registration, once some of them have been corrected. Pure. */
import type { Values } from '../dialogue/session.js'
import type { Rules } from '../people/organisation.js'
import type { Complaint } from './model.js'
import { kindDataOf } from './part-a.js'
import { bulkOf, judgeBagWeights } from './weights.js'

/** @param data the answers of the correction */
export function kindDataAfter(
  { kind, packing, details, kindData }: Pick<Complaint, 'kind' | 'packing' | 'details' | 'kindData'>,
  data: Values,
  rules: Pick<Rules, 'bagNominalKg' | 'bulkTolerancePermille'>,
): Values {
  const { bagNominalKg } = rules
  const answers = { kind, ...(packing && { packing }), ...details, ...data }
  const weights = Array.isArray(data.weights) ? data.weights.map(Number) : undefined
  const tareKg = typeof data.tareKg === 'number' ? data.tareKg : undefined
  const isWeighed = data.ourNet !== undefined && data.theirNet !== undefined
  const isCompared = isWeighed || (kindData.bulk !== undefined && typeof data.contractPermille === 'number')
  return kindDataOf(
    answers,
    {
      bagWeights: weights
        ? { ...judgeBagWeights(weights, { isGross: data.weighedAs === 'GROSS', tareKg, nominalKg: bagNominalKg }) }
        : kindData.bagWeights,
      bulk: isCompared ? { ...bulkOf(answers, rules) } : kindData.bulk,
    },
    bagNominalKg,
  )
}
