/** Forms 2 and 3 of a record, in the words that are printed, without a database. */
import { join } from 'node:path'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { evidenceOf } from '../../src/complaints/evidence.js'
import type { Complaint } from '../../src/complaints/model.js'
import { partA } from '../../src/complaints/part-a.js'
import { ROOT } from '../../src/config.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import { createWording } from '../../src/conversation/wording.js'
import type { Flow } from '../../src/dialogue/flow.js'
import { type Input, kindOf } from '../../src/dialogue/inputs/index.js'
import type { Value, Values } from '../../src/dialogue/session.js'
import { originOf } from '../../src/reports/annex-bytes.js'
import { type FormCell, fillForm } from '../../src/reports/form.js'
import { readLayout } from '../../src/reports/layout.js'

const dialogues = loadDialogues(dialogueSources())
const context = {
  company: '秦源水泥股份有限公司',
  plantName: (id: string | undefined) => (id ? '渭南秦源水泥有限公司' : ''),
  wording: createWording(() => dialogues, 'zh-CN'),
}
const LAYOUTS = [2, 3].map((number) => readLayout(join(ROOT, `forms/form${number}.yaml`)))
const AT = new Date('2026-11-03T02:00:00Z')

export const flowThatEndsIn = (act: string): Flow | undefined =>
  dialogues.flows.find(({ id, steps }) => id === act || Object.values(steps).some((step) => step.type === 'action' && step.run === act))

/** A record as it is registered with these answers. */
export function recordOf(answers: Values, facts: Values = {}): Complaint {
  const by = { id: 'wecom:wangqiang', name: '王强', side: 'staff', roles: [], contacts: [] } as const
  const request = { key: 's.1', answers, facts, by, at: AT, channel: 'wecom', revision: 'r' }
  const customer = { id: 'c1', name: '渭南宏基商品混凝土有限公司', isIncomplete: false }
  const record = partA('TS-20261103-001', customer, request as never, 50)
  return { ...record, round: 1, events: [], clocks: [], departments: [] } as unknown as Complaint
}

/** The same with something that happened in its round. @param more who did it, in what capacity, and what came of it */
export const withEvent = (record: Complaint, type: string, data: Values, more: object = {}): Complaint =>
  ({
    ...record,
    events: [...record.events, { id: type, type, round: 1, at: AT, by: { id: 'wecom:chenjing', name: '陈静' }, data, ...more }],
  }) as unknown as Complaint

export const formsOf = (record: Complaint, round = record.round) => LAYOUTS.map((layout) => fillForm(layout, record, context, round))

export const cellsOf = (record: Complaint): FormCell[] =>
  formsOf(record).flatMap(({ sections }) => sections.flatMap(({ rows }) => rows.flat()))

/** Under each photo: with what it came to the record, when and from whom. */
export const originsOf = (record: Complaint): string[] =>
  evidenceOf(record, 1).flatMap(({ cameWith }) => (cameWith ? [originOf(cameWith, context.wording.phrase)] : []))

/** What is printed under a label. */
export function printed(record: Complaint): Record<string, string> {
  return Object.fromEntries(cellsOf(record).map(({ label, value }) => [label, value]))
}

/** Everything that anybody can read of it, annexes included. */
export const wholeOf = (record: Complaint): string => JSON.stringify([formsOf(record), evidenceOf(record, 1)])

/** An answer of each question that a dialogue asks, by field. */
export function answersOf({ steps }: Flow): Map<string, Value> {
  return new Map(
    Object.entries(steps).flatMap(([id, step]) =>
      step.type === 'question'
        ? kindOf(step.input)
            .fields(step.input, id)
            .map((field) => [field, sampleOf(step.input, field)] as const)
        : [],
    ),
  )
}

function sampleOf(input: Input, field: string): Value {
  switch (input.type) {
    case 'several':
      return sampleOf(input.parts[field]!.input as Input, field)
    case 'choice':
      return Array.isArray(input.options) ? (input.options[1] ?? input.options[0]!) : 'weinan'
    case 'choices':
      return Array.isArray(input.options) ? [input.options.at(-1)!] : ['weinan-packing']
    case 'date':
      return '2026-11-01'
    case 'month':
      return '2026-10'
    case 'number':
    case 'money':
      return 7
    case 'numbers':
      return [7, 8]
    case 'quantity':
      return { value: 7, unit: input.units[0]! }
    case 'rating':
      return 4
    case 'yesno':
      return true
    case 'files':
      return [{ id: `file of ${field}`, kind: 'image' }]
    case 'record':
      return { id: 'wecom:liuna', name: '刘娜' }
    case 'records':
      return [{ id: 'wecom:liuna', name: '刘娜' }]
    case 'location':
      return { label: `place of ${field}` }
    default:
      return `answer of ${field}`
  }
}
