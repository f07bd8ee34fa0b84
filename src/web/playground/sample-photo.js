/** A drawn picture of an opened bag with lumps, so that nobody needs a photo at hand. */
import { make } from './make.js'

export function samplePhoto() {
  const canvas = make('canvas', { width: 480, height: 360 })
  const pen = canvas.getContext('2d')
  pen.fillStyle = '#b9a58a'
  pen.fillRect(0, 0, 480, 360)
  pen.fillStyle = '#d8c9ae'
  pen.fillRect(40, 40, 400, 280)
  for (let lump = 0; lump < 90; lump++) {
    const shade = 120 + Math.random() * 70
    pen.fillStyle = `rgb(${shade} ${shade} ${shade - 6})`
    pen.beginPath()
    pen.ellipse(
      90 + Math.random() * 300,
      120 + Math.random() * 170,
      8 + Math.random() * 26,
      6 + Math.random() * 18,
      Math.random() * 3,
      0,
      7,
    )
    pen.fill()
  }
  pen.fillStyle = '#c0262d'
  pen.font = 'bold 26px sans-serif'
  pen.fillText('P·O 42.5   HB2611-07', 70, 84)
  pen.font = '15px sans-serif'
  pen.fillText(new Date().toLocaleString('zh-CN'), 70, 310)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8))
}
