/** Something that is looked up, whatever it is. */
import { describe, expect, it } from 'vitest'
import { advance, begin } from '../../../src/dialogue/advance.js'
import { readFlow } from '../../../src/dialogue/read-flow.js'
import type { Candidate, Turn, Words } from '../../../src/dialogue/session.js'

const { flow } = readFlow(
  'flows/demo.yaml',
  `id: demo
yields: true
start: truck
steps:
  truck: { type: question, input: { type: record, lookup: truck }, next: bye }
  bye: { type: end }
`,
  { actions: [], lookups: ['truck'], lists: {} },
)
const words: Words = { command: () => undefined, optionNames: () => [], ratingNames: () => [], fieldNames: () => [] }
const at = new Date('2026-11-03T02:00:00Z')
const says = (turn: Turn, text: string) => advance(flow!, turn.session, { type: 'reply', reply: { at, text }, words })
const finds = (turn: Turn, ...candidates: Candidate[]) => advance(flow!, turn.session, { type: 'found', lookup: turn.lookup!, candidates })

const red: Candidate = { id: 't1', label: '红车', value: { id: 't1', name: '红车' } }
const blue: Candidate = { id: 't2', label: '蓝车', value: { id: 't2', name: '蓝车' } }
const added: Candidate = { id: 'new', label: '车', isNew: true, value: { name: '车', isNew: true } }
const asked = () => says(begin(flow!, 's', {}), ' 车 ')

describe('a record', () => {
  it('is looked up by the lookup that the flow names, with what was written', () => {
    expect(asked()).toMatchObject({ say: [], lookup: { name: 'truck', text: '车' } })
  })

  it('is taken where there is one', () => {
    expect(finds(asked(), red).session).toMatchObject({ status: 'completed', answers: { truck: { id: 't1' } } })
  })

  it('is chosen where there are several, by number, name or tap', () => {
    const offered = finds(asked(), red, blue)
    expect(offered.say).toMatchObject([{ say: 'offer', kind: 'record', lookup: 'truck', text: '车' }])
    expect(says(offered, '2').session.answers).toMatchObject({ truck: { id: 't2' } })
    expect(says(offered, '红车').session.answers).toMatchObject({ truck: { id: 't1' } })
    const tap = { at, tap: { step: 'truck', values: ['t2'] } }
    expect(advance(flow!, offered.session, { type: 'reply', reply: tap, words }).session.answers).toMatchObject({ truck: { id: 't2' } })
  })

  it('is added only when somebody says so', () => {
    const offered = finds(asked(), added)
    expect(offered.session.status).toBe('active')
    expect(says(offered, '1').session.answers).toMatchObject({ truck: { isNew: true } })
  })

  it('is asked for again where there is none, with examples and a person in the end', () => {
    const first = finds(asked())
    expect(first.say).toMatchObject([{ say: 'retry', reason: 'recordUnknown', values: { text: '车' } }])
    const third = finds(says(finds(says(first, '车')), '车'))
    expect(third.say.map((said) => ('key' in said ? said.key : said.say))).toEqual(['retry', 'offerPerson'])
  })

  it('has a name of a reasonable length', () => {
    expect(says(begin(flow!, 's', {}), '车'.repeat(61))).toMatchObject({
      say: [{ say: 'retry', reason: 'recordLong', values: { max: 60 } }],
    })
  })
})
