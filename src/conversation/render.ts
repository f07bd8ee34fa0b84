/** From what the engine says to messages a person reads. */
import type { Option, OutgoingMessage } from '../channels/channel.js'
import { offeredIn } from '../dialogue/asked.js'
import { questionAt } from '../dialogue/flow.js'
import { kindOf } from '../dialogue/inputs/index.js'
import { dayId, SUGGESTED } from '../dialogue/inputs/kind.js'
import { waysAround } from '../dialogue/path.js'
import type { Said, Values } from '../dialogue/session.js'
import { shortcutId } from '../dialogue/shortcuts.js'
import { describe, fieldLabel, sentence, type Wording } from './describe.js'
import { summarise } from './summary.js'

export interface RenderContext extends Wording {
  readonly sessionId: string
  /** The present step. */
  readonly step: string
  /** Of the dialogue. */
  readonly facts: Values
  /** Unique for this turn; cards are named by it. */
  readonly card: string
}

/** All of it as one message where possible: a text, or a question with its options below the text. */
export function render(said: readonly Said[], context: RenderContext): OutgoingMessage[] {
  const lines: string[] = []
  let question: OutgoingMessage | undefined
  for (const item of said) {
    const { text, choice } = renderOne(item, context)
    if (text) lines.push(text)
    if (choice) question = { ...choice, text: [...lines, ...(choice.text ? [choice.text] : [])].join('\n') }
  }
  if (question) return [question]
  return lines.length > 0 ? [{ type: 'text', text: lines.join('\n') }] : []
}

type Choice = Extract<OutgoingMessage, { type: 'choice' }>

function renderOne(said: Said, context: RenderContext): { text?: string; choice?: Choice } {
  const { texts, language, flow } = context
  const text = (key: string, values: Values = {}) => texts.phrase(language, { key, values })
  switch (said.say) {
    case 'echo':
      return {
        text: Object.entries(said.answers)
          .map(([field, value]) => text('echo', { field: fieldLabel(context, field), value: describe(context, field, value) }))
          .join('\n'),
      }
    case 'message':
      return { text: text(`${flow.id}:steps.${said.step}.text`, said.values) }
    case 'note':
      return renderNote(said, context)
    case 'help':
      return { text: [texts.find(language, `${flow.id}:steps.${said.step}.examples`), text('helpInside')].filter(Boolean).join('\n') }
    case 'examples':
      return { text: texts.find(language, `${flow.id}:steps.${said.step}.examples`) ?? '' }
    case 'retry': {
      const values = {
        ...said.values,
        field: fieldLabel(context, said.field || said.step),
        ...(typeof said.values.other === 'string' && { other: fieldLabel(context, said.values.other) }),
      }
      return {
        text:
          texts.find(language, `${flow.id}:steps.${said.step}.retry.${said.reason}`, values) ??
          (mayBeMissing(flow, said.step) ? undefined : texts.find(language, `retry.firm.${said.reason}`, values)) ??
          text(`retry.${said.reason}`, values),
      }
    }
    case 'question':
      return renderQuestion(said, context)
    case 'offer':
      return renderOffer(said, context)
    case 'summary': {
      const { lines, isChanged } = summarise(said, context)
      const asked = [text(`${flow.id}:steps.${said.step}.ask`), ...lines].join('\n')
      const options = buttonsOf(said.step, context)
      const title = text(said.before && !isChanged ? 'summaryToCorrect' : 'summaryTitle')
      return { choice: choice(context, said.step, { text: asked, title, options }) }
    }
  }
}

/** 客户暂无法提供 is an answer here. */
function mayBeMissing(flow: Wording['flow'], step: string): boolean {
  const asked = flow.steps[step]
  return asked?.type === 'question' && asked.missing
}

function renderNote(said: Extract<Said, { say: 'note' }>, context: RenderContext): { text?: string; choice?: Choice } {
  const { texts, language, flow } = context
  const field = said.values?.field
  const named =
    typeof field === 'string' ? { field: fieldLabel(context, field), answer: describe(context, field, said.values?.answer) } : {}
  const values = { ...said.values, ...named, flow: texts.find(language, `${flow.id}:name`) ?? '' }
  const firm = mayBeMissing(flow, context.step) ? undefined : texts.find(language, `notes.firm.${said.key}`, values)
  const text = firm ?? texts.phrase(language, { key: `notes.${said.key}`, values })
  if (!said.offers?.length) return { text }
  const options = said.offers.map((id) => ({ id, label: texts.phrase(language, { key: `buttons.${id}` }) }))
  return { choice: choice(context, context.step, { text: '', title: text, options }) }
}

function renderQuestion(said: Extract<Said, { say: 'question' }>, context: RenderContext): { text?: string; choice?: Choice } {
  const { texts, language, flow } = context
  const step = questionAt(flow, said.step)
  const text = (key: string, values: Values = {}) => texts.phrase(language, { key, values })
  const isCorrected = said.previousOf !== undefined && said.previous !== undefined && said.parts !== undefined
  const asked = isCorrected
    ? text('askCorrected', {
        field: fieldLabel(context, said.previousOf ?? ''),
        value: describe(context, said.previousOf ?? '', said.previous),
      })
    : said.parts
      ? text('askParts', { parts: said.parts.map((part) => fieldLabel(context, part)).join(text('comma')) })
      : text(`${flow.id}:steps.${said.step}.ask`)
  const parts = Object.entries(said.previousParts ?? {}).map(
    ([field, value]) => `${fieldLabel(context, field)} ${describe(context, field, value)}`,
  )
  const known =
    said.previous === undefined || isCorrected ? parts.join(text('comma')) : describe(context, said.previousOf ?? said.step, said.previous)
  const before = known === '' ? [] : [text('previous', { value: known })]
  const buttons = [...suggestionOf(said, context), ...daysOf(said, context), ...buttonsOf(said.step, context)]
  const shortcuts = shortcutsOf(said, context)
  if (buttons.length > 0 || shortcuts.length > 0) {
    const many = kindOf(step.input).isMany ?? false
    const ways = many ? [] : [...waysAround(step), ...(step.missing ? (['missing'] as const) : [])]
    const heading = fieldLabel(context, said.step)
    const around = ways.map((id) => ({ id, label: text(`buttons.${id}`) }))
    const options = [...buttons, ...around, ...shortcuts.map(({ option }) => option)]
    const lines = [...before, ...shortcuts.flatMap(({ line }) => line ?? [])]
    return { choice: choice(context, said.step, { text: lines.join('\n'), title: asked, heading, options, many }) }
  }
  const hints = [
    ...(step.optional ? [text('hints.skip')] : []),
    ...(step.missing ? [text('hints.missing')] : step.unknown ? [text('hints.unknown')] : []),
  ]
  return { text: [...before, asked, ...(hints.length > 0 ? [hints.join('')] : [])].join('\n') }
}

/** One button for all that is suggested, named for the first of it. */
function suggestionOf({ suggested = {} }: Extract<Said, { say: 'question' }>, context: RenderContext): Option[] {
  const [first] = Object.entries(suggested)
  return first ? [{ id: SUGGESTED, label: describe(context, ...first) }] : []
}

/** Days for a field, each with what happened then: 今天到货. */
const daysOf = ({ days = [] }: Extract<Said, { say: 'question' }>, { texts, language, flow }: RenderContext): Option[] =>
  days.map((day) => ({
    id: dayId(day),
    label: texts.phrase(language, { key: `${flow.id}:fields.${day.field}.options.${day.offer}.label` }),
  }))

/** Buttons that answer several questions; what one of them would fill in is said before, where its label does not say it. */
function shortcutsOf({ step, shortcuts = [] }: Extract<Said, { say: 'question' }>, context: RenderContext) {
  const { texts, language, flow } = context
  return shortcuts.map((shortcut) => {
    const place = `${flow.id}:steps.${step}.shortcuts.${shortcut.name}`
    const filled = Object.entries(shortcut.answers).map(
      ([field, value]) => `${fieldLabel(context, field)} ${describe(context, field, value)}`,
    )
    const values = { values: filled.join(texts.phrase(language, { key: 'comma' })) }
    return {
      option: { id: shortcutId(shortcut), label: texts.phrase(language, { key: `${place}.label` }) },
      line: texts.find(language, `${place}.text`, values),
    }
  })
}

/** What can be tapped at a question, in words. */
function buttonsOf(id: string, { texts, language, flow, facts }: RenderContext): Option[] {
  const input = offeredIn(questionAt(flow, id), facts)
  const place = `${flow.id}:steps.${id}`
  const buttons = kindOf(input).buttons?.(input) ?? []
  return buttons.map((button) => ({ id: button.id, label: sentence(button.shown, { texts, language, place }) }))
}

function renderOffer(said: Extract<Said, { say: 'offer' }>, context: RenderContext): { text?: string; choice: Choice } {
  if (said.kind === 'field') {
    const options = said.candidates.map(({ id, label }) => ({ id, label: fieldLabel(context, label) }))
    return {
      choice: choice(context, said.step, { text: '', title: context.texts.phrase(context.language, { key: 'offer.field' }), options }),
    }
  }
  if (said.kind === 'exchange') {
    const phrase = (key: string) => context.texts.phrase(context.language, { key: `offer.exchange.${key}` })
    const options = said.candidates.map(({ id }) => ({ id, label: phrase(`${id}.label`) }))
    return { choice: choice(context, said.step, { text: '', title: phrase('title'), options }) }
  }
  if (said.kind === 'option') {
    const phrase = (key: string, values: Values = {}) => context.texts.phrase(context.language, { key, values })
    const options = said.candidates.map(({ id, value }) => ({ id, label: describe(context, said.step, value) }))
    return {
      ...(said.text !== undefined && { text: phrase('offer.optionsOf', { text: said.text }) }),
      choice: choice(context, said.step, { text: '', title: phrase('offer.option'), options }),
    }
  }
  const text = (key: string, values?: Values) =>
    context.texts.phrase(context.language, { key: `lookups.${said.lookup}.${key}`, ...(values && { values }) })
  const options = said.candidates.map(({ id, label, isNew }) => ({ id, label: isNew ? text('add', { name: label }) : label }))
  const isKnown = said.candidates.some(({ isNew }) => !isNew)
  const asked = context.texts.phrase(context.language, { key: `${context.flow.id}:steps.${said.step}.ask` })
  return {
    ...(said.text !== undefined && { text: text(isKnown ? 'several' : 'unknown', { text: said.text }) }),
    choice: choice(context, said.step, { text: '', title: said.text === undefined ? asked : text('choose'), options }),
  }
}

function choice(
  { sessionId, card, texts, language }: RenderContext,
  step: string,
  parts: { text: string; title: string; heading?: string; options: readonly Option[]; many?: boolean },
): Choice {
  return {
    type: 'choice',
    card,
    key: `q:${sessionId}:${step}`,
    many: parts.many ?? false,
    submit: texts.phrase(language, { key: 'buttons.submit' }),
    listHint: texts.phrase(language, { key: parts.many ? 'listHintMany' : 'listHint' }),
    text: parts.text,
    title: parts.title,
    ...(parts.heading && { heading: parts.heading }),
    options: parts.options,
  }
}
