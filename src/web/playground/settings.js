/** The clock that ticks and can be moved, and the faults of the platforms with what they did. */
import { $, make } from './make.js'
import { longClockText, post, state, userOf } from './state.js'

let aheadMs = 0

export function setClock(now) {
  aheadMs = new Date(now).getTime() - Date.now()
  tick()
}
function tick() {
  const now = new Date(Date.now() + aheadMs)
  $('#clock').textContent = longClockText(now)
  $('#clock').dateTime = now.toISOString()
}

/** @param open brings the chat of a person to the screen */
export function startSettings(open) {
  setInterval(tick, 1000)
  $('#next-due').addEventListener('click', () => move('next-due', {}, open))
  for (const button of document.querySelectorAll('[data-minutes]'))
    button.addEventListener('click', () => move('clock', { minutes: Number(button.dataset.minutes) }, open))
  $('#passed .close').addEventListener('click', () => {
    $('#passed').hidden = true
    $('#next-due').focus()
  })
  $('#settings').addEventListener('change', ({ target }) => {
    const { fault, value } = target.dataset
    const { on } = target.closest('[data-on]').dataset
    post('faults', { on, [fault]: value === undefined ? target.checked : target.checked ? Number(value) : 0 })
  })
}

/** Moves the clock and says what came of it. */
async function move(path, body, open) {
  tell(['正在拨钟……'])
  const response = await post(path, body)
  if (!response.ok) return tell(['时钟没有拨成，请再试一次。'])
  const { now, reached, heard } = (await response.json()).result
  setClock(now)
  if (path === 'next-due' && reached === undefined) return tell(['现在没有在走的时限。先登记一件投诉，或看一遍。'])
  const where = reached === undefined ? `现在是 ${longClockText(now)}。` : `${reached} 的时限到了：${longClockText(now)}。`
  if (heard.length === 0) return tell([where, '没有人收到新消息。'])
  const people = [...new Set(heard.map(({ userid }) => userid))]
  tell([
    `${where}${heard.length} 条新消息：`,
    ...people.map((userid) =>
      make('button', { type: 'button', onclick: () => open(userid, newsOf(userid).at(-1)?.platform) }, told(userid)),
    ),
  ])

  function newsOf(userid) {
    const ids = heard.filter((one) => one.userid === userid).map(({ entry }) => entry)
    return (state.entries.get(userid) ?? []).filter(({ id }) => ids.includes(id))
  }
  function told(userid) {
    const news = newsOf(userid)
    const headline = news.map(headlineOf).find(Boolean)
    return `${userOf(userid).name}${headline ? `「${headline}」` : ''}${news.length > 1 ? `等 ${news.length} 条` : ''}`
  }
}

const headlineOf = ({ body: { template_card: card, text, msgmenu, actionCard } }) =>
  card?.main_title?.title ?? firstLineOf(text?.content ?? msgmenu?.head_content ?? actionCard?.text)
const firstLineOf = (words) => words?.replace(/^#+ /, '').split('\n')[0].trim().slice(0, 20)

function tell(words) {
  $('#passed').hidden = false
  $('#passed .words').replaceChildren(...words)
}

export function setFaults(faults) {
  for (const [on, ofPlatform] of Object.entries(faults))
    for (const box of document.querySelectorAll(`[data-on="${on}"] [data-fault]`)) box.checked = Boolean(ofPlatform[box.dataset.fault])
}

/** How often each fault has struck, and what went well after all. */
export function showFaultCounts({ on, counts }) {
  for (const note of document.querySelectorAll(`[data-on="${on}"] [data-struck]`)) {
    const count = counts[note.dataset.struck]
    note.textContent = count > 0 ? `${count} 次` : ''
  }
  if (on !== 'wecom') return
  const apiFaults = counts.serverErrorRate + counts.busyRate + counts.tokenExpiresEarly
  const words = [
    apiFaults > 0 && `接口出错 ${apiFaults} 次，机器人重新发出并送达 ${counts.sentAgain} 条`,
    counts.redelivered > 0 && `平台重新投递 ${counts.redelivered} 次`,
    counts.duplicate > 0 && `重复投递 ${counts.duplicate} 次，每条只回答一次`,
  ].filter(Boolean)
  $('#struck').textContent = words.length > 0 ? `${words.join('；')}。` : '还没有出过错。'
}
