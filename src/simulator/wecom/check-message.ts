/** What the real message/send refuses (wecom.md sections 3.2 to 3.8): hard limits only, texts that are merely long are cut by the client. */

export type Fields = Readonly<Record<string, unknown>>
export type Refusal = { readonly errcode: number; readonly errmsg: string }

const refuse = (errcode: number, errmsg: string): Refusal => ({ errcode, errmsg })
export const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isObject) : [])
const bytes = (value: unknown) => Buffer.byteLength(String(value ?? ''))
const characters = (value: unknown) => [...String(value ?? '')].length

export function checkMessage(message: Fields, hasMedium: (id: string, type: string) => boolean): Refusal | undefined {
  const { msgtype } = message
  const body = message[String(msgtype)]
  if (typeof msgtype !== 'string' || !isObject(body)) return refuse(40008, 'invalid message type')
  switch (msgtype) {
    case 'text':
    case 'markdown':
      if (bytes(body.content) === 0) return refuse(44004, 'empty content')
      return bytes(body.content) > 2048 ? refuse(45002, 'content size out of limit') : undefined
    case 'image':
    case 'file':
    case 'voice':
    case 'video':
      return hasMedium(String(body.media_id), msgtype) ? undefined : refuse(40007, 'invalid media_id')
    case 'textcard':
      if (!body.title || !body.description) return refuse(40035, 'title and description are required')
      return /^https?:\/\//.test(String(body.url)) ? undefined : refuse(40035, 'url is required')
    case 'news': {
      const articles = list(body.articles)
      if (articles.length < 1 || articles.length > 8) return refuse(45008, 'article count out of limit')
      return articles.every(({ title, url }) => title && url) ? undefined : refuse(40035, 'title and url are required')
    }
    case 'template_card':
      return checkCard(body)
    default:
      return refuse(40008, 'invalid message type')
  }
}

export function checkCard(card: Fields): Refusal | undefined {
  const type = String(card.card_type)
  const title = isObject(card.main_title) ? card.main_title.title : undefined
  const needsTask = type !== 'text_notice' && type !== 'news_notice'
  if (needsTask && !card.task_id) return refuse(40058, 'task_id is required')
  if (card.task_id !== undefined && (!/^[\w@-]+$/.test(String(card.task_id)) || bytes(card.task_id) > 128))
    return refuse(42014, 'invalid task_id')
  if (needsTask && !title) return refuse(40058, 'main_title.title is required')
  const rows = list(card.horizontal_content_list)
  if (rows.length > 6 || rows.some(({ keyname }) => !keyname)) return refuse(40058, 'horizontal_content_list is invalid')
  switch (type) {
    case 'text_notice':
    case 'news_notice': {
      const action = isObject(card.card_action) ? card.card_action : {}
      if (![1, 2].includes(Number(action.type))) return refuse(40058, 'card_action is required')
      if (type === 'news_notice' && !isObject(card.card_image) && !isObject(card.image_text_area))
        return refuse(40058, 'card_image is required')
      return !title && !card.sub_title_text ? refuse(40058, 'main_title or sub_title_text is required') : undefined
    }
    case 'button_interaction': {
      const buttons = list(card.button_list)
      if (buttons.length < 1 || buttons.length > 6) return refuse(40058, 'button_list must have 1 to 6 items')
      const badButton = buttons.some(
        ({ text, key, type: kind }) => !text || characters(text) > 10 || (kind !== 1 && (!key || bytes(key) > 1024)),
      )
      if (badButton || hasDuplicates(buttons.map(({ key }) => key))) return refuse(40058, 'a button is invalid')
      return card.button_selection === undefined ? undefined : checkOptions(card.button_selection, 10, 16)
    }
    case 'vote_interaction':
      return checkOptions(card.checkbox, 20, 17) ?? checkSubmit(card.submit_button)
    case 'multiple_interaction': {
      const selects = list(card.select_list)
      if (selects.length < 1 || selects.length > 3) return refuse(40058, 'select_list must have 1 to 3 items')
      return selects.map((select) => checkOptions(select, 10, 16)).find(Boolean) ?? checkSubmit(card.submit_button)
    }
    default:
      return refuse(40058, 'invalid card_type')
  }
}

function checkOptions(selection: unknown, most: number, longest: number): Refusal | undefined {
  if (!isObject(selection) || !selection.question_key || bytes(selection.question_key) > 1024)
    return refuse(40058, 'question_key is required')
  const options = list(selection.option_list)
  if (options.length < 1 || options.length > most) return refuse(40058, `option_list must have 1 to ${most} items`)
  const bad = options.some(({ id, text }) => !id || bytes(id) > 128 || !text || characters(text) > longest)
  return bad || hasDuplicates(options.map(({ id }) => id)) ? refuse(40058, 'an option is invalid') : undefined
}

function checkSubmit(button: unknown): Refusal | undefined {
  return isObject(button) && button.key && characters(button.text) <= 10 ? undefined : refuse(40058, 'submit_button is required')
}

const hasDuplicates = (values: readonly unknown[]) => new Set(values).size !== values.length
