/** The playground: chats that look like WeCom, on the doors of the simulator. No build step; read it as it is. */

const $ = (selector) => document.querySelector(selector)
const isNarrow = () => matchMedia('(max-width: 820px)').matches
const OPEN_AT_START = ['wangqiang', 'zhaojianguo']
const TINTS = ['#5b8ff9', '#5ad8a6', '#f6903d', '#9270ca', '#269a99', '#e8684a', '#6dc8ec', '#ff9d4d', '#7262fd', '#78d3f8']

const state = { users: [], entries: new Map(), open: [], unread: new Map(), menu: [] }

/** An element with attributes and children; text is never read as HTML. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (value !== undefined && value !== false) element.setAttribute(name, value)
  }
  element.append(...children.filter((child) => child !== undefined && child !== ''))
  return element
}

const post = (path, body) =>
  fetch(`/playground/api/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
const userOf = (userid) => state.users.find((user) => user.userid === userid)

async function start() {
  const { users, faults, now, menu } = await (await fetch('/playground/api/state')).json()
  state.users = users.map((user, index) => ({ ...user, tint: TINTS[index % TINTS.length] }))
  state.menu = menu ?? []
  for (const { userid, entries } of users) state.entries.set(userid, entries)
  state.open = isNarrow() ? OPEN_AT_START.slice(0, 1) : OPEN_AT_START
  $('#show-record').setAttribute('aria-pressed', String(!isNarrow()))
  $('#record').hidden = isNarrow()
  showClock(now)
  for (const box of document.querySelectorAll('[data-fault]')) box.checked = Boolean(faults[box.dataset.fault])
  drawPeople()
  drawChats()
  listen()
  refreshRecord()
}

function listen() {
  const events = new EventSource('/playground/api/events')
  events.onmessage = ({ data }) => {
    const entry = JSON.parse(data)
    const entries = state.entries.get(entry.userid) ?? []
    const known = entries.findIndex(({ id }) => id === entry.id)
    if (known >= 0) entries[known] = entry
    else entries.push(entry)
    state.entries.set(entry.userid, entries)
    if (known < 0 && !state.open.includes(entry.userid)) state.unread.set(entry.userid, (state.unread.get(entry.userid) ?? 0) + 1)
    followStory(entry)
    drawPeople()
    drawLog(entry.userid)
    refreshRecord()
  }
}

function drawPeople() {
  $('#people').replaceChildren(
    ...state.users.map(({ userid, title, name, tint }) => {
      const unread = state.unread.get(userid)
      return make(
        'button',
        { type: 'button', 'aria-pressed': String(state.open.includes(userid)), 'data-user': userid, onclick: () => toggle(userid) },
        make('span', { class: 'avatar', style: `--tint:${tint}` }, name.slice(-1)),
        title,
        unread ? make('span', { class: 'unread' }, String(unread)) : '',
      )
    }),
  )
}

/** Side by side where there is room, one at a time on a phone. */
function toggle(userid) {
  const most = isNarrow() ? 1 : innerWidth < 1100 ? 2 : 3
  if (!state.open.includes(userid)) state.open = [userid, ...state.open].slice(0, most)
  else if (state.open.length > 1) state.open = state.open.filter((open) => open !== userid)
  state.unread.delete(userid)
  drawPeople()
  drawChats()
  refreshRecord()
}

function drawChats() {
  $('#chats').replaceChildren(...state.open.map((userid) => drawChat(userOf(userid))))
  for (const userid of state.open) drawLog(userid)
}

function drawChat({ userid, name, title, tint }) {
  const text = make('input', {
    type: 'text',
    placeholder: '发消息',
    'aria-label': `${name}发消息`,
    autocomplete: 'off',
    enterkeyhint: 'send',
  })
  const file = make('input', {
    type: 'file',
    accept: 'image/*',
    multiple: 'multiple',
    hidden: 'hidden',
    onchange: () => sendFiles(userid, file),
  })
  const send = (event) => {
    event.preventDefault()
    if (text.value.trim() === '') return
    post('say', { user: userid, text: text.value })
    text.value = ''
  }
  return make(
    'section',
    { class: 'chat', 'data-user': userid },
    make(
      'header',
      {},
      make('span', { class: 'avatar', style: `--tint:${tint}` }, name.slice(-1)),
      make('div', {}, make('b', {}, name), make('span', {}, title)),
    ),
    make('div', { class: 'log' }),
    make('div', { class: 'menu' }, ...menuButtons(userid)),
    make(
      'form',
      { class: 'compose', onsubmit: send },
      text,
      file,
      make('button', { type: 'button', title: '从相册选照片', onclick: () => file.click() }, '相册'),
      make(
        'button',
        {
          type: 'button',
          class: 'sample',
          title: '拍一张示例照片',
          onclick: () => samplePhoto().then((photo) => sendPhoto(userid, photo)),
        },
        '拍照',
      ),
      make(
        'button',
        {
          type: 'button',
          title: '发送位置',
          onclick: () => post('place', { user: userid, label: '渭南市临渭区前进路 12 号工地', latitude: 34.5, longitude: 109.5 }),
        },
        '位置',
      ),
      make('button', { type: 'submit' }, '发送'),
    ),
  )
}

const menuButtons = (userid) =>
  state.menu
    .flatMap((entry) => entry.sub_button ?? [entry])
    .map(({ name, key }) => make('button', { type: 'button', onclick: () => post('menu', { user: userid, key }) }, name))

function drawLog(userid) {
  const log = $(`.chat[data-user="${userid}"] .log`)
  if (!log) return
  const entries = state.entries.get(userid) ?? []
  const rows = entries.flatMap((entry, index) => {
    const isLater = index === 0 || entry.at - entries[index - 1].at > 300_000
    return [...(isLater ? [make('div', { class: 'time' }, clockText(entry.at))] : []), drawEntry(userid, entry)]
  })
  log.replaceChildren(...(rows.length > 0 ? rows : [make('p', { class: 'empty' }, '这里是和「回声」的聊天')]))
  log.scrollTop = log.scrollHeight
}

function drawEntry(userid, entry) {
  const isOwn = entry.from === 'person'
  const { name, tint } = userOf(userid)
  const avatar = isOwn
    ? make('span', { class: 'avatar', style: `--tint:${tint}` }, name.slice(-1))
    : make('span', { class: 'avatar app' }, '回')
  return make('div', { class: `entry ${entry.from}`, 'data-id': entry.id }, avatar, drawBody(userid, entry))
}

function drawBody(userid, entry) {
  const { body } = entry
  switch (body.msgtype) {
    case 'text':
    case 'markdown':
      return make('div', { class: 'bubble' }, body[body.msgtype].content)
    case 'image':
      return make(
        'div',
        { class: 'bubble photo' },
        make('img', { src: `/playground/api/media/${encodeURIComponent(body.image.media_id)}`, alt: '照片' }),
      )
    case 'location':
      return make('div', { class: 'bubble' }, `📍 ${body.location.label}`)
    case 'file':
      return make(
        'div',
        { class: 'bubble' },
        make(
          'a',
          { href: `/playground/api/media/${encodeURIComponent(body.file.media_id)}`, download: '' },
          `📄 ${entry.fileName ?? '文件'}`,
        ),
      )
    case 'voice':
    case 'video':
      return make(
        'div',
        { class: 'bubble' },
        make(
          body.msgtype === 'video' ? 'video' : 'audio',
          { src: `/playground/api/media/${encodeURIComponent(body[body.msgtype].media_id)}`, controls: '' },
          '',
        ),
      )
    case 'template_card':
      return drawCard(userid, entry, body.template_card)
    default:
      return make('div', { class: 'bubble' }, `［${body.msgtype}］`)
  }
}

function drawCard(userid, { replaced }, card) {
  const rows = card.horizontal_content_list ?? []
  const body = make(
    'div',
    { class: 'body' },
    make('h3', {}, card.main_title?.title ?? ''),
    card.main_title?.desc ? make('div', { class: 'desc' }, card.main_title.desc) : '',
    card.sub_title_text ? make('div', { class: 'sub' }, card.sub_title_text) : '',
    rows.length > 0 ? make('dl', {}, ...rows.flatMap(({ keyname, value }) => [make('dt', {}, keyname), make('dd', {}, value)])) : '',
  )
  if (replaced) return make('div', { class: 'card' }, body, make('div', { class: 'done' }, replaced))

  const tap = (key, selected = {}) => post('tap', { user: userid, card: card.task_id, key, selected })
  const selections = [card.button_selection, ...(card.select_list ?? [])].filter(Boolean)
  const menus = selections.map((selection) => {
    const menu = make(
      'select',
      { 'aria-label': selection.title || card.main_title?.title || '选项' },
      ...selection.option_list.map(({ id, text }) => make('option', { value: id }, text)),
    )
    body.append(menu)
    return [selection.question_key, menu]
  })
  const chosen = () => Object.fromEntries(menus.map(([question, menu]) => [question, [menu.value]]))
  const buttons = []
  if (card.checkbox) {
    const { question_key: question, option_list: options, mode } = card.checkbox
    const ticks = make(
      'div',
      { class: 'ticks' },
      ...options.map(({ id, text }) =>
        make('label', {}, make('input', { type: mode === 1 ? 'checkbox' : 'radio', name: card.task_id, value: id }), text),
      ),
    )
    body.append(ticks)
    const ticked = () => [...ticks.querySelectorAll(':checked')].map(({ value }) => value)
    buttons.push(
      make(
        'button',
        { type: 'button', class: 'primary', onclick: () => ticked().length > 0 && tap(card.submit_button.key, { [question]: ticked() }) },
        card.submit_button.text,
      ),
    )
  } else if (card.submit_button) {
    buttons.push(
      make('button', { type: 'button', class: 'primary', onclick: () => tap(card.submit_button.key, chosen()) }, card.submit_button.text),
    )
  }
  for (const { text, key, style } of card.button_list ?? []) {
    buttons.push(
      make(
        'button',
        { type: 'button', class: style === 1 ? 'primary' : style === 3 ? 'danger' : '', onclick: () => tap(key, chosen()) },
        text,
      ),
    )
  }
  return make('div', { class: 'card' }, body, buttons.length > 0 ? make('div', { class: 'buttons' }, ...buttons) : '')
}

async function sendFiles(userid, input) {
  for (const file of input.files) await sendPhoto(userid, file)
  input.value = ''
}
const sendPhoto = (userid, photo) =>
  fetch(`/playground/api/photo/${userid}`, { method: 'POST', body: photo, headers: { 'content-type': photo.type } })

/** A drawn picture of an opened bag with lumps, so that nobody needs a photo at hand. */
function samplePhoto() {
  const canvas = make('canvas', { width: 480, height: 360 })
  const pen = canvas.getContext('2d')
  pen.fillStyle = '#b9a58a'
  pen.fillRect(0, 0, 480, 360)
  pen.fillStyle = '#d8c9ae'
  pen.fillRect(40, 40, 400, 280)
  for (let lump = 0; lump < 90; lump++) {
    const shade = 120 + Math.random() * 70
    pen.fillStyle = `rgb(${shade} ${shade} ${shade - 6})`
    pen.beginPath()
    pen.ellipse(
      90 + Math.random() * 300,
      120 + Math.random() * 170,
      8 + Math.random() * 26,
      6 + Math.random() * 18,
      Math.random() * 3,
      0,
      7,
    )
    pen.fill()
  }
  pen.fillStyle = '#c0262d'
  pen.font = 'bold 26px sans-serif'
  pen.fillText('P·O 42.5   HB2611-07', 70, 84)
  pen.font = '15px sans-serif'
  pen.fillText(new Date().toLocaleString('zh-CN'), 70, 310)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8))
}

/** The record as it grows: the running dialogue and the newest complaint of the first open person. */
let recordTimer
function refreshRecord() {
  // often enough to follow a story, not once for every message of it
  if (recordTimer) return
  recordTimer = setTimeout(async () => {
    recordTimer = undefined
    const [userid] = state.open
    const { filling, complaint } = await (await fetch(`/playground/api/inspect/${userid}`)).json()
    $('#record').replaceChildren(...drawRecord(userOf(userid), filling, complaint))
  }, 120)
}

function drawRecord(user, filling, complaint) {
  const parts = [make('h2', {}, `${user.name} 的记录`)]
  if (filling) parts.push(make('h3', {}, `正在填写：${filling.name}`), table(filling.rows))
  if (complaint) {
    const { no, state: stage, round, stages, clocks, rows, recipients, events } = complaint
    const reached = ({ deliveredAt, confirmedAt }) =>
      [deliveredAt && `送达 ${clockText(deliveredAt)}`, confirmedAt && `收到 ${clockText(confirmedAt)}`].filter(Boolean).join('，')
    parts.push(
      make('h3', {}, '最近的投诉'),
      make('p', {}, make('b', {}, `${no} `), make('span', { class: 'state' }, stage), ` 第 ${round} 轮`),
    )
    parts.push(drawStages(stages))
    if (clocks.length > 0) parts.push(table(clocks.map(({ name, dueAt }) => ({ label: `时限 · ${name}`, value: clockText(dueAt) }))))
    parts.push(make('h3', {}, '登记内容'), table(rows))
    parts.push(make('h3', {}, '上报'), table(recipients.map((one) => ({ label: one.name, value: reached(one) }))))
    parts.push(make('h3', {}, '经过'), table(events.map(({ did, at, by }) => ({ label: clockText(at), value: `${by} ${did}` }))))
  }
  if (!filling && !complaint) parts.push(make('p', { class: 'empty' }, '还没有记录。在聊天里说「投诉」试试。'))
  return parts
}

/** The way of a complaint; where it is now is lit, where it has been is marked. */
const drawStages = (stages) =>
  make(
    'ol',
    { class: 'stages', 'aria-label': '进度' },
    ...stages.map((stage) =>
      make(
        'li',
        {},
        ...stage
          .filter(({ isNow, isPast }, index) => isNow || isPast || index === 0 || stage.length === 2)
          .map(({ id, name, isNow, isPast }) => make('span', { 'data-state': id, class: isNow ? 'now' : isPast ? 'past' : '' }, name)),
      ),
    ),
  )

const table = (rows) => make('table', {}, ...rows.map(({ label, value }) => make('tr', {}, make('td', {}, label), make('td', {}, value))))

const clockText = (at) =>
  new Intl.DateTimeFormat('zh-CN', {
    timeZone: 'Asia/Shanghai',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at))
const showClock = (now) => {
  $('#clock').textContent = clockText(now)
}

/** Whoever acts comes to the front, so that the story can be followed. */
let isPlaying = false
async function playStory() {
  if (isPlaying) return
  isPlaying = true
  $('#play').setAttribute('aria-pressed', 'true')
  const pause = new URLSearchParams(location.search).get('pause')
  const { ok } = await post('play', pause === null ? {} : { pauseMs: Number(pause) })
  $('#play').setAttribute('aria-pressed', 'false')
  $('#play').textContent = ok ? '再演一遍' : '没演完'
  isPlaying = false
}
function followStory({ userid, from }) {
  if (!isPlaying || from !== 'person' || state.open[0] === userid) return
  const most = isNarrow() ? 1 : innerWidth < 1100 ? 2 : 3
  state.open = [userid, ...state.open.filter((open) => open !== userid)].slice(0, most)
  state.unread.delete(userid)
  drawChats()
}
$('#play').addEventListener('click', playStory)

$('#show-settings').addEventListener('click', ({ target }) => {
  const settings = $('#settings')
  settings.hidden = !settings.hidden
  target.setAttribute('aria-pressed', String(!settings.hidden))
})
$('#show-record').addEventListener('click', ({ target }) => {
  const record = $('#record')
  record.hidden = !record.hidden
  target.setAttribute('aria-pressed', String(!record.hidden))
})
$('#settings').addEventListener('click', async ({ target }) => {
  if (target.dataset.minutes === undefined) return
  await post('clock', { minutes: Number(target.dataset.minutes) })
  showClock((await (await fetch('/playground/api/state')).json()).now)
})
$('#faults').addEventListener('change', ({ target }) => {
  const { fault, value } = target.dataset
  post('faults', { [fault]: value === undefined ? target.checked : target.checked ? Number(value) : 0 })
})

start()
