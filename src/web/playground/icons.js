/** Drawn signs, since a font may lack them. Each is lines in a field of 24 by 24; who needs a name for it writes one beside. */

const LINES = {
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M8 5v14M16 5v14',
  next: 'M5 5v14l9-7zM18.5 5v14',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 5a3.500 3.500 0 0 1 0 6.500M18 14.500c2 .8 3.200 2.700 3.500 5.500',
  record: 'M6 3.500h12v17H6zM9 8h6M9 12h6M9 16h4',
  settings: 'M4 7h9M19 7h1M16 4.500v5M4 17h1M11 17h9M8 14.500v5',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.500l3.500 2',
  close: 'M6 6l12 12M18 6L6 18',
  photo: 'M3.500 5h17v14h-17zM3.500 16l5-5 4.500 4.500 2.500-2.500 5 5M16 9.500h.01',
  camera: 'M4 7.500h4L9.500 5h5L16 7.500h4v11.500H4zM12 16.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z',
  place:
    'M12 21c4.500-5 6.500-8.300 6.500-11a6.500 6.500 0 1 0-13 0c0 2.700 2 6 6.500 11zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  send: 'M4 12l16-7.500-5 15-3.500-6z',
  down: 'M12 5v14M6 13l6 6 6-6',
  up: 'M6 14.500l6-6 6 6',
  save: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  text: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  table: 'M6 3h8l4 4v14H6zM14 3v4h4M8.500 11.500h7v6h-7zM8.500 14.500h7M12 11.500v6',
  paper: 'M6 3h8l4 4v14H6zM14 3v4h4',
  pack: 'M6 3h8l4 4v14H6zM14 3v4h4M11 3v3M11 8v2M11 12v2M9.500 16h3v3h-3z',
  wait: 'M7 3.500h10M7 20.500h10M8 3.500c0 5 8 5 8 8.500s-8 3.500-8 8.500M16 3.500c0 5-8 5-8 8.500s8 3.500 8 8.500',
  about: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7.500h.01',
}
const SVG = 'http://www.w3.org/2000/svg'

export function icon(name) {
  const drawing = document.createElementNS(SVG, 'svg')
  drawing.setAttribute('viewBox', '0 0 24 24')
  drawing.setAttribute('class', 'icon')
  drawing.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS(SVG, 'path')
  line.setAttribute('d', LINES[name])
  drawing.append(line)
  return drawing
}

/** Puts the sign before the words of every element that asks for one. */
export function drawIcons() {
  for (const element of document.querySelectorAll('[data-icon]')) element.prepend(icon(element.dataset.icon))
}
