/** The colours of charts: red is kept for what is late, and nothing is said by a colour alone. */
import { expect, it } from 'vitest'
import { STATE_GROUPS } from '../../src/complaints/track.js'
import { COLOURS } from '../../src/reports/making/chart.js'

const channels = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)

/** WCAG 2.2, relative luminance. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

it.each(COLOURS.map((colour) => [colour]))('%s is no red, and a white number on it and its edge on white can be seen (AA)', (colour) => {
  const [red = 0, green = 0, blue = 0] = channels(colour)
  const isRed = red > 0.6 && green < red / 2 && blue < red / 2
  expect(isRed).toBe(false)
  expect(1.05 / (luminanceOf(colour) + 0.05)).toBeGreaterThanOrEqual(4.5)
})

it('there is one for each stage of a complaint, all of them different', () => {
  expect(new Set(COLOURS).size).toBe(COLOURS.length)
  expect(COLOURS.length).toBeGreaterThanOrEqual(STATE_GROUPS.length)
})
