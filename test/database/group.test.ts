import { describe, expect, it } from 'vitest'
import { createGroup, type Outcome } from '../../src/database/group.js'

/** A command that ends when the test says so. */
function held() {
  const commands: { items: readonly string[]; ends: (outcomes?: readonly Outcome<string>[]) => void; fails: (reason: Error) => void }[] = []
  const together = (items: readonly string[]) =>
    new Promise<readonly Outcome<string>[]>((resolve, reject) => {
      commands.push({
        items,
        ends: (outcomes = items.map((item) => ({ status: 'fulfilled', value: item.toUpperCase() }))) => resolve(outcomes),
        fails: reject,
      })
    })
  return { commands, together, shown: () => commands.map(({ items }) => items.join('')) }
}
/** Everything that was asked for by now has been looked at. */
const turn = () => new Promise((resolve) => setImmediate(resolve)).then(() => new Promise((resolve) => setImmediate(resolve)))
const AWAY = new Error('away')
const isOfAll = (error: unknown) => error === AWAY

describe('a group', () => {
  it('is what came in at the same time, and what comes while two commands are under way waits for the next', async () => {
    const { commands, together, shown } = held()
    const ask = createGroup(together, { isOfAll })
    const first = [ask('a'), ask('b')]
    await turn()
    const second = ask('c')
    await turn()
    const third = [ask('d'), ask('e')]
    await turn()
    expect(shown()).toEqual(['ab', 'c'])
    commands[1]!.ends()
    expect(await second).toBe('C')
    await turn()
    expect(shown()).toEqual(['ab', 'c', 'de'])
    commands[0]!.ends()
    commands[2]!.ends()
    expect(await Promise.all([...first, ...third])).toEqual(['A', 'B', 'D', 'E'])
  })

  it('is no larger than it may be', async () => {
    const { commands, together, shown } = held()
    const ask = createGroup(together, { isOfAll, mostItems: 2 })
    const all = Promise.all([...'abcde'].map(ask))
    await turn()
    expect(shown()).toEqual(['ab', 'cd'])
    for (const { ends } of commands) ends()
    await turn()
    commands[2]!.ends()
    expect(await all).toEqual([...'ABCDE'])
  })

  it('tells each what became of its own', async () => {
    const { commands, together } = held()
    const ask = createGroup(together, { isOfAll })
    const [a, b] = [ask('a'), ask('b')]
    await turn()
    const reason = new Error('b is ill')
    commands[0]!.ends([
      { status: 'fulfilled', value: 'A' },
      { status: 'rejected', reason },
    ])
    await expect(a).resolves.toBe('A')
    await expect(b).rejects.toBe(reason)
  })

  it('that is refused as a whole is tried one by one, so that one fails none of the others', async () => {
    const { commands, together, shown } = held()
    const ask = createGroup(together, { isOfAll })
    const asked = Promise.allSettled([ask('a'), ask('b')])
    await turn()
    commands[0]!.fails(new Error('too large'))
    await turn()
    expect(shown()).toEqual(['ab', 'a', 'b'])
    commands[1]!.ends()
    commands[2]!.fails(new Error('b is too large'))
    expect(await asked).toMatchObject([{ value: 'A' }, { reason: { message: 'b is too large' } }])
  })

  it('whose server is away fails for all of them, once', async () => {
    const { commands, together } = held()
    const ask = createGroup(together, { isOfAll })
    const asked = Promise.allSettled([ask('a'), ask('b')])
    await turn()
    commands[0]!.fails(AWAY)
    expect(await asked).toEqual([
      { status: 'rejected', reason: AWAY },
      { status: 'rejected', reason: AWAY },
    ])
    expect(commands).toHaveLength(1)
  })
})
