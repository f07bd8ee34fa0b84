/** Tells administrators when most of what a platform takes in a month is used up, while there is time to buy more. */
import type { Model } from 'mongoose'
import { dayOf } from '../calendar/index.js'
import type { Channel } from '../channels/channel.js'
import type { ChannelLoad } from './model.js'
import { type Notifier, say } from './notice.js'

export interface MonthDeps {
  readonly loads: Model<ChannelLoad>
  readonly channels: ReadonlyMap<string, Pick<Channel, 'limits'>>
  readonly notifier: Notifier
  readonly administrators: () => Promise<readonly { readonly id: string }[]>
  readonly now: () => Date
}

/** What else is called for a message, an upload or the change of a card, counts there too and not here. */
const NEARLY = 0.8

/** Once for each amount and month. */
export async function tellOfMonths({ loads, channels, notifier, administrators, now }: MonthDeps): Promise<void> {
  const month = dayOf(now()).slice(0, 7)
  const counted = [...channels].filter(([, { limits }]) => limits.sendsAMonth).map(([name]) => name)
  const found = await loads.find({ _id: { $in: counted } }).lean<ChannelLoad[]>()
  for (const { _id: place, takenInMonth: sent = 0, toldOf } of found.filter((load) => load.month === month)) {
    const { sendsAMonth = [] } = channels.get(place)?.limits ?? {}
    const amount = sendsAMonth.findLast((one) => sent >= one * NEARLY)
    if (amount === undefined || (toldOf?.month === month && toldOf.amount >= amount)) continue
    const notice = say('staff.monthUsedUp', { place, sent, amount })
    const told = await administrators()
    if (told.length === 0) continue
    await notifier.notify(told.map(({ id }) => ({ id: `month.${place}.${month}.${amount}.${id}`, to: id, notice })))
    await loads.updateOne({ _id: place }, { $set: { toldOf: { month, amount } } })
  }
}
