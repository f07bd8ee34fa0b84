/** A card that the platform knows under a name of its own. */
import { describe, expect, it } from 'vitest'
import { card, cardDone, useRig } from '../setup/delivery.js'

const createRig = useRig()
const cardId = (id: string): string => (id.startsWith('#') ? id : `#${id}`)

describe('a card that the platform calls otherwise', () => {
  it.each([
    ['by our id, as when somebody else was faster', 'a long id'],
    ['by the name that a tap on it brought', '#a long id'],
  ])('is changed %s', async (_title, id) => {
    const { send, arrived } = await createRig({ cardId })
    await send(card('a long id'), card('another'))
    await send(cardDone(id))
    expect(arrived.at(-1)).toMatchObject({ message: { type: 'cardDone', card: '#a long id' }, updateCode: 'code-1' })
  })
})
