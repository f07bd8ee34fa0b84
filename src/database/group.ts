/** What many ask for at the same time, as one command: whatever arrives while commands are under way goes into the next one, and nothing waits for a timer. */

export type Outcome<Result> = PromiseSettledResult<Result>

/** One command for all of these. @returns what became of each, in their order @throws what became of all of them */
export type Together<Item, Result> = (items: readonly Item[]) => Promise<readonly Outcome<Result>[]>

export interface GroupOptions {
  /** Of one command: what is more goes into the next. */
  readonly mostItems?: number
  /** True where all would meet the same again, each alone: the server is away. Otherwise one of them may have spoilt it for the others. */
  readonly isOfAll: (error: unknown) => boolean
}

/** Enough to keep the server busy while the answer to the other one travels; more would only make smaller groups. */
const UNDER_WAY = 2
const MOST_ITEMS = 200

/** @returns the function by which each asks for its own */
export function createGroup<Item, Result>(
  together: Together<Item, Result>,
  { mostItems = MOST_ITEMS, isOfAll }: GroupOptions,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = []
  let underWay = 0
  let isPlanned = false

  /** After what else has come in by now. */
  function plan(): void {
    if (isPlanned || underWay === UNDER_WAY || waiting.length === 0) return
    isPlanned = true
    setImmediate(() => {
      isPlanned = false
      const next = waiting.slice(0, mostItems)
      waiting = waiting.slice(mostItems)
      underWay++
      void carryOut(next).finally(() => {
        underWay--
        plan()
      })
      plan()
    })
  }

  async function carryOut(group: readonly Waiting<Item, Result>[]): Promise<void> {
    const outcomes = await outcomesOf(group.map(({ item }) => item))
    for (const [index, { resolve, reject }] of group.entries()) {
      const outcome = outcomes[index]!
      if (outcome.status === 'fulfilled') resolve(outcome.value)
      else reject(outcome.reason)
    }
  }

  /** One that cannot even be sent fails by itself. */
  async function outcomesOf(items: readonly Item[]): Promise<readonly Outcome<Result>[]> {
    try {
      return await together(items)
    } catch (reason) {
      if (items.length === 1 || isOfAll(reason)) return items.map(() => ({ status: 'rejected', reason }))
      return (await Promise.all(items.map((item) => outcomesOf([item])))).flat()
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      plan()
    })
}

interface Waiting<Item, Result> {
  readonly item: Item
  resolve(result: Result): void
  reject(reason: unknown): void
}
