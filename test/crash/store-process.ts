/** Stores a file in a process of its own that is killed with SIGKILL at its nth database command. Arguments: address of the database, key, bytes, n. */
import mongoose from 'mongoose'
import { createFileStore } from '../../src/database/files.js'

const [uri = '', key = '', size = '0', killAt = '0'] = process.argv.slice(2)
const connection = await mongoose.createConnection(uri, { monitorCommands: true, autoIndex: false }).asPromise()
let commands = 0
// both sides of a command are places to die: before it is sent and after it was carried out
const count = () => {
  commands++
  if (commands === Number(killAt)) process.kill(process.pid, 'SIGKILL')
}
connection.getClient().on('commandStarted', count).on('commandSucceeded', count)
await createFileStore(connection).store(key, { bytes: Buffer.alloc(Number(size), 'p'), name: 'photo.jpg', contentType: 'image/jpeg' })
process.stdout.write(String(commands))
process.exit(0)
