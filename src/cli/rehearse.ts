/** A dialogue talked through with nobody and nothing behind it: the engine and the texts are the real ones, what it would do is only said. */
import type { OutgoingMessage } from '../channels/channel.js'
import { describe, fieldLabel } from '../conversation/describe.js'
import type { Dialogues } from '../conversation/load-dialogues.js'
import { render } from '../conversation/render.js'
import { advance, begin } from '../dialogue/advance.js'
import type { Flow } from '../dialogue/flow.js'
import { answersOnPath } from '../dialogue/path.js'
import type { Reply, Turn, TurnEvent } from '../dialogue/session.js'
import { meantBy } from '../reading/nearest.js'

export interface RehearsalDeps extends Dialogues {
  readonly language: string
  readonly now: () => Date
}

export interface Rehearsal {
  /** What is read at the start. */
  readonly opening: readonly string[]
  readonly isOver: boolean
  /** @returns what is read in answer; at the end with what would be filed */
  says(text: string): string[]
}

/** Photos are no text: this word stands for one. */
export const PHOTO = '[照片]'

/** @throws Error where there is no such dialogue, with what was probably meant */
export function rehearse(id: string, { flows, texts, language, now }: RehearsalDeps): Rehearsal {
  const isEnglish = language.startsWith('en')
  let flow = flowOf(id)
  let turn = begin(flow, id, { startedAt: now().toISOString(), asked: { word: '', rest: '' } })
  const opening = heardOf()

  function flowOf(name: string): Flow {
    const found = flows.find((one) => one.id === name)
    if (found) return found
    const ids = flows.map((one) => one.id)
    const nearest = meantBy(name, ids)
    throw new Error(
      isEnglish
        ? `There is no dialogue “${name}”. ${nearest ? `Did you mean “${nearest}”?` : `There are: ${ids.join(', ')}`}`
        : `没有对话 ${name}${nearest ? `，是不是 ${nearest}？` : `。可以写：${ids.join('、')}`}`,
    )
  }

  /** Goes on until somebody has to answer: nothing is looked up or done. */
  function heardOf(): string[] {
    const heard = shown(turn)
    for (let event = nextEvent(turn); event; event = nextEvent(turn)) {
      if (turn.action) heard.push(isEnglish ? `(here “${turn.action.name}” is run)` : `（这一步会执行 ${turn.action.name}）`)
      turn = advance(flow, turn.session, event)
      heard.push(...shown(turn))
    }
    if (turn.session.status === 'active') return heard
    heard.push(...filed())
    const { continueWith } = turn
    if (!continueWith) return heard
    flow = flowOf(continueWith.flow)
    turn = begin(flow, continueWith.flow, { startedAt: now().toISOString(), asked: { word: '', rest: '' }, ...continueWith.facts })
    return [...heard, ...heardOf()]
  }

  function nextEvent({ action, lookup }: Turn): TurnEvent | undefined {
    if (lookup) return { type: 'found', lookup, candidates: [{ id: lookup.text, label: lookup.text, value: { name: lookup.text } }] }
    return action && { type: 'done', facts: {} }
  }

  function shown({ session, say }: Turn): string[] {
    const { step, facts } = session
    return render(say, { texts, language, flow, sessionId: session.id, step, facts, card: 'card' }).map(textOf)
  }

  function filed(): string[] {
    const answers = Object.entries(answersOnPath(flow, turn.session)).filter(([, value]) => value !== true && value !== undefined)
    if (answers.length === 0) return []
    const wording = { texts, language, flow }
    return [
      isEnglish ? '── would be filed ──' : '── 会登记成这样 ──',
      ...answers.map(([field, value]) => `${fieldLabel(wording, field)}${isEnglish ? ': ' : '：'}${describe(wording, field, value)}`),
    ]
  }

  function replyOf(text: string): Reply {
    const at = now()
    return text === PHOTO ? { at, files: [{ id: `photo-${turn.session.turn}`, kind: 'image' }] } : { at, text }
  }

  return {
    opening,
    get isOver() {
      return turn.session.status !== 'active'
    },
    says(text) {
      turn = advance(flow, turn.session, { type: 'reply', reply: replyOf(text), words: texts.words(flow.id) })
      return heardOf()
    },
  }
}

function textOf(message: OutgoingMessage): string {
  if (message.type === 'text') return message.text
  if (message.type !== 'choice') return `[${message.type}]`
  const buttons = message.options.map(({ label }, index) => `${index + 1} ${label}`)
  return [message.text, message.title, ...buttons].filter(Boolean).join('\n')
}
