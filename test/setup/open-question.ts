/** The questions of the real dialogues, each asked by itself, with nothing kept or sent: what becomes of an answer, and what is read then. */
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { inspectDialogues } from '../../src/conversation/load-dialogues.js'
import { render } from '../../src/conversation/render.js'
import { createTexts } from '../../src/conversation/texts.js'
import { advance } from '../../src/dialogue/advance.js'
import type { Flow } from '../../src/dialogue/flow.js'
import type { Turn, TurnEvent, Values } from '../../src/dialogue/session.js'

const { flows, texts: files } = inspectDialogues(dialogueSources())
const texts = createTexts(files)
/** Tuesday, 10:00 in Shanghai. */
const AT = new Date('2026-11-03T02:00:00Z')

function flowOf(id: string): Flow {
  const flow = flows.find((one) => one.id === id)
  if (!flow) throw new Error(`there is no dialogue ${id}`)
  return flow
}

export interface OpenQuestion {
  /** What is read in answer, with the buttons below it. */
  says(text: string): string
  /** The same of a button, by its option. */
  taps(option: string): string
  readonly answers: Values
  readonly facts: Values
  /** The question that waits now. */
  readonly step: string
  /** What is looked up before anything more is said. */
  readonly lookup: Turn['lookup']
  /** The only one that the lookup has found. */
  finds(label: string): string
}

/** @param answers given before: the questions up to this one must follow from them */
export function openQuestion(id: string, step: string, answers: Values = {}, facts: Values = {}): OpenQuestion {
  const dialogue = flowOf(id)
  const told = { failures: 0, turn: 0, told: {}, passed: [] }
  let turn: Turn = {
    session: { id: 's1', flow: id, revision: dialogue.revision, status: 'active', step, answers, facts, ...told },
    say: [],
  }
  function after(event: TurnEvent): string {
    turn = advance(dialogue, turn.session, event)
    const { session, say } = turn
    const messages = render(say, {
      texts,
      language: 'zh-CN',
      flow: dialogue,
      sessionId: 's1',
      step: session.step,
      facts: session.facts,
      card: 'c1',
    })
    return messages
      .map((one) => {
        if (one.type === 'text') return one.text
        return one.type === 'choice' ? `${one.text}\n${one.title}\n[${one.options.map(({ label }) => label).join('|')}]` : `[${one.type}]`
      })
      .join('\n')
  }
  return {
    says: (text) => after({ type: 'reply', reply: { at: AT, text }, words: texts.words(id) }),
    taps: (option) =>
      after({ type: 'reply', reply: { at: AT, tap: { step: turn.session.step, values: [option] } }, words: texts.words(id) }),
    finds(label) {
      if (!turn.lookup) throw new Error('nothing is looked up')
      return after({ type: 'found', lookup: turn.lookup, candidates: [{ id: label, label, value: { name: label } }] })
    },
    get answers() {
      return turn.session.answers
    },
    get facts() {
      return turn.session.facts
    },
    get step() {
      return turn.session.step
    },
    get lookup() {
      return turn.lookup
    },
  }
}
