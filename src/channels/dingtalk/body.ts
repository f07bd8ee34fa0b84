/**
 * A message as both ways out know it: the webhook of a conversation and the call of the robot. Fields of https://open.dingtalk.com/document/development/robot-message-type
 * and dingtalk.md 4.1 and 4.2.
 */
import { tapLink } from './tap-text.js'

export interface CardButton {
  readonly label: string
  readonly key: string
}

export type Body =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'markdown'; readonly title: string; readonly text: string }
  | {
      readonly type: 'actionCard'
      readonly title: string
      readonly text: string
      readonly card: string
      readonly buttons: readonly CardButton[]
    }
  | { readonly type: 'link'; readonly title: string; readonly text: string; readonly url: string; readonly picture: string }
  /** A card of the published template, which can be changed later. */
  | {
      readonly type: 'template'
      readonly title: string
      readonly text: string
      readonly card: string
      readonly buttons: readonly CardButton[]
    }

type Plain = Exclude<Body, { type: 'template' }>

export interface RobotMessage {
  readonly msgKey: string
  /** JSON. */
  readonly msgParam: string
}

/** For `sessionWebhook`. */
export function webhookBody(body: Plain): Readonly<Record<string, unknown>> {
  switch (body.type) {
    case 'text':
      return { msgtype: 'text', text: { content: body.content } }
    case 'markdown':
      return { msgtype: 'markdown', markdown: { title: body.title, text: body.text } }
    case 'actionCard': {
      const btns = linked(body).map(([title, actionURL]) => ({ title, actionURL }))
      return { msgtype: 'actionCard', actionCard: { title: body.title, text: body.text, btnOrientation: '0', btns } }
    }
    case 'link':
      return { msgtype: 'link', link: { title: body.title, text: body.text, messageUrl: body.url, picUrl: body.picture } }
  }
}

/** For the calls of the robot. */
export function robotMessage(body: Plain): RobotMessage {
  const message = (msgKey: string, fields: object): RobotMessage => ({ msgKey, msgParam: JSON.stringify(fields) })
  switch (body.type) {
    case 'text':
      return message('sampleText', { content: body.content })
    case 'markdown':
      return message('sampleMarkdown', { title: body.title, text: body.text })
    case 'actionCard': {
      const { title, text } = body
      const [first, ...others] = linked(body)
      if (first && others.length === 0) return message('sampleActionCard', { title, text, singleTitle: first[0], singleURL: first[1] })
      const buttons = linked(body).flatMap(([label, url], index) => [
        [`actionTitle${index + 1}`, label],
        [`actionURL${index + 1}`, url],
      ])
      return message(`sampleActionCard${linked(body).length}`, { title, text, ...Object.fromEntries(buttons) })
    }
    case 'link':
      return message('sampleLink', { title: body.title, text: body.text, picUrl: body.picture, messageUrl: body.url })
  }
}

const linked = ({ card, buttons }: Extract<Body, { type: 'actionCard' }>): [label: string, url: string][] =>
  buttons.map(({ label, key }) => [label, tapLink(label, card, key)])

/** Variables of the template (docs/dingtalk-card.md); values are text, at most 1 KB each. */
export const templateValues = ({ title, text, buttons }: Extract<Body, { type: 'template' }>): Readonly<Record<string, string>> => ({
  title,
  text,
  buttons: JSON.stringify(buttons.map(({ key, label }) => ({ id: key, text: label }))),
  done: '',
})
/** What a card shows from then on instead of its buttons. */
export const doneValues = (text: string): Readonly<Record<string, string>> => ({ buttons: '[]', done: text })
