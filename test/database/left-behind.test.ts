import mongoose from 'mongoose'
import { expect, it } from 'vitest'
import { startBot } from '../setup/bot.js'

it('a bot that has stopped leaves no connection behind, and with it none of what hangs on one', async () => {
  const before = mongoose.connections.length
  await (await startBot()).stop()
  expect(mongoose.connections).toHaveLength(before)
})
