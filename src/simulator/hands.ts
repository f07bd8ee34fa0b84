/** What a person does with a phone: read the newest card, find the button by its name, press it. For the played story and for tests. */
import type { ChatEntry, WecomSimulator } from './wecom/index.js'

interface Option {
  readonly id: string
  readonly text: string
}
/** A template card, as far as a person sees it. */
export interface Card {
  readonly task_id: string
  readonly card_type: string
  readonly main_title?: { readonly title?: string; readonly desc?: string }
  readonly sub_title_text?: string
  readonly horizontal_content_list?: readonly { readonly keyname: string; readonly value: string }[]
  readonly button_list?: readonly { readonly text: string; readonly key: string }[]
  readonly button_selection?: { readonly question_key: string; readonly option_list: readonly Option[] }
  readonly select_list?: readonly { readonly question_key: string; readonly option_list: readonly Option[] }[]
  readonly checkbox?: { readonly question_key: string; readonly option_list: readonly Option[] }
  readonly submit_button?: { readonly key: string }
}

/** Names of everything that can be chosen or pressed on a card. */
export function optionsOf(card: Card): string[] {
  const selection = card.button_selection ?? card.checkbox
  return selection ? selection.option_list.map(({ text }) => text) : (card.button_list ?? []).map(({ text }) => text)
}

/** True where the card has this button, and every question and option that was chosen with it. */
export function isOnCard(card: Card, key: string, selected: Readonly<Record<string, readonly string[]>>): boolean {
  const keys = [...(card.button_list ?? []), ...(card.submit_button ? [card.submit_button] : [])].map((button) => button.key)
  const questions = [card.button_selection, card.checkbox, ...(card.select_list ?? [])].filter((question) => question !== undefined)
  const has = (questionKey: string, ids: readonly string[]) => {
    const question = questions.find(({ question_key }) => question_key === questionKey)
    return question !== undefined && ids.every((id) => question.option_list.some((option) => option.id === id))
  }
  return keys.includes(key) && Object.entries(selected).every(([question, ids]) => has(question, ids))
}

/** What the bot sends as a card has been checked when it was sent. */
export const cardOf = ({ body }: ChatEntry): Card | undefined => body.template_card as Card | undefined

/** The newest card that still has all of these. */
export function findCard(entries: readonly ChatEntry[], labels: readonly string[]): Card | undefined {
  const open = entries.filter((entry) => !entry.replaced).flatMap((entry) => cardOf(entry) ?? [])
  return open.findLast((card) => labels.every((label) => optionsOf(card).includes(label)))
}

/** A press on a button, or a choice together with the button that sends it. */
export function tap(simulator: WecomSimulator, userid: string, card: Card, labels: readonly string[]): Promise<{ status: number }> {
  const selection = card.button_selection ?? card.checkbox
  const button = card.button_list?.find(({ text }) => text === labels[0])
  if (button && !selection) return simulator.taps(userid, card.task_id, button.key)
  const ids = labels.map((label) => selection?.option_list.find(({ text }) => text === label)?.id ?? '')
  const key = card.submit_button?.key ?? card.button_list?.[0]?.key ?? ''
  return simulator.taps(userid, card.task_id, key, { [selection?.question_key ?? '']: ids })
}
