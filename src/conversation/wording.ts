import { isNothing, type Value, type Values } from '../dialogue/session.js'
import { describe, fieldLabel } from './describe.js'
import type { Dialogues } from './load-dialogues.js'

/** Sentences and the names of fields for what is printed; the dialogue of a field is the one that ends in its event. */
export function createWording(dialogues: () => Dialogues, language: string) {
  const flowOf = (event: string) =>
    dialogues().flows.find(
      ({ id, steps }) => id === event || Object.values(steps).some((step) => step.type === 'action' && step.run === event),
    )

  return {
    phrase: (key: string, values: Values = {}): string => dialogues().texts.phrase(language, { key, values }),
    field(event: string, field: string, value: Value | undefined): { label: string; value: string } | undefined {
      const flow = flowOf(event)
      if (!flow) return undefined
      const wording = { texts: dialogues().texts, language, flow, isPrinted: true } as const
      const label = fieldLabel(wording, field)
      if (label === field) return undefined
      return { label, value: value === undefined || isNothing(value) ? '' : describe(wording, field, value) }
    },
  }
}
