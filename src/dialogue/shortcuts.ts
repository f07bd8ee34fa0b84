/** Buttons that answer several questions at once: with what is usual, or with what it was the last time. */
import { keyOf } from '../reading/normalise.js'
import { fallbackValue } from './defaults.js'
import { type Flow, type Question, questionAt } from './flow.js'
import { kindOf } from './inputs/index.js'
import { fieldsOf, pathOf, waysAround } from './path.js'
import type { Session, Shortcut, Values, Words } from './session.js'

/** How the id of such a button begins. */
const PREFIX = 'shortcut.'
/** One that answers no more than this saves nobody a message. */
const TOO_FEW = 1

export const shortcutId = ({ name }: Shortcut): string => `${PREFIX}${name}`

/** Those of a question that answer several things which nobody has said yet. */
export function shortcutsAt(flow: Flow, session: Session, id: string): Shortcut[] {
  const { shortcuts = {} } = questionAt(flow, id)
  const { answers } = session
  const known = { ...session.facts, ...answers }
  const asked = pathOf(flow, { ...session, step: '' }).flatMap((question) => fieldsOf(questionAt(flow, question), question))
  const open = asked.filter((field) => answers[field] === undefined)
  return Object.entries(shortcuts)
    .map(([name, given]) => ({ name, answers: valuesOf(given, known, open) }))
    .filter((shortcut) => Object.keys(shortcut.answers).length > TOO_FEW)
}

function valuesOf(given: NonNullable<Question['shortcuts']>[string], known: Values, open: readonly string[]): Values {
  const values = Object.entries(given).map(([field, fallback]) => [field, fallbackValue(fallback, known)] as const)
  return Object.fromEntries(values.filter(([field, value]) => open.includes(field) && value !== undefined && value !== null))
}

/** The one whose button this is. */
export const shortcutTapped = (flow: Flow, session: Session, option: string): Shortcut | undefined =>
  option.startsWith(PREFIX) ? shortcutsAt(flow, session, session.step).find((one) => shortcutId(one) === option) : undefined

/** The one that is named, or counted behind everything else that can be tapped. */
export function shortcutNamed(flow: Flow, session: Session, text: string, words: Words): Shortcut | undefined {
  const all = shortcutsAt(flow, session, session.step)
  if (all.length === 0) return undefined
  const step = questionAt(flow, session.step)
  const key = keyOf(text)
  const buttons = kindOf(step.input).buttons?.(step.input)
  const counted = buttons && /^\d{1,2}$/.test(key) ? all[Number(key) - 1 - buttons.length - waysAround(step).length] : undefined
  return counted ?? all.find(({ name }) => words.optionNames(session.step, name).some((one) => keyOf(one) === key))
}
