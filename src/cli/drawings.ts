import type { inspectDialogues } from '../conversation/load-dialogues.js'
import { createTexts, SOURCE_LANGUAGE } from '../conversation/texts.js'
import { drawFlow } from '../dialogue/draw-flow.js'

/** The Mermaid drawing of every dialogue, to lie beside it. */
export function drawings({ flows, texts }: Pick<ReturnType<typeof inspectDialogues>, 'flows' | 'texts'>): { file: string; text: string }[] {
  const words = createTexts(texts)
  return flows.map((flow) => {
    const nameOf = (step: string) => words.find(SOURCE_LANGUAGE, `${flow.id}:steps.${step}.label`) ?? step
    return { file: `flows/${flow.id}.mmd`, text: drawFlow(flow, nameOf) }
  })
}
