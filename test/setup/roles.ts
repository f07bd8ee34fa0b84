import type { Holding } from '../../src/people/holdings.js'
import type { HeldRole } from '../../src/people/person.js'
import type { Bot } from './bot.js'

/** Gives a person these roles and no others, as the next refresh of the directory would find them; every replica knows within 30 seconds. */
export async function setRoles(
  { connection, clock }: Pick<Bot, 'connection' | 'clock'>,
  userid: string,
  ...roles: HeldRole[]
): Promise<void> {
  const directory = connection.collection<{ _id: string; holdings: Holding[] }>('directories')
  const known = (await directory.findOne({ _id: 'directory' }))!.holdings
  const id = `wecom:${userid}`
  const name = known.flatMap(({ holders }) => holders).find((holder) => holder.id === id)?.name ?? userid
  const others = known.map((holding) => ({ ...holding, holders: holding.holders.filter((holder) => holder.id !== id) }))
  const own = roles.map((held) => ({ ...held, holders: [{ id, name, seenAt: clock.now() }] }))
  await directory.updateOne({ _id: 'directory' }, { $set: { holdings: [...others, ...own] }, $inc: { generation: 1 } })
  clock.moveBy(60_000)
}
