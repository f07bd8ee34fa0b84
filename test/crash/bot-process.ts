/** A bot in a process of its own that is killed with SIGKILL at its nth database command, or with n = -1 right after its last answer. Arguments: address of the database, JSON messages, n. */

import mongoose from 'mongoose'
import { pino } from 'pino'
import { createApp } from '../../src/app.js'
import type { IncomingMessage } from '../../src/channels/channel.js'
import { exampleOrganisation } from '../setup/organisation.js'

const [uri = '', apiBase = '', corporation = '{}', messages = '[]', killAt = '0'] = process.argv.slice(2)
const connection = await mongoose
  .createConnection(uri, { monitorCommands: true, autoIndex: false, bufferCommands: false, ignoreUndefined: true })
  .asPromise()
const now = () => new Date('2026-11-03T02:00:00Z')
const app = await createApp({
  connection: connection as never,
  organisation: exampleOrganisation(),
  wecom: { ...(JSON.parse(corporation) as { corpId: string; agentId: number; secret: string; token: string; aesKey: string }), apiBase },
  publicUrl: apiBase,
  defaultLanguage: 'zh-CN',
  now,
  log: pino({ level: 'silent' }),
})
await app.directory.personOf('wecom:wangqiang')

let commands = 0
let counting = false
// both sides of a command are places to die: before it is sent and after it was carried out
const count = () => {
  if (!counting) return
  commands++
  if (commands === Number(killAt)) process.kill(process.pid, 'SIGKILL')
}
connection.getClient().on('commandStarted', count).on('commandSucceeded', count)

for (const message of JSON.parse(messages) as (Omit<IncomingMessage, 'at'> & { measured?: boolean })[]) {
  counting = message.measured === true
  const { reply } = await app.handle({ ...message, at: now() }, ({ type }) => type === 'text')
  process.stdout.write(`${JSON.stringify({ acknowledged: message.key, reply: reply?.type === 'text' ? reply.text : '' })}\n`)
  if (message.measured && Number(killAt) === -1) process.kill(process.pid, 'SIGKILL')
}
await app.settled()
await new Promise((resolve) => setTimeout(resolve, 60)) // outboxes are cleared a moment later
counting = false
process.stdout.write(`${JSON.stringify({ commands })}\n`)
await app.stop()
await connection.destroy()
process.exit(0)
