/** What may be corrected is read from the acts and their dialogues alone: a question that is added to a dialogue can be corrected without more. */
import { describe, expect, it } from 'vitest'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { complaintType } from '../../src/complaints/complaint.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import { beginAgain } from '../../src/dialogue/advance.js'
import type { Flow } from '../../src/dialogue/flow.js'

const { flows, texts } = loadDialogues(dialogueSources())
const CORRECTABLE = Object.entries(complaintType.acts).flatMap(([name, { dialogue = '', correctable }]) =>
  correctable ? [{ name, dialogue, correctable }] : [],
)
const flowOf = (dialogue: string): Flow => flows.find(({ id }) => id === dialogue)!

describe.each(CORRECTABLE)('$name', ({ dialogue, correctable }) => {
  it('is shown in its own dialogue again, with everything that was not answered', () => {
    const { say, session } = beginAgain(flowOf(dialogue), 's', { kind: 'BAG_COUNT' }, {})
    expect(say).toMatchObject([{ say: 'summary', before: session.answers }])
    expect(Object.keys(session.answers)).not.toEqual([])
  })

  it.each(['zh-CN', 'en'])('has words in %s for its part, and for what settles it', (language) => {
    const keys = [`recorded.${dialogue}`, ...Object.keys(correctable.until ?? {}).map((act) => `refused.settled.${act}`)]
    for (const key of keys) expect(texts.find(language, `complaint.${key}`), key).toBeTruthy()
  })
})

it('a question that a dialogue asks from now on can be corrected in what was recorded before', () => {
  const flow = flowOf('deskCheck')
  const question = { ...flow.steps.needSite, input: { type: 'text', min: 2, max: 100 }, optional: true, next: [{ to: 'needSample' }] }
  const needSite = { ...flow.steps.needSite, next: [{ to: 'weather' }] }
  const longer = { ...flow, steps: { ...flow.steps, needSite, weather: question } } as Flow
  const known = { loadedBags: 698, needSite: false, needSample: false, sampleNo: 'of no question' }
  const { say } = beginAgain(longer, 's', { kind: 'BAG_COUNT' }, known)
  expect(say).toMatchObject([{ answers: { loadedBags: 698, weather: { none: 'skipped' } }, fields: expect.arrayContaining(['weather']) }])
  expect(JSON.stringify(say)).not.toContain('of no question')
})
