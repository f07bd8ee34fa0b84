/** One person's chat with the bot: who it is, the messages, the menu of the app and the line to write in. */
import { icon } from './icons.js'
import { createLog } from './log.js'
import { avatarOf, make } from './make.js'
import { samplePhoto } from './sample-photo.js'
import { post, state, userOf } from './state.js'

/** @param close takes the chat off the screen; its messages and what is being written stay */
export function createChat(userid, close) {
  const user = userOf(userid)
  const log = createLog(userid)
  for (const entry of state.entries.get(userid) ?? []) log.show(entry)
  const element = make(
    'section',
    { class: 'chat', 'data-user': userid, 'aria-label': `${user.name}的聊天` },
    make(
      'header',
      {},
      avatarOf(user),
      make('div', {}, make('h2', {}, user.name), make('span', {}, user.title)),
      make('button', { type: 'button', class: 'close', 'aria-label': `收起${user.name}的聊天`, onclick: close }, icon('close')),
    ),
    log.element,
    drawMenu(user),
    drawCompose(user),
  )
  return { element, show: log.show }
}

/** As the platform shows it: three entries at most, each a button or a list of them that opens above it. */
function drawMenu({ userid, name }) {
  const bar = make(
    'div',
    { class: 'menu', role: 'group', 'aria-label': `${name}的应用菜单` },
    ...state.menu.map((entry) => drawEntry(entry)),
  )
  const press = (key) => {
    shut()
    post('menu', { user: userid, key })
  }

  function drawEntry({ name: label, key, sub_button: items = [] }) {
    if (items.length === 0) return make('button', { type: 'button', onclick: () => press(key) }, label)
    const list = make(
      'div',
      { class: 'items', hidden: '' },
      ...items.map((item) => make('button', { type: 'button', onclick: () => press(item.key) }, item.name)),
    )
    const opener = make(
      'button',
      { type: 'button', 'aria-expanded': 'false', onclick: () => (list.hidden ? openList(opener, list) : shut()) },
      icon('up'),
      label,
    )
    return make('div', { class: 'nested' }, opener, list)
  }
  function openList(opener, list) {
    list.hidden = false
    opener.setAttribute('aria-expanded', 'true')
    list.querySelector('button').focus()
  }
  function shut() {
    for (const list of bar.querySelectorAll('.items:not([hidden])')) {
      const opener = list.previousElementSibling
      if (list.contains(document.activeElement)) opener.focus()
      list.hidden = true
      opener.setAttribute('aria-expanded', 'false')
    }
  }
  bar.addEventListener('keydown', ({ key }) => key === 'Escape' && shut())
  bar.addEventListener('focusout', ({ relatedTarget }) => relatedTarget && !bar.contains(relatedTarget) && shut())
  return bar
}

const SAMPLE_PLACE = { label: '渭南市临渭区前进路 12 号工地', latitude: 34.5, longitude: 109.5 }

function drawCompose({ userid, name }) {
  const text = make('input', {
    type: 'text',
    placeholder: '发消息',
    'aria-label': `${name}发消息`,
    autocomplete: 'off',
    enterkeyhint: 'send',
    maxlength: '5000',
  })
  const file = make('input', { type: 'file', accept: 'image/*', multiple: '', hidden: '', 'aria-label': '照片', onchange: sendFiles })
  async function sendFiles() {
    for (const photo of file.files) await sendPhoto(userid, photo)
    file.value = ''
  }
  function send(event) {
    event.preventDefault()
    if (text.value.trim() === '') return
    post('say', { user: userid, text: text.value })
    text.value = ''
  }
  const tool = (style, sign, label, onclick) =>
    make('button', { type: 'button', class: style, title: label, 'aria-label': label, onclick }, icon(sign))
  return make(
    'form',
    { class: 'compose', onsubmit: send },
    make('div', { class: 'line' }, text, make('button', { type: 'submit', class: 'primary' }, '发送')),
    make(
      'div',
      { class: 'more', role: 'group', 'aria-label': '发送别的' },
      file,
      tool('album', 'photo', '从相册选照片', () => file.click()),
      tool('sample', 'camera', '拍一张示例照片', async () => sendPhoto(userid, await samplePhoto())),
      tool('here', 'place', '发送位置', () => post('place', { user: userid, ...SAMPLE_PLACE })),
    ),
  )
}

const sendPhoto = (userid, photo) =>
  fetch(`/playground/api/photo/${userid}`, { method: 'POST', body: photo, headers: { 'content-type': photo.type } })
