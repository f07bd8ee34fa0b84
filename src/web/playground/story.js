/** The story: everybody plays a whole complaint, with a caption, a pause and a way on to the next scene. */
import { $, avatarOf } from './make.js'
import { post, userOf } from './state.js'

let isPlayed = false
let isPaused = false

/** @param open brings the chat of whoever acts to the screen */
export function startStory(open) {
  $('#play').addEventListener('click', playStory)
  $('#pause').addEventListener('click', () => post('story', { how: isPaused ? 'resume' : 'pause' }))
  $('#next').addEventListener('click', () => post('story', { how: 'next' }))
  $('#story .close').addEventListener('click', () => {
    $('#story').hidden = true
    $('#play').focus()
  })
  return (story) => show(story, open)
}

export async function playStory() {
  if (isPlayed) return
  isPlayed = true
  const pause = new URLSearchParams(location.search).get('pause')
  await post('play', pause === null ? {} : { pauseMs: Number(pause) })
  isPlayed = false
}

function show(story, open) {
  if (!story) return
  const { scene, ended } = story
  isPaused = story.isPaused
  isPlayed = ended === undefined
  const bar = $('#story')
  if (isPlayed) bar.hidden = false
  bar.classList.toggle('paused', isPaused)
  $('#play').setAttribute('aria-pressed', String(isPlayed))
  $('#play .words').textContent = isPlayed ? '正在演' : ended ? '再看一遍' : '看一遍'
  $('#pause .words').textContent = isPaused ? '继续' : '暂停'
  for (const control of [$('#pause'), $('#next')]) control.hidden = !isPlayed
  bar.querySelector('.close').hidden = isPlayed
  if (scene) {
    const { number, of, userid, on, caption } = scene
    const user = userOf(userid)
    bar.querySelector('.who').replaceChildren(avatarOf(user))
    bar.querySelector('progress').max = of
    bar.querySelector('progress').value = number
    bar.querySelector('.caption').textContent = ended ? ENDINGS[ended] : `${number}/${of} ${caption}`
    if (isPlayed) open(userid, on)
  } else bar.querySelector('.caption').textContent = ended ? ENDINGS[ended] : '马上开始'
}

const ENDINGS = {
  whole: '演完了：一件投诉从登记、核实、处理到回访结案，两轮。点左边任何人，看他收到了什么。',
  broken: '没有演完：有一步没有等到该来的卡片。可以再看一遍。',
}
