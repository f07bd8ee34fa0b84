/** The computer's own `mongod`, where the embedded engine does not run. A stand-in on the PATH passes on to the engine of the run. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { connect } from '../../src/database/connect.js'
import { chooseProvider } from '../../src/database/provider.js'

let folder: string
const { PATH } = process.env
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'huisheng-mongod-'))
})
afterEach(() => {
  process.env.PATH = PATH
  rmSync(folder, { recursive: true, force: true })
})

const engine = /\/\/([^/]+)\//.exec(inject('mongoUris')[0] ?? '')?.[1] ?? ''
/** What it was started with goes into the file; who connects is passed on to the target. */
const standIn = (file: string, target: object) => `#!${process.execPath}
const { connect, createServer } = require('node:net')
if (process.argv[2] === '--version') process.exit(0)
require('node:fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.argv.slice(2)))
const at = process.argv[process.argv.indexOf('--bind_ip') + 1]
createServer((socket) => {
  const engine = connect(${JSON.stringify(target)})
  socket.on('error', () => {}).on('close', () => engine.destroy())
  engine.on('error', () => {}).on('close', () => socket.destroy())
  socket.pipe(engine).pipe(socket)
}).listen(at)
process.once('SIGTERM', () => process.exit(0))
`

it('listens on a socket that only this user can open, and on no port', async () => {
  const given = join(folder, 'arguments.json')
  const [host, port] = engine.split(':')
  mkdirSync(join(folder, 'bin'))
  const target = engine.startsWith('%2F') ? { path: decodeURIComponent(engine) } : { host, port: Number(port) }
  writeFileSync(join(folder, 'bin/mongod'), standIn(given, target), { mode: 0o755 })
  writeFileSync(join(folder, 'database.json'), JSON.stringify({ provider: 'mongod', engineVersion: '8', createdAt: 'x' }))
  process.env.PATH = `${join(folder, 'bin')}:${PATH}`

  const provider = await chooseProvider({ dataDir: folder, cacheDir: folder })
  const connection = await connect(provider.uri)
  expect((await connection.db!.admin().ping()).ok).toBe(1)
  await connection.destroy()
  await provider.stop()

  const used = JSON.parse(readFileSync(given, 'utf8')) as string[]
  const after = (name: string) => used[used.indexOf(name) + 1]!
  expect(after('--bind_ip')).toMatch(/^\/.*\.sock$/)
  expect(after('--unixSocketPrefix')).toBe(dirname(after('--bind_ip')))
  expect(statSync(dirname(after('--bind_ip'))).mode & 0o777).toBe(0o700)
  expect(used).not.toContain('--port')
})
