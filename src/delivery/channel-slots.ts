import type { Channel } from '../channels/channel.js'
import { createSlots } from './slots.js'

/** Places for sends under way, of each channel its own, so that a slow platform holds up no other. */
export function createChannelSlots(channels: ReadonlyMap<string, Channel>) {
  const slots = new Map(
    [...channels].map(([name, { limits }]) => [
      name,
      { messages: createSlots(limits.atOnce.messages), files: createSlots(limits.atOnce.files) },
    ]),
  )
  const all = [...slots.values()].flatMap(({ messages, files }) => [messages, files])
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)

  return {
    /** Runs it as soon as there is a place. @throws what it was closed with, where the work had not begun by then */
    run: <T>(channel: string, kind: 'messages' | 'files', work: () => Promise<T>): Promise<T> => slots.get(channel)![kind].run(work),
    stats: () => ({
      sending: sum([...slots.values()].map(({ messages }) => messages.taken())),
      sendingFiles: sum([...slots.values()].map(({ files }) => files.taken())),
      waiting: sum(all.map((one) => one.waiting())),
    }),
    close(reason: Error): void {
      for (const one of all) one.close(reason)
    },
  }
}
