/** What is sent in the middle of a question that asks for something else is kept as a fact, for whoever needs it later. */
import { addFiles } from './files.js'
import type { Flow } from './flow.js'
import { boundedPlace } from './inputs/location.js'
import type { FileRef, Place, Said, Session, Turn } from './session.js'
import { ask } from './walk.js'

const MOST_FILES = 50

/** As the fact `files`. */
export function keepFiles(flow: Flow, session: Session, sent: readonly FileRef[]): Turn {
  const files = addFiles(session.facts.files, sent)
  if (files.length > MOST_FILES) return ask(flow, session, session.step, [{ say: 'note', key: 'filesFull', values: { max: MOST_FILES } }])
  const kept: Said = { say: 'note', key: 'filesKept', values: { count: files.length } }
  return ask(flow, { ...session, facts: { ...session.facts, files } }, session.step, [kept])
}

/** As the fact `place`; the last one counts. */
export function keepPlace(flow: Flow, session: Session, given: Place): Turn {
  const place = boundedPlace(given)
  const kept: Said = { say: 'note', key: 'placeKept', values: { place: place.label } }
  return ask(flow, { ...session, facts: { ...session.facts, place } }, session.step, [kept])
}
