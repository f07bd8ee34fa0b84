/** Messages in which people tell all of it at once: how much of that is understood, and that nothing else is. */
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { inspectDialogues } from '../../src/conversation/load-dialogues.js'
import { createTexts } from '../../src/conversation/texts.js'
import { begin } from '../../src/dialogue/advance.js'
import { questionAt } from '../../src/dialogue/flow.js'
import { hear } from '../../src/dialogue/hear.js'
import { fieldsOf, pathOf } from '../../src/dialogue/path.js'
import type { Values } from '../../src/dialogue/session.js'

const { told, nothing }: { told: readonly { text: string; fields: Values }[]; nothing: readonly string[] } = parse(
  readFileSync('test/fixtures/told.yaml', 'utf8'),
)
const { flows, texts } = inspectDialogues(dialogueSources())
const words = createTexts(texts).words('complaint')
const complaint = flows.find(({ id }) => id === 'complaint')!
/** Tuesday, 10:00 in Shanghai. */
const context = { at: new Date('2026-11-03T02:00:00Z'), words }

/** All that is asked about such a complaint: whoever says more says it in their own words, which are kept. */
const askedOf = (kind: Values[string]): readonly string[] => {
  const session = begin(complaint, 's1', {}).session
  return pathOf(complaint, { ...session, step: '', answers: { kind } }).flatMap((id) => fieldsOf(questionAt(complaint, id), id))
}

const heardIn = (text: string): Values => hear(complaint, begin(complaint, 's1', {}).session, text, context).answers

it('what is told at once is understood: precision at least 99 %, recall at least 80 %', () => {
  const wrong: string[] = []
  const missed: string[] = []
  let right = 0
  let labelled = 0
  for (const { text, fields: all } of told) {
    const fields = Object.fromEntries(Object.entries(all).filter(([field]) => askedOf(all.kind).includes(field)))
    labelled += Object.keys(fields).length
    const heard = heardIn(text)
    for (const [field, value] of Object.entries(heard)) {
      if (isDeepStrictEqual(value, all[field])) right++
      else wrong.push(`${field} ${JSON.stringify(value)} ≠ ${JSON.stringify(all[field])}: ${text}`)
    }
    for (const [field, value] of Object.entries(fields)) {
      if (heard[field] === undefined) missed.push(`${field} ${JSON.stringify(value)}: ${text}`)
    }
  }
  const precision = right / (right + wrong.length)
  const recall = right / labelled
  console.log(
    `${told.length} messages, ${labelled} fields: precision ${(precision * 100).toFixed(1)} %, recall ${(recall * 100).toFixed(1)} %`,
  )
  if (process.env.MISSED)
    console.log(
      missed
        .map((one) => one.replaceAll('\n', ' '))
        .sort()
        .join('\n'),
    )
  expect(precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.99)
  expect(recall, missed.join('\n')).toBeGreaterThanOrEqual(0.8)
})

it.each(nothing)('tells of no complaint: %s', (text) => {
  expect(heardIn(text).kind).toBeUndefined()
})
