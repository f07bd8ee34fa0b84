/** The engine: one event in, the next session and what to say out. It touches no clock, no database, no channel and no language. */
import type { Flow, Question } from './flow.js'
import { keyOf } from './normalise.js'
import { answersOnPath, fieldsOf, follow, isAnswered, pathOf } from './path.js'
import { readChoice } from './read/choice.js'
import { readInput } from './read/read-input.js'
import { readSeveral } from './read/read-several.js'
import type { Reading } from './read/reading.js'
import {
  type Candidate,
  type FileRef,
  isNothing,
  type Reply,
  type Said,
  type Session,
  type Turn,
  type TurnEvent,
  type Value,
  type Values,
  type Words,
} from './session.js'

const FAILURES_TO_SHOW_EXAMPLES = 2
const FAILURES_TO_OFFER_A_PERSON = 3

/** A new session at its first question; a first text, if given, is tried as the answer to it. */
export function begin(flow: Flow, id: string, facts: Values): Turn {
  const session: Session = {
    id,
    flow: flow.id,
    revision: flow.revision,
    status: 'active',
    step: flow.start,
    answers: {},
    facts,
    failures: 0,
    turn: 0,
    told: {},
    passed: [],
  }
  return walk(flow, session, flow.start, [])
}

export function advance(flow: Flow, before: Session, event: TurnEvent): Turn {
  const session: Session = { ...before, turn: before.turn + 1 }
  const step = flow.steps[session.step]
  if (!step) throw new Error(`flow ${flow.id} ${flow.revision} has no step ${session.step}`)
  if (event.type === 'resume') return ask(flow, { ...session, status: 'active' }, session.step, [])
  if (event.type === 'done') {
    if (step.type !== 'action') throw new Error(`step ${session.step} of ${flow.id} is not an action`)
    const facts = { ...session.facts, ...event.facts }
    return walk(flow, { ...session, facts }, follow(step.next, { ...facts, ...answersOnPath(flow, { ...session, facts }) }), [])
  }
  if (step.type !== 'question') throw new Error(`step ${session.step} of ${flow.id} waits for no reply`)
  if (event.type === 'found') return offer(flow, session, step, event.text, event.candidates)
  return reply(flow, { ...session, passed: [] }, step, event.reply, event.words)
}

function reply(flow: Flow, session: Session, step: Question, { at, text, files, place, tap }: Reply, words: Words): Turn {
  if (tap) return tapped(flow, session, step, tap, { at, words })
  if (files?.length) return withFiles(flow, session, step, files)
  if (place) return withPlace(flow, session, step, place)
  if (text === undefined || text.trim() === '') return misread(flow, session, session.step, 'empty', {})

  const word = words.command(text)
  if (word && isCommandHere(word.command, step)) return command(flow, session, step, word.command, word.rest, words)
  if (session.offered) {
    const picked = pick(session.offered.candidates, text)
    if (picked) return take(flow, session, step, picked)
    if (session.offered.kind === 'field') return edit(flow, session, text, words)
  }
  return read(flow, session, step, text, { at, words })
}

/** 确认 and 完成 are commands only where there is something to confirm or to finish; elsewhere they may be an answer. */
function isCommandHere(name: string, { input }: Question): boolean {
  if (name === 'confirm') return input.type === 'summary'
  return name !== 'finish' || input.type === 'files'
}

/** Buttons and ticks carry option ids; one of an older question changes nothing. */
function tapped(
  flow: Flow,
  session: Session,
  step: Question,
  tap: { step: string; values: readonly string[] },
  context: { at: Date; words: Words },
): Turn {
  if (tap.step !== session.step) {
    const answer = session.answers[tap.step]
    const stale: Said =
      answer === undefined
        ? { say: 'note', key: 'staleQuestion' }
        : { say: 'note', key: 'staleAnswer', values: { field: tap.step, answer } }
    return ask(flow, session, session.step, [stale])
  }
  const [first = ''] = tap.values
  const picked = session.offered?.candidates.find(({ id }) => id === first)
  if (picked) return take(flow, session, step, picked)
  if (['confirm', 'edit', 'cancel', 'finish', 'missing', 'skip', 'unknown'].includes(first)) {
    return command(flow, session, step, first as 'confirm', '', context.words)
  }
  const { input } = step
  if (input.type === 'choices') {
    const known = tap.values.filter((value) => input.options.includes(value))
    return known.length > 0 ? answered(flow, session, { [session.step]: known }) : misread(flow, session, session.step, 'choice', {})
  }
  if (input.type === 'yesno') return answered(flow, session, { [session.step]: first === 'yes' })
  return read(flow, session, step, first, context)
}

function read(flow: Flow, session: Session, step: Question, text: string, context: { at: Date; words: Words }): Turn {
  const { input } = step
  switch (input.type) {
    case 'several': {
      const reading = readSeveral(input, text, openValues(input, session), context)
      if (!reading.ok) return misread(flow, session, reading.field, reading.reason, reading.values)
      return answered(flow, session, reading.found)
    }
    case 'files':
      return readAfterFiles(flow, session, step, text, context)
    case 'summary':
      return readAtSummary(flow, session, step, text, context.words)
    case 'customer':
      return { session, say: [], lookup: { kind: 'customer', text } }
    case 'location':
      return text.trim().length >= 2
        ? answered(flow, session, { [session.step]: { label: text.trim() } })
        : misread(flow, session, session.step, 'location', {})
    default: {
      const reading: Reading = readInput(input, session.step, text, context)
      return reading.ok
        ? answered(flow, session, { [session.step]: reading.value })
        : misread(flow, session, session.step, reading.reason, reading.values)
    }
  }
}

/** Whoever has sent enough photos and simply writes on has finished with them, if a text comes next. */
function readAfterFiles(flow: Flow, session: Session, step: Question, text: string, context: { at: Date; words: Words }): Turn {
  const files = session.answers[session.step]
  const finished =
    Array.isArray(files) && isAnswered(step, session.step, session.answers) ? answered(flow, session, { [session.step]: files }) : undefined
  const next = finished && flow.steps[finished.session.step]
  if (next?.type !== 'question' || next.input.type !== 'text')
    return misread(flow, session, session.step, 'files', { min: step.input.type === 'files' ? step.input.min : 0 })
  const turn = read(flow, finished!.session, next, text, context)
  return { ...turn, say: [...finished!.say.filter(({ say }) => say !== 'question'), ...turn.say] }
}

/** The number of a button, or simply the name of what is wrong. */
function readAtSummary(flow: Flow, session: Session, step: Question, text: string, words: Words): Turn {
  const button = (['confirm', 'edit', 'cancel'] as const)[Number(keyOf(text)) - 1]
  if (button) return command(flow, session, step, button, '', words)
  const named = editable(flow, session).some(({ field }) => words.fieldNames(field).some((name) => keyOf(name) === keyOf(text)))
  return named ? edit(flow, session, text, words) : misread(flow, session, session.step, 'summary', {})
}

/** While a complete set is being corrected, every part may be said again; otherwise only what is still open. */
function openValues(input: Extract<Question['input'], { type: 'several' }>, session: Session): Values {
  const known = Object.fromEntries(Object.keys(input.parts).map((field) => [field, session.answers[field]]))
  const complete = Object.entries(input.parts).every(([field, part]) => part.optional || known[field] !== undefined)
  return complete ? {} : known
}

function answered(flow: Flow, session: Session, answers: Values): Turn {
  const { offered: _offered, ...rest } = session
  const next: Session = { ...rest, answers: { ...session.answers, ...answers }, failures: 0 }
  const step = flow.steps[session.step] as Question
  const echo: Said[] = step.quiet ? [] : [{ say: 'echo', answers }]
  if (!isAnswered(step, session.step, next.answers)) return ask(flow, next, session.step, echo)
  return walk(flow, next, follow(step.next, knownTo(flow, next)), echo)
}

function withFiles(flow: Flow, session: Session, step: Question, files: readonly FileRef[]): Turn {
  if (step.input.type !== 'files') {
    const evidence = addFiles(session.facts.evidence, files)
    const kept: Said = { say: 'note', key: 'evidenceKept', values: { count: evidence.length } }
    return ask(flow, { ...session, facts: { ...session.facts, evidence } }, session.step, [kept])
  }
  const all = addFiles(session.answers[session.step], files)
  if (all.length > step.input.max) return misread(flow, session, session.step, 'filesMax', { max: step.input.max })
  const next = { ...session, failures: 0, answers: { ...session.answers, [session.step]: all } }
  if (all.length === step.input.max) return answered(flow, next, { [session.step]: all })
  return {
    session: next,
    say: [
      {
        say: 'note',
        key: all.length < step.input.min ? 'filesMore' : 'filesReceived',
        values: { count: all.length, min: step.input.min, offer: all.length === Math.max(1, step.input.min) },
      },
    ],
  }
}

function addFiles(before: Value | undefined, files: readonly FileRef[]): FileRef[] {
  const known = Array.isArray(before) ? (before as readonly FileRef[]) : []
  return [...known, ...files.filter(({ id }) => !known.some((file) => file.id === id))]
}

function withPlace(flow: Flow, session: Session, step: Question, place: Values & { readonly label: string }): Turn {
  if (step.input.type === 'location') return answered(flow, session, { [session.step]: place })
  return ask(flow, { ...session, facts: { ...session.facts, place } }, session.step, [
    { say: 'note', key: 'placeKept', values: { place: place.label } },
  ])
}

function command(flow: Flow, session: Session, step: Question, name: string, rest: string, words: Words): Turn {
  const note = (key: string, values: Values = {}): Said => ({ say: 'note', key, values })
  const id = session.step
  switch (name) {
    case 'help':
      return ask(flow, session, id, [{ say: 'help', step: id }])
    case 'cancel':
      return { session: { ...session, status: 'cancelled' }, say: [note('cancelled', { count: Object.keys(session.answers).length })] }
    case 'pause':
      return { session: { ...session, status: 'paused' }, say: [note('paused')] }
    case 'resume':
      return ask(flow, session, id, [])
    case 'person':
      return { ...ask(flow, session, id, [note('handedOver')]), handover: true }
    case 'restart': {
      const fresh = begin(flow, session.id, session.facts)
      return { ...fresh, session: { ...fresh.session, turn: session.turn }, say: [note('restarted'), ...fresh.say] }
    }
    case 'back': {
      const asked = pathOf(flow, session).filter((question) => question !== id && (flow.steps[question] as Question).default === undefined)
      const previous = asked.at(-1)
      return previous ? ask(flow, withoutOffer(session), previous, []) : ask(flow, session, id, [note('nothingBefore')])
    }
    case 'edit':
      return edit(flow, session, rest, words)
    case 'skip':
      return step.optional ? answered(flow, session, nothing(flow, session, 'skipped')) : ask(flow, session, id, [note('cannotSkip')])
    case 'unknown':
      if (step.unknown) return answered(flow, session, nothing(flow, session, 'unknown'))
      return ask(flow, session, id, step.missing ? [note('canBeMissing')] : [{ say: 'examples', step: id }])
    case 'missing':
      return step.missing ? answered(flow, session, nothing(flow, session, 'missing')) : ask(flow, session, id, [note('cannotSkip')])
    case 'finish': {
      if (step.input.type !== 'files') return ask(flow, session, id, [])
      const files = session.answers[id]
      const count = Array.isArray(files) ? files.length : 0
      if (count < step.input.min) return misread(flow, session, id, 'filesMin', { count, min: step.input.min })
      return answered(flow, session, { [id]: files ?? { none: 'skipped' } })
    }
    default:
      if (step.input.type === 'summary')
        return walk(
          flow,
          { ...withoutOffer(session), answers: { ...session.answers, [id]: true } },
          follow(step.next, knownTo(flow, session)),
          [],
        )
      return ask(flow, session, id, [])
  }
}

/** «修改 数量» goes to that question; «修改» alone offers the fields. */
function edit(flow: Flow, session: Session, wanted: string, words: Words): Turn {
  const fields = editable(flow, session)
  if (wanted !== '') {
    const options = fields.map(({ field }) => ({ id: field, names: words.fieldNames(field) }))
    const reading = readChoice(wanted, options)
    const target = reading.ok && fields.find(({ field }) => field === reading.value)
    if (target) return correct(flow, session, target.question, target.field)
  }
  const candidates = fields.map(({ question, field }) => ({ id: field, label: field, value: { question, field } }))
  if (candidates.length === 0) return ask(flow, session, session.step, [{ say: 'note', key: 'nothingBefore' }])
  const offered = { kind: 'field' as const, candidates }
  const unknown: Said[] = wanted === '' ? [] : [{ say: 'note', key: 'unknownField', values: { wanted } }]
  return { session: { ...session, offered }, say: [...unknown, { say: 'offer', step: session.step, ...offered }] }
}

function editable(flow: Flow, session: Session): { question: string; field: string }[] {
  return pathOf(flow, session)
    .filter((id) => id !== session.step || (flow.steps[id] as Question).input.type !== 'summary')
    .flatMap((id) => fieldsOf(flow.steps[id] as Question, id).map((field) => ({ question: id, field })))
    .filter(({ field }, index, all) => session.answers[field] !== undefined && all.findIndex((other) => other.field === field) === index)
}

function correct(flow: Flow, session: Session, question: string, field: string): Turn {
  const step = flow.steps[question] as Question
  const { [field]: previous, ...others } = session.answers
  // one part of a set is taken out, so that only it is asked again
  const answers = step.input.type === 'several' || step.input.type === 'files' ? others : session.answers
  const turn = ask(flow, { ...withoutOffer(session), answers, failures: 0 }, question, [])
  return {
    ...turn,
    say: turn.say.map((said) => (said.say === 'question' ? { ...said, ...(previous !== undefined && { previous }) } : said)),
  }
}

function nothing(flow: Flow, session: Session, none: 'skipped' | 'unknown' | 'missing'): Values {
  const step = flow.steps[session.step] as Question
  const open = fieldsOf(step, session.step).filter(
    (field) => step.input.type !== 'several' || (session.answers[field] === undefined && !step.input.parts[field]?.optional),
  )
  return Object.fromEntries(open.map((field) => [field, { none }]))
}

/** What the archive found: one match is taken, several are offered, none leads to a new record. */
function offer(flow: Flow, session: Session, step: Question, text: string, candidates: readonly Candidate[]): Turn {
  const [only] = candidates
  if (candidates.length === 1 && only && !isNew(only)) return take(flow, session, step, only)
  const offered = { kind: 'customer' as const, candidates }
  return {
    session: { ...session, offered },
    say: [
      { say: 'note', key: candidates.every(isNew) ? 'customerUnknown' : 'customerSeveral', values: { text } },
      { say: 'offer', step: session.step, ...offered },
    ],
  }
}

const isNew = ({ value }: Candidate) => typeof value === 'object' && value !== null && 'isNew' in value && value.isNew === true

function take(flow: Flow, session: Session, _step: Question, { value }: Candidate): Turn {
  if (session.offered?.kind === 'field') {
    const { question, field } = value as { question: string; field: string }
    return correct(flow, session, question, field)
  }
  return answered(flow, session, { [session.step]: value })
}

function pick(candidates: readonly Candidate[], text: string): Candidate | undefined {
  const key = keyOf(text)
  const number = /^\d{1,2}$/.test(key) ? Number(key) : 0
  return candidates[number - 1] ?? candidates.find(({ label, id }) => keyOf(label) === key || id === text)
}

function misread(flow: Flow, session: Session, field: string, reason: string, values: Values): Turn {
  const failures = session.failures + 1
  const say: Said[] = [{ say: 'retry', step: session.step, field, reason, values }]
  if (failures === FAILURES_TO_SHOW_EXAMPLES) say.push({ say: 'examples', step: session.step })
  if (failures >= FAILURES_TO_OFFER_A_PERSON) say.push({ say: 'note', key: 'offerPerson' })
  const step = flow.steps[session.step] as Question
  if (failures >= FAILURES_TO_SHOW_EXAMPLES && ['choice', 'choices', 'summary'].includes(step.input.type))
    return ask(flow, { ...session, failures }, session.step, say)
  return { session: { ...session, failures }, say }
}

/** From a step onwards to the next question that has no answer, the next action, or the end. */
function walk(flow: Flow, from: Session, first: string, said: readonly Said[]): Turn {
  let session = from
  const say = [...said]
  for (let id = first; ; ) {
    const step = flow.steps[id]
    if (!step) throw new Error(`flow ${flow.id} ${flow.revision} has no step ${id}`)
    const again = session.passed.includes(id)
    session = { ...session, step: id, passed: [...session.passed, id] }
    switch (step.type) {
      case 'end': {
        if (!step.silent) say.push({ say: 'message', step: id, values: valuesOf(step.values, flow, session) })
        const facts = { ...session.facts, ...answersOnPath(flow, session) }
        return {
          session: { ...session, status: step.outcome },
          say,
          ...(step.continueWith && { continueWith: { flow: step.continueWith, facts } }),
        }
      }
      case 'action':
        if (again) throw new Error(`flow ${flow.id} runs in a circle at ${id}`)
        return { session, say, action: { name: step.run, step: id } }
      case 'message': {
        const values = valuesOf(step.values, flow, session)
        const key = JSON.stringify(values)
        if (session.told[id] !== key) say.push({ say: 'message', step: id, values })
        session = { ...session, told: { ...session.told, [id]: key } }
        break
      }
      case 'question': {
        session = prefill(flow, step, id, session)
        if (again || !isAnswered(step, id, session.answers)) return ask(flow, session, id, say)
      }
    }
    id = follow(step.next, knownTo(flow, session))
  }
}

/** Defaults, and photos that were sent before anybody asked. */
function prefill(flow: Flow, step: Question, id: string, session: Session): Session {
  if (session.answers[id] !== undefined) return session
  const given = step.default
  const value = typeof given === 'object' && given !== null ? (known(given.fact, knownTo(flow, session)) ?? given.otherwise) : given
  if (value !== undefined) return { ...session, answers: { ...session.answers, [id]: value } }
  const { evidence } = session.facts
  const photos = Array.isArray(evidence) ? (evidence as readonly FileRef[]).filter(({ kind }) => kind !== 'text' && kind !== 'link') : []
  return step.input.type === 'files' && photos.length > 0 ? { ...session, answers: { ...session.answers, [id]: photos } } : session
}

/** `customer.contactName` looks into the answer of that name. */
function known(path: string, values: Values): Value | undefined {
  let value: Value | undefined = values as Value
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    value = (value as Values)[name]
  }
  return value
}

function ask(flow: Flow, session: Session, id: string, said: readonly Said[]): Turn {
  const step = flow.steps[id] as Question
  const { input } = step
  const next = { ...session, step: id }
  if (session.offered && session.step === id) return { session: next, say: [...said, { say: 'offer', step: id, ...session.offered }] }
  if (input.type === 'summary') {
    const answers = answersOnPath(flow, next)
    const fields = [...new Set(pathOf(flow, next).flatMap((question) => fieldsOf(flow.steps[question] as Question, question)))].filter(
      (field) => answers[field] !== undefined,
    )
    return { session: { ...next, failures: session.failures }, say: [...said, { say: 'summary', step: id, answers, fields }] }
  }
  const open = input.type === 'several' ? Object.keys(input.parts).filter((field) => session.answers[field] === undefined) : undefined
  const previous = input.type !== 'several' && !isNothing(session.answers[id]) ? session.answers[id] : undefined
  return {
    session: next,
    say: [...said, { say: 'question', step: id, ...(open && { parts: open }), ...(previous !== undefined && { previous }) }],
  }
}

function withoutOffer({ offered: _offered, ...session }: Session): Session {
  return session
}

const knownTo = (flow: Flow, session: Session): Values => ({ ...session.facts, ...answersOnPath(flow, session) })

function valuesOf(names: readonly string[], flow: Flow, session: Session): Values {
  const known = knownTo(flow, session)
  return Object.fromEntries(names.map((name) => [name, known[name]]))
}
