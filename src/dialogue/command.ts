/** The words that are valid at every step. */
import { edit } from './correct.js'
import { wasTaken } from './defaults.js'
import type { Flow, Question } from './flow.js'
import { kindOf } from './inputs/index.js'
import { pathOf } from './path.js'
import type { Command, Nothing, OwnCommand, Said, Session, Turn, Values, Words } from './session.js'
import { answered } from './take-answer.js'
import { ask, begin, withoutOffer } from './walk.js'

interface Given {
  readonly flow: Flow
  readonly session: Session
  readonly step: Question
  /** What stands behind the word: the field to correct. */
  readonly rest: string
  readonly words: Words
}

/** Does what a word such as 返回 says, wherever the dialogue is. */
export const command = (name: Exclude<Command, OwnCommand>, given: Given): Turn => COMMANDS[name](given)

const COMMANDS: Readonly<Record<Exclude<Command, OwnCommand>, (given: Given) => Turn>> = {
  help: (given) => again(given, { say: 'help', step: given.session.step }),
  cancel: ({ session }) => ({
    session: { ...session, status: 'cancelled' },
    say: [note('cancelled', { count: Object.keys(session.answers).length })],
  }),
  pause: ({ session }) => ({ session: { ...session, status: 'paused' }, say: [note('paused')] }),
  resume: (given) => again(given),
  person: (given) => ({ ...again(given, note('handedOver')), handover: true }),
  restart({ flow, session }) {
    const fresh = begin(flow, session.id, session.facts)
    return { ...fresh, session: { ...fresh.session, turn: session.turn }, say: [note('restarted'), ...fresh.say] }
  },
  back,
  edit: ({ flow, session, rest, words }) => edit(flow, session, rest, words),
  skip: (given) => (given.step.optional ? leaveOut(given, 'skipped') : again(given, note('cannotSkip'))),
  unknown(given) {
    if (given.step.unknown) return leaveOut(given, 'unknown')
    return again(given, given.step.missing ? note('canBeMissing') : { say: 'examples', step: given.session.step })
  },
  missing(given) {
    if (given.step.missing) return leaveOut(given, 'missing')
    return given.step.unknown ? leaveOut(given, 'unknown') : again(given, note('cannotSkip'))
  },
}

const note = (key: string, values: Values = {}): Said => ({ say: 'note', key, values })
const again = ({ flow, session }: Given, ...said: readonly Said[]): Turn => ask(flow, session, session.step, said)

function back({ flow, session }: Given): Turn {
  const id = session.step
  if (session.offered) return ask(flow, withoutOffer(session), id, [])
  const asked = pathOf(flow, session).filter((question) => question !== id && !wasTaken(flow, session, question))
  const previous = asked.at(-1)
  return previous ? ask(flow, withoutOffer(session), previous, []) : ask(flow, session, id, [note('nothingBefore')])
}

function leaveOut({ flow, session, step: { input } }: Given, none: Nothing['none']): Turn {
  const open = kindOf(input).openFields(input, session.step, session.answers)
  return answered(flow, session, Object.fromEntries(open.map((field) => [field, { none }])))
}
