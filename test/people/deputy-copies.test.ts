/** Whoever acts for somebody hears what is said to them, once, with every button that they need. */
import { expect, it } from 'vitest'
import type { Notice, Notification } from '../../src/delivery/notice.js'
import { createDeputyCopies } from '../../src/people/deputy-copies.js'

const card = (...keys: readonly string[]): Notice => ({
  type: 'card',
  card: keys.join('-'),
  title: { key: 'plain' },
  rows: [],
  buttons: keys.map((key) => ({ key, label: { key } })),
})

async function told(...items: readonly Notification[]): Promise<readonly (readonly [string, string])[]> {
  const sent: Notification[] = []
  const copies = createDeputyCopies({
    notifier: { notify: async (all) => void sent.push(...all) },
    deputies: { standIns: async (people) => new Map(people.includes('zhao') ? [['zhao', ['zhou']]] : []) },
    personOf: async () => ({ name: '赵建国' }),
  })
  await copies.notify(items)
  return sent.map(({ id, to }) => [id, to])
}

it.each<[string, readonly Notification[], boolean]>([
  ['what is said to whoever is away', [{ id: 'a', to: 'zhao', notice: card('details') }], true],
  [
    'not what they hear for themselves',
    [
      { id: 'a', to: 'zhao', notice: card('details') },
      { id: 'b', to: 'zhou', notice: card('details') },
    ],
    false,
  ],
  [
    'what is to be done, though they hear of it for themselves',
    [
      { id: 'a', to: 'zhao', notice: card('approve', 'details') },
      { id: 'b', to: 'zhou', notice: card('details') },
    ],
    true,
  ],
  ['nothing of somebody else', [{ id: 'a', to: 'liu', notice: card('details') }], false],
])('gets %s', async (_name, items, isCopied) => {
  expect((await told(...items)).filter(([id]) => id === 'a.for.zhou')).toHaveLength(isCopied ? 1 : 0)
})
