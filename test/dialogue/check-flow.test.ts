import { describe, expect, it } from 'vitest'
import { drawFlow } from '../../src/dialogue/draw-flow.js'
import { readFlow } from '../../src/dialogue/read-flow.js'
import { describeProblem } from '../../src/faults/problem.js'

const known = { actions: ['save'], lookups: ['customer'], lists: { plants: ['a', 'b'] } }
const GOOD = `id: demo
start: kind
steps:
  kind:
    type: question
    input: { type: choice, options: [A, B] }
    next:
      - { when: { kind: A }, to: save }
      - { to: bye }
  save: { type: action, run: save, gives: [number], next: bye }
  bye: { type: end }
`
const faults = (text: string) => readFlow('flows/demo.yaml', text, known).problems

describe('a good flow', () => {
  it('passes, with a revision that changes with its content only', () => {
    const { flow, problems } = readFlow('flows/demo.yaml', GOOD, known)
    expect(problems).toEqual([])
    expect(readFlow('x', `# a comment\n${GOOD}`, known).flow?.revision).toBe(flow?.revision)
    expect(readFlow('x', GOOD.replace('[A, B]', '[A, B, C]'), known).flow?.revision).not.toBe(flow?.revision)
  })
  it('can be drawn', () => {
    expect(drawFlow(readFlow('x', GOOD, known).flow!, (id) => id)).toContain('kind -->|"kind = A"| save')
  })
})

describe('every fault is found with its line and an advice', () => {
  it.each([
    ['unknown start', GOOD.replace('start: kind', 'start: nope'), 2, 'which is no step'],
    ['unknown target', GOOD.replace('{ to: bye }', '{ to: nope }'), 9, 'no step “nope” to go to'],
    ['unknown action', GOOD.replace('run: save', 'run: drop'), 10, 'which is no action'],
    ['last branch with a guard', GOOD.replace('- { to: bye }', '- { when: { kind: B }, to: bye }'), 9, 'the last branch has a guard'],
    ['branch that hides others', GOOD.replace('{ when: { kind: A }, to: save }', '{ to: save }'), 8, 'hides the ones after it'],
    ['unknown name in a guard', GOOD.replace('{ kind: A }', '{ colour: A }'), 8, 'asks for “colour”'],
    ['unreachable step', `${GOOD}  lost: { type: message, next: bye }\n`, 12, 'can never be reached'],
    [
      'no way to an end',
      `${GOOD.replace('{ to: bye }', '{ to: round }')}  round: { type: question, input: { type: text }, next: round }\n`,
      12,
      'no way to an end',
    ],
    [
      'loop without a question',
      `${GOOD.replace('{ to: bye }', '{ to: one }')}  one: { type: message, next: [{ when: { kind: A }, to: bye }, { to: two }] }\n  two: { type: message, next: one }\n`,
      12,
      'loop without a question',
    ],
    ['unknown value shown', GOOD.replace('bye: { type: end }', 'bye: { type: end, values: [colour] }'), 11, 'shows “colour”'],
    ['unknown default', GOOD.replace('options: [A, B] }', 'options: [A, B] }\n    default: { fact: colour }'), 7, 'takes “colour”'],
    ['unknown operator', GOOD.replace('{ kind: A }', '{ kind: { $where: "1" } }'), 8, '“steps.kind.next.0.when.kind” has no “$where”'],
    ['unknown field', GOOD.replace('type: end', 'type: end, colour: red'), 11, '“steps.bye” has no “colour”'],
    ['unknown list', GOOD.replace('[A, B]', '{ list: trucks }'), 6, 'no list “trucks” of the company'],
    [
      'minimum above maximum',
      GOOD.replace('{ type: choice, options: [A, B] }', '{ type: text, min: 9, max: 3 }'),
      6,
      'minimum above its maximum',
    ],
    [
      'a comparison with no part',
      GOOD.replace(
        '{ type: choice, options: [A, B] }',
        '{ type: several, parts: { kind: { input: { type: text } } }, atMost: { kind: other } }',
      ),
      6,
      'no part of it',
    ],
    ['unknown lookup', GOOD.replace('{ type: choice, options: [A, B] }', '{ type: record, lookup: truck }'), 6, 'which is no lookup'],
    [
      'a look-up that keeps others waiting',
      'id: demo\nstart: kind\nsteps:\n  kind: { type: question, input: { type: text }, quiet: true, next: bye }\n  bye: { type: end }\n',
      2,
      'keeps other dialogues waiting',
    ],
    ['broken YAML', GOOD.replace('steps:', 'steps: ['), 3, 'opens “[” and does not close it'],
  ])('%s', (_name, text, line, message) => {
    const found = faults(text)
    expect(found.map((problem) => problem.line)).toContain(line)
    expect(found.map((problem) => describeProblem(problem, 'en')).join('\n')).toContain(message)
  })

  it('finds all of them at once', () => {
    expect(faults(GOOD.replace('run: save', 'run: drop').replace('{ to: bye }', '{ to: nope }')).length).toBeGreaterThanOrEqual(2)
  })
})
