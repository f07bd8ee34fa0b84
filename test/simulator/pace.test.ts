import { describe, expect, it } from 'vitest'
import { createPace } from '../../src/simulator/pace.js'

/** A pace whose pauses end when the test says so. */
function setUp() {
  const waits: (() => void)[] = []
  const pace = createPace(() => new Promise<void>((resolve) => waits.push(resolve)))
  const between = () => {
    const pause = { isOver: false, over: Promise.resolve() }
    pause.over = pace.between(250).then(() => {
      pause.isOver = true
    })
    return pause
  }
  return { pace, waits, between }
}
/** Everything that was promised has been heard of. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('the pace of a story', () => {
  it('goes on after its pause', async () => {
    const { waits, between } = setUp()
    const pause = between()
    await turn()
    expect(pause.isOver).toBe(false)
    waits[0]!()
    await pause.over
  })

  it('stands still until it is told to go on, also where it was in a pause', async () => {
    const { pace, waits, between } = setUp()
    const pause = between()
    pace.pause()
    waits[0]!()
    await turn()
    expect([pause.isOver, pace.isPaused()]).toEqual([false, true])
    pace.resume()
    await pause.over
    expect(pace.isPaused()).toBe(false)
  })

  it('goes straight to the next scene, and has pauses again from there', async () => {
    const { pace, waits, between } = setUp()
    const first = between()
    pace.next()
    await first.over
    await between().over
    expect(waits).toHaveLength(1)
    pace.sceneBegins()
    const second = between()
    await turn()
    expect(second.isOver).toBe(false)
  })

  it('that stands still goes one scene on and stands still there', async () => {
    const { pace, between } = setUp()
    pace.pause()
    const first = between()
    pace.next()
    await first.over
    pace.sceneBegins()
    const second = between()
    await turn()
    expect([second.isOver, pace.isPaused()]).toEqual([false, true])
  })
})
