import { expect, it } from 'vitest'
import { createContactQueue } from '../../src/conversation/contact-queue.js'

const settledSoon = () => new Promise((resolve) => setImmediate(resolve))

it('one turn after the other, and each contact by itself', async () => {
  const inTurn = createContactQueue()
  const begun: string[] = []
  let end: () => void = () => {}
  const first = inTurn('a', () => {
    begun.push('first')
    return new Promise<void>((resolve) => {
      end = resolve
    })
  })
  const second = inTurn('a', async () => void begun.push('second'))
  await inTurn('b', async () => void begun.push('other'))
  await settledSoon()
  expect(begun).toEqual(['first', 'other'])
  end()
  await Promise.all([first, second])
  expect(begun).toEqual(['first', 'other', 'second'])
})

it('a turn that never ends keeps nobody waiting for ever', async () => {
  const inTurn = createContactQueue(1)
  void inTurn('a', () => new Promise(() => {}))
  expect(await inTurn('a', async () => 'answered')).toBe('answered')
  expect(await inTurn('a', async () => 'answered too')).toBe('answered too')
})
