/** Which rules hold: those in force now for what begins, and for a case those that it began under (R22). */
import type { Rules } from './organisation-schema.js'

export interface RuleVersion {
  /** The number of the change that made them; 0: those of before the first. */
  readonly version: number
  readonly rules: Rules
}

export interface RuleBook {
  present(): RuleVersion
  /** @param record without a version where it is of before they were numbered: as the file had them then */
  of(record: { readonly rulesVersion?: number }): Promise<Rules>
}
