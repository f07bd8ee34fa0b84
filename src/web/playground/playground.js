/** The playground: chats that look like those of each platform, on the doors of the simulators. No build step; read it as it is. */
import { createChat } from './chat.js'
import { drawIcons } from './icons.js'
import { $ } from './make.js'
import { drawPeople, markPeople, startPeople } from './people.js'
import { startPicture } from './picture.js'
import { refreshRecord } from './record.js'
import { setClock, setFaults, showFaultCounts, startSettings } from './settings.js'
import { get, isNarrow, state } from './state.js'
import { startStory } from './story.js'
import { showWelcome, startWelcome } from './welcome.js'

const OPEN_AT_START = ['wangqiang', 'zhaojianguo']
/** In rem; a chat is readable from this width on. */
const CHAT_WIDTH = 20.5
const MOST_CHATS = 3
/** Dark enough for white letters on them. */
const TINTS = ['#2f62c9', '#147a55', '#a8500f', '#7a4fb5', '#0e7070', '#b23a1c', '#1d6f94', '#8a5a00', '#5347c4', '#2c6e8f']

/** By person; kept when it leaves the screen, so that what was being written is there again. */
const chats = new Map()
/** On the screen, in their places. */
let shown = []

const chatOf = (userid) => {
  if (!chats.has(userid))
    chats.set(
      userid,
      createChat(userid, () => shut(userid)),
    )
  return chats.get(userid)
}

/** Brings the chat of a person to the screen, in the place of the one that was used least lately; on this platform, where one is named. */
function open(userid, platform) {
  if (platform !== undefined) chatOf(userid).turnTo(platform)
  state.recent = [userid, ...state.recent.filter((other) => other !== userid)]
  arrange()
}
function shut(userid) {
  if (shown.length < 2) return
  state.recent = state.recent.filter((other) => other !== userid)
  arrange()
  $(`#people button[data-user="${userid}"]`)?.focus()
}

function roomFor() {
  if (isNarrow()) return 1
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  return Math.max(1, Math.min(MOST_CHATS, Math.floor($('#chats').clientWidth / (CHAT_WIDTH * rem))))
}

/** Whoever stays on the screen stays in their place. */
function arrange() {
  const wanted = state.recent.slice(0, roomFor())
  const newcomers = wanted.filter((userid) => !shown.includes(userid))
  const places = shown.map((userid) => (wanted.includes(userid) ? userid : newcomers.shift())).filter(Boolean)
  shown = [...places, ...newcomers]
  for (const userid of shown) state.unread.delete(userid)
  const elements = shown.map((userid) => chatOf(userid).element)
  for (const element of [...$('#chats').children]) if (!elements.includes(element)) element.remove()
  for (const [place, element] of elements.entries()) {
    const there = $('#chats').children[place]
    if (there !== element) $('#chats').insertBefore(element, there ?? null)
    element.classList.toggle('active', shown[place] === state.recent[0])
  }
  markPeople(shown)
  rememberOpen()
  refreshRecord()
}

/** A reload shows the same chats. */
function rememberOpen() {
  const address = new URL(location.href)
  if (document.body.classList.contains('welcomes')) return
  address.searchParams.set('open', state.recent.slice(0, MOST_CHATS).join(','))
  history.replaceState(null, '', address)
}

/** Whoever is used last is the one whose record is shown. */
function use({ target }) {
  const userid = target.closest('.chat')?.dataset.user
  if (userid !== undefined && userid !== state.recent[0]) open(userid)
}

function take(entry) {
  const { userid } = entry
  const entries = state.entries.get(userid) ?? []
  const known = entries.findIndex(({ id }) => id === entry.id)
  if (known >= 0) entries[known] = entry
  else entries.push(entry)
  state.entries.set(userid, entries)
  chats.get(userid)?.show(entry)
  if (known < 0 && !shown.includes(userid)) {
    state.unread.set(userid, (state.unread.get(userid) ?? 0) + 1)
    markPeople(shown)
  }
  refreshRecord()
}

/** What was missed while the server was away is taken as if it came now. */
function catchUp(users) {
  for (const { userid, entries } of users) {
    const known = new Map((state.entries.get(userid) ?? []).map((entry) => [entry.id, entry.replaced]))
    for (const entry of entries) if (!known.has(entry.id) || known.get(entry.id) !== entry.replaced) take(entry)
  }
}

function listen(showStory) {
  const events = new EventSource('/playground/api/events')
  const on = (name, handle) => events.addEventListener(name, ({ data }) => handle(JSON.parse(data)))
  on('entry', take)
  on('faults', showFaultCounts)
  on('clock', setClock)
  on('story', showStory)
  events.addEventListener('open', async () => {
    const { users, faults, faultCounts, now } = await get('state')
    catchUp(users)
    setFaults(faults)
    for (const [on, counts] of Object.entries(faultCounts)) showFaultCounts({ on, counts })
    setClock(now)
  })
}

function toggling(button, pane) {
  button.addEventListener('click', () => {
    pane.hidden = !pane.hidden
    button.setAttribute('aria-pressed', String(!pane.hidden))
    document.body.classList.toggle(`shows-${pane.id}`, !pane.hidden)
  })
}

async function start() {
  const { users, platforms, story } = await get('state')
  state.users = users.map(({ entries, ...user }, index) => ({ ...user, tint: TINTS[index % TINTS.length] }))
  state.platforms = platforms
  for (const { userid, entries } of users) state.entries.set(userid, entries)
  const asked = (new URLSearchParams(location.search).get('open') ?? '').split(',').filter((userid) => state.entries.has(userid))
  const isNew = asked.length === 0 && users.every(({ entries }) => entries.every(({ from }) => from === 'app'))
  const isWide = matchMedia('(min-width: 75em)').matches
  $('#record').hidden = !isWide
  // scrolled by keyboard as well
  $('#record').tabIndex = 0
  $('#show-record').setAttribute('aria-pressed', String(isWide))
  document.body.classList.toggle('shows-record', isWide)
  drawIcons()
  drawPeople(enter)
  startPeople()
  startPicture()
  startSettings(enter)
  startWelcome(open)
  const showStory = startStory(enter)
  showWelcome(isNew)
  state.recent = asked.length > 0 ? asked : OPEN_AT_START
  arrange()
  showStory(story?.ended ? null : story)
  toggling($('#show-record'), $('#record'))
  toggling($('#show-settings'), $('#settings'))
  for (const event of ['focusin', 'pointerdown']) $('#chats').addEventListener(event, use)
  new ResizeObserver(arrange).observe($('#chats'))
  listen(showStory)
}

/** From the welcome as well. */
function enter(userid, platform) {
  showWelcome(false)
  open(userid, platform)
}

start()
