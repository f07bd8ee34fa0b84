/** The first minute: what this is, in one breath, and four ways in. */
import { $ } from './make.js'
import { post, usedBy } from './state.js'
import { playStory } from './story.js'

/** @param open brings the chat of a person to the screen */
export function startWelcome(open) {
  const ways = {
    story: () => {
      open('zhaojianguo')
      open('wangqiang')
      playStory()
    },
    file: () => begin('wangqiang', '投诉'),
    complain: () => begin('zhanggong', '我要投诉'),
    digest: () => begin('zhaojianguo', '日报'),
    chats: () => {
      open('zhaojianguo')
      open('wangqiang')
    },
  }
  function begin(user, text) {
    open(user)
    $(`.chat[data-user="${user}"] input[type=text]`).focus()
    post('say', { user, on: usedBy(user), text })
  }
  for (const button of document.querySelectorAll('[data-way]'))
    button.addEventListener('click', () => {
      showWelcome(false)
      ways[button.dataset.way]()
    })
  $('#about').addEventListener('click', () => showWelcome(true))
}

export function showWelcome(isShown) {
  document.body.classList.toggle('welcomes', isShown)
  $('#welcome').hidden = !isShown
  if (isShown) $('#welcome h2').focus()
}
