/** A template card as the platform shows it, with everything on it that can be pressed or chosen. */
import { make } from './make.js'
import { post } from './state.js'

export function drawCard(entry, card) {
  const { replaced } = entry
  const rows = card.horizontal_content_list ?? []
  const title = card.main_title?.title ?? ''
  const body = make(
    'div',
    { class: 'body' },
    title && make('h3', {}, title),
    card.main_title?.desc && make('div', { class: 'desc' }, card.main_title.desc),
    card.sub_title_text && make('div', { class: 'sub' }, card.sub_title_text),
    rows.length > 0 && make('dl', {}, ...rows.flatMap(({ keyname, value }) => [make('dt', {}, keyname), make('dd', {}, value)])),
  )
  const buttons = replaced ? [] : drawControls(entry, card, title, body)
  return make(
    'div',
    { class: 'card', tabindex: '-1' },
    body,
    replaced && make('div', { class: 'done' }, replaced),
    buttons.length > 0 && make('div', { class: 'buttons' }, ...buttons),
  )
}

/** Choices go into the body; the buttons that send them are returned. */
function drawControls({ userid, platform }, card, title, body) {
  const tap = (key, selected = {}) => post('tap', { user: userid, on: platform, card: card.task_id, key, selected })
  const menus = [card.button_selection, ...(card.select_list ?? [])].filter(Boolean).map((selection) => {
    const menu = make(
      'select',
      { 'aria-label': selection.title || title || '选项' },
      ...selection.option_list.map(({ id, text }) => make('option', { value: id }, text)),
    )
    body.append(menu)
    return [selection.question_key, menu]
  })
  const ticked = card.checkbox && drawTicks(card, title, body)
  const chosen = () => ticked?.() ?? Object.fromEntries(menus.map(([question, menu]) => [question, [menu.value]]))
  const send = (key) => chosen() !== undefined && tap(key, chosen())
  const submit = card.submit_button
  return [
    submit && button(submit.text, 'primary', () => send(submit.key)),
    ...(card.button_list ?? []).map(({ text, key, style }) => button(text, STYLES[style] ?? '', () => send(key))),
  ].filter(Boolean)
}

const STYLES = { 1: 'primary', 3: 'danger' }
const button = (text, style, onclick) => make('button', { type: 'button', class: style, onclick }, text)

/** @returns what is ticked now; asks for a choice where nothing is */
function drawTicks({ checkbox: { question_key: question, option_list: options, mode }, task_id: name }, title, body) {
  const missing = make('p', { class: 'missing', role: 'status' })
  const ticks = make(
    'div',
    { class: 'ticks', role: 'group', 'aria-label': title || '选项', onchange: () => missing.replaceChildren() },
    ...options.map(({ id, text }) => make('label', {}, make('input', { type: mode === 1 ? 'checkbox' : 'radio', name, value: id }), text)),
  )
  body.append(ticks, missing)
  return () => {
    const ids = [...ticks.querySelectorAll(':checked')].map(({ value }) => value)
    missing.textContent = ids.length > 0 ? '' : '请先选一项'
    return ids.length > 0 ? { [question]: ids } : undefined
  }
}
