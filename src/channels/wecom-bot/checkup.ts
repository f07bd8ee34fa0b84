/** Whether the long connection can be opened. Nothing is said through it: whoever subscribes a second time ends the connection of the bot that runs (wecom.md 9.3). */
import { ChannelNetworkError } from '../../errors.js'
import { causeOf, type Finding, fine, wrong } from '../checkup.js'
import type { PlatformClock } from '../platform-clock.js'
import { openSocket } from './socket.js'

const WITHIN_MS = 5_000

export async function checkConnection(url: string, clock: PlatformClock): Promise<Finding> {
  try {
    const { close } = await openSocket({ url, answerWithinMs: WITHIN_MS, onFrame: () => {}, onDate: clock.hear })
    await close()
    return fine('bot.connectionFine')
  } catch (error) {
    if (!(error instanceof ChannelNetworkError)) throw error
    return wrong('bot.noConnection', { error: causeOf(error.cause ?? error) })
  }
}
