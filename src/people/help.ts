/** 帮助, and what is said to words that nobody understands: a line or two and the buttons that serve this person now. */
import { type Notice, say } from '../delivery/notice.js'
import type { Value, Values } from '../dialogue/session.js'
import { NotAllowedError } from '../errors.js'
import { nearWords } from '../reading/near-words.js'
import { isThanks } from '../reading/thanks.js'
import type { Action, ActionsNamed } from './action.js'
import { holdsRole, type Person, type Role } from './person.js'

/** A word that starts a dialogue. */
export interface CommandWord {
  readonly word: string
  readonly flow: string
}

export interface HelpDeps {
  /** How much 我的任务 holds. */
  readonly countTasks: (by: Person, at: Date) => Promise<number>
  /** Those that this person may use. */
  readonly commandsOf: (by: Person) => readonly CommandWord[]
}

export const HELP_ACTIONS = ['showHelp', 'suggestCommands', 'openDialogue'] as const
export const HELP_BUTTONS = ['openDialogue'] as const

type Card = Extract<Notice, { type: 'card' }>
type Buttons = Card['buttons']

const MANAGERS: readonly Role[] = ['MKT_HEAD', 'QC_HEAD', 'GM']
const CLERKS: readonly Role[] = ['SALES', 'CS']
const OFFICES: readonly Role[] = ['QC', 'DEPT', 'PROD_TECH']

/** What each of them comes for, the most frequent first. */
const BUTTONS = {
  customer: ['complain', 'mine', 'person'],
  manager: ['digest', 'chart', 'lookup', 'commands'],
  clerk: ['complaint', 'lookup', 'mine', 'commands'],
  office: ['lookup', 'complaint', 'commands'],
} as const
type Group = keyof typeof BUTTONS

/** What a button does, where it is not the dialogue of its name. */
const DOES: Readonly<Record<string, string>> = {
  complain: 'openDialogue:complaint',
  digest: 'openDialogue:digest',
  chart: 'sendDigest:week',
  person: 'requestPerson:',
  tasks: 'listTasks:',
}

/** Whoever holds several roles is spoken to in the highest. */
export function groupOf(person: Pick<Person, 'side' | 'roles'>): Group {
  if (person.side !== 'staff') return 'customer'
  if (holdsRole(person, MANAGERS)) return 'manager'
  return !holdsRole(person, CLERKS) && holdsRole(person, OFFICES) ? 'office' : 'clerk'
}

export function createHelpActions({ countTasks, commandsOf }: HelpDeps): ActionsNamed<typeof HELP_ACTIONS> {
  /** What waits for the person comes first. */
  const buttonsFor = (person: Person, waiting: number): Buttons =>
    firstStands([...(waiting > 0 ? [button('tasks', { count: waiting })] : []), ...BUTTONS[groupOf(person)].map((name) => button(name))])

  const showHelp: Action = async ({ by, at }) => {
    const waiting = await countTasks(by, at)
    const title = { key: waiting > 0 ? 'help.titleWaiting' : 'help.title', values: { waiting } }
    return { say: [card(title, buttonsFor(by, waiting), groupOf(by))] }
  }

  /** Words that start nothing: the commands that may have been meant, else what anybody of this role comes for. */
  const suggestCommands: Action = async ({ by, at, facts }) => {
    const typed = String(facts.typed ?? '')
    if (isThanks(typed)) return { say: [say('help.welcome')] }
    const near = nearWords(
      typed,
      commandsOf(by).map(({ word, flow }) => ({ word, of: flow })),
    )
    const values = { typed }
    if (near.length === 0) return { say: [card({ key: 'help.unclear', values }, buttonsFor(by, await countTasks(by, at)))] }
    const meant = near.map(({ word, of }) => ({
      key: `do:openDialogue:${of}.${word}`,
      label: { key: 'plain', values: { text: word } },
    }))
    return { say: [card({ key: 'help.meant', values }, firstStands([...meant, button('help')]))] }
  }

  /** A dialogue in place of its word. @throws NotAllowedError where it is none that the person could have typed */
  const openDialogue: Action = async ({ reference = '', by }) => {
    const [flow = '', ...rest] = reference.split('.')
    const word = rest.join('.')
    if (!commandsOf(by).some((one) => one.flow === flow)) throw new NotAllowedError('help.gone')
    const facts: Values = word === '' ? {} : { asked: { word, rest: '' } satisfies Value }
    return { start: { flow, facts } }
  }

  return { showHelp, suggestCommands, openDialogue }
}

const button = (name: string, values: Values = {}): Buttons[number] => ({
  key: `do:${DOES[name] ?? `openDialogue:${name}`}`,
  label: { key: `help.buttons.${name}`, values },
})

const firstStands = (buttons: Buttons): Buttons => buttons.map((one, index) => (index === 0 ? { ...one, style: 'primary' as const } : one))

const card = (title: Card['title'], buttons: Buttons, about?: Group): Card => ({
  type: 'card',
  card: 'help',
  title,
  ...(about && { text: { key: `help.about.${about}` } }),
  rows: [],
  buttons,
})
