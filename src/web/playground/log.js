/** The messages of one chat. What is new is added below, so that focus and what somebody has chosen above stay as they are. */
import { drawCard } from './card.js'
import { icon } from './icons.js'
import { avatarOf, make } from './make.js'
import { drawPicture } from './picture.js'
import { addressOf, clockText, post } from './state.js'
import { drawMarkdown, drawWords } from './words.js'

/** After a longer silence the time is shown again. */
const SILENCE_MS = 300_000
/** Whoever is so near to the end reads what comes next. */
const NEAR_PX = 48

export function createLog(user, { platform, menu }) {
  const { name, platforms } = user
  const invitation = menu.length > 0 ? '还没有消息。发一句话，或点下面的菜单。' : '还没有消息。发一句话就开始。'
  const empty = make('p', { class: 'empty' }, platform === platforms[0] ? invitation : '这里还没有消息。说一句话，以后的通知就发到这里。')
  const rows = make('div', { class: 'entries' }, empty)
  const newer = make('button', { type: 'button', class: 'newer', hidden: '', onclick: () => toEnd() }, icon('down'), '有新消息')
  const log = make('div', { class: 'log', role: 'log', tabindex: '0', 'aria-label': `${name}的聊天记录` }, rows)
  let lastAt = 0
  let staysAtEnd = true
  let lastTop = 0

  const toEnd = () => {
    staysAtEnd = true
    log.scrollTop = log.scrollHeight
    newer.hidden = true
  }
  // what grows below moves nothing up: only a person does
  log.addEventListener('scroll', () => {
    if (log.scrollHeight - log.clientHeight - log.scrollTop < NEAR_PX) staysAtEnd = true
    else if (log.scrollTop < lastTop) staysAtEnd = false
    lastTop = log.scrollTop
    if (staysAtEnd) newer.hidden = true
  })
  // pictures load after they have been added, and a window changes its size
  const growing = new ResizeObserver(() => staysAtEnd && toEnd())
  growing.observe(rows)
  growing.observe(log)

  function add(entry) {
    empty.remove()
    if (entry.at - lastAt > SILENCE_MS || lastAt === 0) rows.append(make('div', { class: 'time' }, clockText(entry.at)))
    lastAt = entry.at
    rows.append(drawEntry(user, entry))
    if (entry.from === 'person' || staysAtEnd) toEnd()
    else newer.hidden = false
  }

  return {
    element: make('div', { class: 'log-frame' }, log, newer),
    /** A new message, or one that has changed. @returns true where it is new */
    show(entry) {
      const known = rows.querySelector(`[data-id="${entry.id}"]`)
      if (!known) {
        add(entry)
        return true
      }
      const hadFocus = known.contains(document.activeElement)
      const changed = drawEntry(user, entry)
      known.replaceWith(changed)
      if (hadFocus) changed.querySelector('.card')?.focus({ preventScroll: true })
      return false
    },
  }
}

function drawEntry(user, entry) {
  if (entry.from === 'platform') return make('div', { class: 'notice', 'data-id': entry.id }, entry.body.notice.content)
  const isOwn = entry.from === 'person'
  const avatar = isOwn ? avatarOf(user) : make('span', { class: 'avatar app', 'aria-hidden': 'true' }, '回')
  return make('div', { class: `entry ${entry.from}`, 'data-id': entry.id }, avatar, drawBody(entry))
}

const bubble = (style, ...content) => make('div', { class: `bubble ${style}` }, ...content)

function drawBody(entry) {
  const { body } = entry
  const content = body[body.msgtype]
  switch (body.msgtype) {
    case 'text':
    case 'markdown':
      return bubble('', ...drawWords(content.content))
    case 'msgmenu':
      return drawLinks(entry, content)
    case 'actionCard':
      return drawActionCard(entry, content)
    case 'image':
      return bubble('photo', drawPicture(content.media_id, entry.from === 'person' ? '照片' : '图片'))
    case 'location':
      return bubble('place', icon('place'), content.label)
    case 'file':
      return bubble('file', drawFile(entry, content.media_id))
    case 'voice':
    case 'video':
      return bubble('', make(body.msgtype === 'video' ? 'video' : 'audio', { src: addressOf(content.media_id), controls: '' }))
    case 'template_card':
      return drawCard(entry, content)
    default:
      return bubble('', `［${body.msgtype}］`)
  }
}

const press = ({ userid, platform, id }, key) => post('tap', { user: userid, on: platform, card: String(id), key })

/** A list of links, each of which says its words. */
const drawLinks = (entry, { head_content: head, list }) =>
  bubble(
    'links',
    head && make('div', {}, ...drawWords(head)),
    ...list.map(({ click }) => make('button', { type: 'button', onclick: () => press(entry, click.id) }, click.content)),
  )

/** Its buttons stay, whatever has come of them. */
function drawActionCard(entry, { text, buttons }) {
  const words = drawMarkdown(text)
  if (buttons.length === 0) return bubble('marked', ...words)
  return make(
    'div',
    { class: 'card marked', tabindex: '-1' },
    make('div', { class: 'body' }, ...words),
    make(
      'div',
      { class: 'buttons' },
      ...buttons.map((label) => make('button', { type: 'button', onclick: () => press(entry, label) }, label)),
    ),
  )
}

/** By the ending of its name: what it is called, and its sign. */
const KINDS = {
  docx: ['Word 文档', 'text'],
  xlsx: ['Excel 表格', 'table'],
  pdf: ['PDF 文档', 'text'],
  zip: ['压缩包', 'pack'],
}

function drawFile({ fileName = '文件', fileSize }, mediaId) {
  const ending = /\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''
  const [kind, sign] = KINDS[ending] ?? ['文件', 'paper']
  return make(
    'a',
    { href: addressOf(mediaId), download: fileName },
    make('span', { class: `sign ${ending}` }, icon(sign)),
    make('span', { class: 'name' }, fileName, make('small', {}, [kind, sizeText(fileSize)].filter(Boolean).join(' · '))),
  )
}

function sizeText(bytes) {
  if (bytes === undefined) return ''
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`
}
