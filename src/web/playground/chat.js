/** One person's chat with the bot: who it is, the messages, the menu of the app and the line to write in, each as their platform has it. */
import { icon } from './icons.js'
import { createLog } from './log.js'
import { avatarOf, make, spoken } from './make.js'
import { samplePhoto } from './sample-photo.js'
import { platformOf, post, state, usedBy, userOf } from './state.js'

/** @param close takes the chat off the screen; its messages and what is being written stay */
export function createChat(userid, close) {
  const user = userOf(userid)
  const views = new Map(user.platforms.map((platform) => [platform, createView(user, platformOf(platform))]))
  for (const entry of state.entries.get(userid) ?? []) views.get(entry.platform)?.show(entry)
  const others = make('span', { class: 'unread' })
  const named = make('span', { class: 'platform' })
  const name = make('span')
  const turn = make('button', { type: 'button', class: 'turn', onclick: () => turnTo(other()) }, name, others)
  const view = make('div', { class: 'view' })
  const element = make(
    'section',
    { class: 'chat', 'data-user': userid, 'aria-label': `${user.name}的聊天` },
    make(
      'header',
      {},
      avatarOf(user),
      make('div', {}, make('h2', {}, user.name, named), make('span', { class: 'title' }, user.title)),
      user.platforms.length > 1 && turn,
      make('button', { type: 'button', class: 'close', 'aria-label': `收起${user.name}的聊天`, onclick: close }, icon('close')),
    ),
    view,
  )
  let shown
  let unread = 0
  const other = () => user.platforms.find((platform) => platform !== shown)

  function turnTo(platform) {
    shown = platform
    state.using.set(userid, platform)
    element.dataset.platform = platform
    named.textContent = platformOf(platform).name
    name.textContent = `换到${platformOf(other() ?? platform).name}`
    count(0)
    view.replaceChildren(...views.get(platform).elements)
    const isEmpty = !state.entries.get(userid)?.some((entry) => entry.platform === platform)
    if (isEmpty && platformOf(platform).greets) post('open', { user: userid, on: platform })
  }
  function count(messages) {
    unread = messages
    others.replaceChildren(...(unread > 0 ? [String(unread), spoken('条新消息')] : []))
  }
  turnTo(usedBy(userid))

  return {
    element,
    turnTo(platform) {
      if (platform !== shown) turnTo(platform)
    },
    /** Nobody looks at a chat that is not on the screen: it opens where something was said last. */
    show(entry) {
      const isNew = views.get(entry.platform).show(entry)
      if (entry.platform === shown || !isNew) return
      if (element.isConnected) count(unread + 1)
      else turnTo(entry.platform)
    },
  }
}

function createView(user, platform) {
  const log = createLog(user, platform)
  return {
    show: log.show,
    elements: [log.element, ...(platform.menu.length > 0 ? [drawMenu(user, platform)] : []), drawCompose(user, platform)],
  }
}

/** As the platform shows it: three entries at most, each a button or a list of them that opens above it. */
function drawMenu({ userid, name }, { platform: on, menu }) {
  const bar = make('div', { class: 'menu', role: 'group', 'aria-label': `${name}的应用菜单` }, ...menu.map((entry) => drawEntry(entry)))
  const press = (key) => {
    shut()
    post('menu', { user: userid, on, key })
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

function drawCompose({ userid, name }, { platform: on, takesPlaces }) {
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
    for (const photo of file.files) await sendPhoto(photo)
    file.value = ''
  }
  function send(event) {
    event.preventDefault()
    if (text.value.trim() === '') return
    post('say', { user: userid, on, text: text.value })
    text.value = ''
  }
  const sendPhoto = (photo) =>
    fetch(`/playground/api/photo/${userid}?on=${on}`, { method: 'POST', body: photo, headers: { 'content-type': photo.type } })
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
      tool('sample', 'camera', '拍一张示例照片', async () => sendPhoto(await samplePhoto())),
      takesPlaces && tool('here', 'place', '发送位置', () => post('place', { user: userid, on, ...SAMPLE_PLACE })),
    ),
  )
}
