/** The record of the chat that was used last: in whose hands it is, how far it has come, and what happened, the newest first. */
import { icon } from './icons.js'
import { $, make } from './make.js'
import { clockText, get, state, userOf } from './state.js'

/** Often enough to follow a story, not once for every message of it. */
const PATIENCE_MS = 120
/** What stands in the pane now, as it came. */
let drawn = ''
let waiting

export function refreshRecord() {
  if (waiting) return
  waiting = setTimeout(async () => {
    waiting = undefined
    const [userid] = state.recent
    if (userid === undefined) return
    const found = await get(`inspect/${userid}`)
    const text = JSON.stringify([userid, found])
    if (text === drawn || userid !== state.recent[0]) return
    drawn = text
    draw(userOf(userid), found)
  }, PATIENCE_MS)
}

function draw(user, { filling, complaint }) {
  const pane = $('#record')
  const open = new Set([...pane.querySelectorAll('details[open]')].map(({ dataset }) => dataset.part))
  pane.replaceChildren(
    make('h2', {}, `${user.name}的记录`),
    ...(filling ? drawFilling(filling) : []),
    ...(complaint ? drawComplaint(complaint) : []),
    ...(filling || complaint ? [] : [make('p', { class: 'empty' }, `${user.name}的聊天里还没有说到哪件投诉。`)]),
  )
  for (const part of pane.querySelectorAll('details')) if (open.has(part.dataset.part)) part.open = true
}

const drawFilling = ({ name, rows }) => [make('h3', {}, `正在填写：${name}`), table(rows)]

function drawComplaint({ no, state: stage, round, inHand, stages, clocks, rows, recipients, events }) {
  const reached = ({ deliveredAt, confirmedAt }) =>
    [deliveredAt && `送达 ${clockText(deliveredAt)}`, confirmedAt && `收到 ${clockText(confirmedAt)}`].filter(Boolean).join('，')
  return [
    make('p', { class: 'which' }, make('b', {}, no), make('span', { class: 'state' }, stage), make('span', {}, `第 ${round} 轮`)),
    drawStages(stages),
    make('h3', {}, '在谁手里'),
    drawInHand(inHand),
    clocks.length > 0 && make('h3', {}, '在走的时限'),
    clocks.length > 0 &&
      table(clocks.map(({ name, dueAt, isOverdue }) => ({ label: name, value: `${clockText(dueAt)}${isOverdue ? ' 已超期' : ''}` }))),
    make('h3', {}, '经过'),
    make(
      'ol',
      { class: 'timeline', 'aria-label': '经过，最近的在前' },
      ...events
        .toReversed()
        .map(({ did, at, by }) =>
          make('li', {}, make('time', { datetime: at }, clockText(at)), make('span', {}, by && make('b', {}, `${by} `), did)),
        ),
    ),
    part('rows', '登记内容', table(rows)),
    recipients.length > 0 && part('recipients', '上报给了谁', table(recipients.map((one) => ({ label: one.name, value: reached(one) })))),
  ].filter(Boolean)
}

function drawInHand(inHand) {
  if (inHand.length === 0) return make('p', { class: 'empty' }, '没有人要做什么了。')
  return make(
    'ul',
    { class: 'in-hand' },
    ...inHand.map(({ task, who, dueAt, isOverdue }) =>
      make(
        'li',
        { class: isOverdue ? 'late' : '' },
        icon('wait'),
        make(
          'span',
          {},
          make('b', {}, who),
          `：${task}`,
          dueAt && make('small', {}, `${clockText(dueAt)} 前${isOverdue ? '，已超期' : ''}`),
        ),
      ),
    ),
  )
}

/** The way of a complaint, in its order at any width: a line for each part of it. */
const drawStages = (stages) =>
  make(
    'ol',
    { class: 'stages', 'aria-label': '进度' },
    ...stages.map(({ name, states }) =>
      make(
        'li',
        { class: states.some(({ isNow }) => isNow) ? 'here' : states.some(({ isPast }) => isPast) ? 'past' : '' },
        make('span', { class: 'group' }, name),
        make(
          'ol',
          {},
          ...states.map(({ id, name: label, isNow, isPast }) =>
            make('li', { 'data-state': id, class: isNow ? 'now' : isPast ? 'past' : '', 'aria-current': isNow && 'step' }, label),
          ),
        ),
      ),
    ),
  )

const part = (name, title, content) => make('details', { 'data-part': name }, make('summary', {}, title), content)
const table = (rows) =>
  make('table', {}, ...rows.map(({ label, value }) => make('tr', {}, make('th', { scope: 'row' }, label), make('td', {}, value))))
