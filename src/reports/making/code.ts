/** A QR code with what it is for below it, sharp enough for a delivery note. */
import { Resvg } from '@resvg/resvg-js'
import { encode } from 'uqr'
import type { CodeTask } from './tasks.js'

/** In pixels. */
const MODULE = 16
const LINE = 52
const TEXT = 34
const FONT = 'Noto Sans SC'
/** In modules, around the code: what readers need to find it. */
const BORDER = 4

/** @returns the bytes of a PNG */
export function drawCode({ url, lines, fontFile }: CodeTask): Buffer {
  const { data, size } = encode(url, { ecc: 'M', border: BORDER })
  const width = size * MODULE
  const modules = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`<rect x="${x * MODULE}" y="${y * MODULE}" width="${MODULE}" height="${MODULE}"/>`] : [])),
  )
  const shown = lines.flatMap((line) => piecesOf(line, Math.floor(width / TEXT) - 1))
  const texts = shown.map((line, index) => {
    const y = width + LINE * index + TEXT
    return `<text x="${width / 2}" y="${y}" text-anchor="middle" font-family="${FONT}" font-size="${TEXT}">${escaped(line)}</text>`
  })
  const height = width + LINE * (shown.length + 1)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${modules.join('')}${texts.join('')}</svg>`
  const font = { fontFiles: [fontFile], loadSystemFonts: false, defaultFontFamily: FONT }
  return Buffer.from(new Resvg(svg, { font, background: '#ffffff' }).render().asPng())
}

/** Names may be as long as they like. */
function piecesOf(line: string, chars: number): string[] {
  const all = [...line]
  return Array.from({ length: Math.ceil(all.length / chars) }, (_, index) => all.slice(index * chars, (index + 1) * chars).join(''))
}

const escaped = (text: string): string =>
  text
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
