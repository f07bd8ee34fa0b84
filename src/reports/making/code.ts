/** A QR code with what it is for below it, sharp enough for a delivery note. */
import { Resvg } from '@resvg/resvg-js'
import { encode } from 'uqr'
import type { CodeTask } from './tasks.js'

const WIDTH = 800
const LINE = 52
const FONT = 'Noto Sans SC'
/** Of modules, around the code: what readers need to find it. */
const BORDER = 4

/** @returns the bytes of a PNG */
export function drawCode({ url, lines, fontFile }: CodeTask): Buffer {
  const { data, size } = encode(url, { ecc: 'M', border: BORDER })
  const modules = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  const texts = lines.map((line, index) => {
    const y = WIDTH + LINE * index + LINE / 2
    return `<text x="${WIDTH / 2}" y="${y}" text-anchor="middle" font-family="${FONT}" font-size="34">${escaped(line)}</text>`
  })
  const height = WIDTH + LINE * lines.length
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}">
<path d="${modules}" transform="scale(${WIDTH / size})" shape-rendering="crispEdges"/>${texts.join('')}</svg>`
  const font = { fontFiles: [fontFile], loadSystemFonts: false, defaultFontFamily: FONT }
  return Buffer.from(new Resvg(svg, { font, background: '#ffffff' }).render().asPng())
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
