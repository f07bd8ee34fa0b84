/** From what the engine says to messages a person reads. */
import type { Option, OutgoingMessage } from '../channels/channel.js'
import type { Question } from '../dialogue/flow.js'
import { waysAround } from '../dialogue/path.js'
import { SCORES } from '../dialogue/read/rating.js'
import type { Said, Values } from '../dialogue/session.js'
import { describe, fieldLabel, type Wording } from './describe.js'

export interface RenderContext extends Wording {
  readonly sessionId: string
  /** The present step. */
  readonly step: string
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
        ...('other' in said.values && { other: fieldLabel(context, String(said.values.other)) }),
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
      const rows = said.fields.map((field) =>
        text('summaryRow', { field: fieldLabel(context, field), value: describe(context, field, said.answers[field]) }),
      )
      const options = (['confirm', 'edit', 'cancel'] as const).map((id) => ({ id, label: text(`buttons.${id}`) }))
      return {
        choice: choice(context, said.step, {
          text: [text(`${flow.id}:steps.${said.step}.ask`), ...rows].join('\n'),
          title: text('summaryTitle'),
          options,
        }),
      }
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
  if (said.key !== 'filesReceived' || !said.values?.offer) return { text }
  return {
    choice: choice(context, context.step, {
      text: '',
      title: text,
      options: [{ id: 'finish', label: texts.phrase(language, { key: 'buttons.finish' }) }],
    }),
  }
}

function renderQuestion(said: Extract<Said, { say: 'question' }>, context: RenderContext): { text?: string; choice?: Choice } {
  const { texts, language, flow } = context
  const step = flow.steps[said.step] as Question
  const text = (key: string, values: Values = {}) => texts.phrase(language, { key, values })
  const { input } = step
  const isPartly = input.type === 'several' && said.parts && said.parts.length > 0 && said.parts.length < Object.keys(input.parts).length
  const asked = isPartly
    ? text('askParts', {
        parts: said
          .parts!.filter((part) => !input.parts[part]?.optional)
          .map((part) => fieldLabel(context, part))
          .join(text('comma')),
      })
    : text(`${flow.id}:steps.${said.step}.ask`)
  const before =
    said.previous === undefined || input.type === 'files'
      ? []
      : [text('previous', { value: describe(context, said.previousOf ?? said.step, said.previous) })]
  const ways: Option[] = waysAround(step).map((id) => ({ id, label: text(`buttons.${id}`) }))
  if (input.type === 'choice' || input.type === 'choices' || input.type === 'yesno' || input.type === 'rating') {
    const ids =
      input.type === 'yesno'
        ? ['yes', 'no']
        : input.type === 'rating'
          ? SCORES.map(String)
          : input.options.slice(0, input.type === 'choice' ? input.show : undefined)
    const label = (id: string) =>
      input.type === 'yesno'
        ? text(id)
        : input.type === 'rating'
          ? text(`ratings.${id}.label`)
          : text(`${flow.id}:steps.${said.step}.options.${id}.label`)
    const options = [...ids.map((id) => ({ id, label: label(id) })), ...(input.type === 'choices' ? [] : ways)]
    return { choice: choice(context, said.step, { text: before.join('\n'), title: asked, options, many: input.type === 'choices' }) }
  }
  const hints = [
    ...(step.optional ? [text('hints.skip')] : []),
    ...(step.missing ? [text('hints.missing')] : step.unknown ? [text('hints.unknown')] : []),
  ]
  return { text: [...before, asked, ...(hints.length > 0 ? [hints.join('')] : [])].join('\n') }
}

function renderOffer(said: Extract<Said, { say: 'offer' }>, context: RenderContext): { choice: Choice } {
  const { texts, language } = context
  const label = (candidate: (typeof said.candidates)[number]) =>
    said.kind === 'field'
      ? fieldLabel(context, candidate.label)
      : candidate.id === 'new'
        ? texts.phrase(language, { key: 'addCustomer', values: { name: candidate.label } })
        : candidate.label
  const options = said.candidates.map((candidate) => ({ id: candidate.id, label: label(candidate) }))
  return { choice: choice(context, said.step, { text: '', title: texts.phrase(language, { key: `offer.${said.kind}` }), options }) }
}

function choice(
  { sessionId, card, texts, language }: RenderContext,
  step: string,
  parts: { text: string; title: string; options: readonly Option[]; many?: boolean },
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
    options: parts.options,
  }
}
