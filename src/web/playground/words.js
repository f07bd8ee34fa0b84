/** Words with what the platforms make of them: links that can be opened, headings and what is bold. */
import { make } from './make.js'

const ADDRESS = /(https?:\/\/[\w.:/?#&=%~-]+)/
/** Behind the words of a pressed button: which one it was. */
const PRESSED = /^(.*)( #[\w@-]+~\S+)$/
/** As wide as a phone, beside the page. */
const BESIDE = 'popup,width=400,height=860'

export function drawWords(text) {
  const [, said, pressed] = PRESSED.exec(text) ?? []
  return said === undefined ? withLinks(text) : [said, make('small', { class: 'pressed' }, pressed)]
}

export function drawMarkdown(text) {
  return text
    .split(/ {2}\n|\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, heading] = /^#{1,6} (.*)$/.exec(line) ?? []
      return heading === undefined ? make('p', {}, ...withBold(line)) : make('h3', {}, ...withBold(heading))
    })
}

const withBold = (line) => line.split(/\*\*(.+?)\*\*/).flatMap((part, index) => (index % 2 ? [make('b', {}, part)] : withLinks(part)))

const withLinks = (text) => text.split(ADDRESS).map((part, index) => (index % 2 ? drawLink(part) : part))

function drawLink(address) {
  const open = (event) => {
    event.preventDefault()
    window.open(address, '_blank', `${BESIDE},noopener`)
  }
  return make('a', { href: address, target: '_blank', rel: 'noopener', onclick: open }, address)
}
