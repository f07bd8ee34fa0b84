/** A picture of a chat, and the same large. */
import { $, make } from './make.js'
import { addressOf } from './state.js'

export function drawPicture(mediaId, name) {
  const address = addressOf(mediaId)
  return make(
    'button',
    { type: 'button', class: 'picture', 'aria-label': `放大${name}`, onclick: () => showLarge(address, name) },
    make('img', { src: address, alt: name }),
  )
}

function showLarge(address, name) {
  const dialog = $('#picture')
  dialog.querySelector('img').src = address
  dialog.querySelector('img').alt = name
  // closed, it gives the focus back to where it was
  dialog.showModal()
}

export function startPicture() {
  const dialog = $('#picture')
  // a click beside the picture, or on it, closes it as well
  dialog.addEventListener('click', () => dialog.close())
}
