import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { CaseType } from '../../src/cases/case-type.js'
import { checkDialogues } from '../../src/cases/check-dialogues.js'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { complaintEngine } from '../../src/complaints/complaint.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import type { Flow } from '../../src/dialogue/flow.js'

const { flows } = loadDialogues(dialogueSources())
const gift = (worksOut: readonly string[] = []) =>
  ({
    kind: 'gift',
    data: { asked: z.object({ item: z.string(), price: z.number(), note: z.string().optional() }) },
    acts: { asked: { from: [], by: ['SALES'], dialogue: 'gift', worksOut } },
  }) as unknown as CaseType
const flow = (steps: object, facts: readonly string[] = []) =>
  ({ id: 'gift', revision: 'r', facts, steps: { check, ...steps } }) as unknown as Flow
const check = { type: 'action', run: 'checkAsked', next: [{ to: 'item' }] }
const item = { type: 'question', input: { type: 'text' }, next: [{ to: 'ask' }] }
const ask = { type: 'action', run: 'asked', next: [{ to: 'done' }] }

describe('dialogues that end in acts', () => {
  it('of the complaint are in order', () => {
    expect(checkDialogues([complaintEngine.kind], flows)).toEqual([])
  })
  it('that are missing are named', () => {
    expect(checkDialogues([gift()], [])).toMatchObject([{ file: 'flows/gift.yaml', name: 'actWithoutDialogue' }])
  })
  it('that cannot be read are not said to be missing', () => {
    expect(checkDialogues([gift()], [], ['gift'])).toEqual([])
  })
  it('that never run their act are named', () => {
    expect(checkDialogues([gift()], [flow({ item })])).toMatchObject([{ name: 'actNeverRun', values: { act: 'asked' } }])
  })
  it('that do not ask for what the act must be given are named, but not for what is worked out or may be absent', () => {
    const [fault, ...others] = checkDialogues([gift()], [flow({ item, ask })])
    expect(fault).toMatchObject({ name: 'actNotGiven', values: { field: 'price', act: 'asked' } })
    expect(others).toEqual([])
    expect(checkDialogues([gift(['price'])], [flow({ item, ask })])).toEqual([])
  })
  it('that begin a case without refusing those who may not are named', () => {
    expect(checkDialogues([gift(['price'])], [flow({ check: item, item, ask })])).toMatchObject([
      { name: 'notRefused', values: { check: 'checkAsked' } },
    ])
  })
  it('that are about a case and are not told which are named', () => {
    const { acts, ...rest } = gift(['price'])
    const about = { ...rest, acts: { asked: { ...acts.asked!, from: ['OPEN'] } } } as CaseType
    expect(checkDialogues([about], [flow({ item, ask })])).toMatchObject([{ name: 'caseNotTold' }])
    expect(checkDialogues([about], [flow({ item, ask }, ['no'])])).toEqual([])
  })
})
