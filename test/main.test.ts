/** The program as it is started: killed in mid-dialogue it goes on at the same question, and it stops cleanly. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, connect as dial } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nock from 'nock'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { ROOT } from '../src/config.js'
import { connect } from '../src/database/connect.js'
import { databaseUri, freshName } from './setup/database.js'

const dataDir = mkdtempSync(join(tmpdir(), 'huisheng-main-'))
const running = new Set<ChildProcess>()
afterEach(async () => {
  const ended = [...running].map(
    (child) => new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve(0))),
  )
  for (const child of running) child.kill('SIGKILL')
  await Promise.all(ended)
  running.clear()
  nock.enableNetConnect('127.0.0.1')
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

interface Program {
  readonly child: ChildProcess
  readonly port: number
  readonly log: () => string
  readonly ended: Promise<number | null>
  post(path: string, body: object): Promise<unknown>
  get(path: string): Promise<string>
  chat(userid: string): Promise<string>
}

async function start(environment: Record<string, string>): Promise<Program> {
  const port = Number(environment.PORT ?? (await freePort()))
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: '', PORT: String(port), DATA_DIR: dataDir, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const api = `http://127.0.0.1:${port}/playground/api`
  return {
    child,
    port,
    log: () => said,
    ended,
    get: async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).text(),
    post: async (path, body) =>
      (
        await fetch(`${api}/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
      ).json(),
    async chat(userid) {
      const { users } = (await (await fetch(`${api}/state`)).json()) as { users: { userid: string; entries: unknown[] }[] }
      return JSON.stringify(users.find((user) => user.userid === userid)?.entries)
    },
  }
}
async function drop(name: string): Promise<void> {
  const connection = await connect(databaseUri(name))
  await connection.dropDatabase()
  await connection.destroy()
}
const isUp = async (program: Program) => expect.poll(() => program.log(), { timeout: 60_000 }).toContain('playground: http')
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('the program', () => {
  it('goes on at the same question after SIGKILL, and leaves no database process behind', async () => {
    const first = await start({})
    await isUp(first)
    expect(first.log()).toContain(`embedded MongoDB engine (data in ${join(dataDir, 'mongodb')})`)
    for (const text of ['投诉 结块', '宏基', '张工', 'PO42.5', 'HB2611-07 前天 昨天']) await first.post('say', { user: 'wangqiang', text })
    const metrics = await first.get('/metrics')
    for (const line of [
      'huisheng_database_up 1',
      'huisheng_database_connections_in_use{pool="turns"}',
      'huisheng_database_connections_in_use{pool="background"}',
      'huisheng_turns_total{outcome="new"} 5',
      'nodejs_eventloop_lag_p99_seconds',
    ])
      expect(metrics).toContain(line)
    first.child.kill('SIGKILL')
    await first.ended

    const second = await start({})
    await isUp(second)
    await second.post('say', { user: 'wangqiang', text: '700袋 60袋' })
    expect(await second.chat('wangqiang')).toMatch(/涉及数量：60 袋[\s\S]*水泥放在哪里/)
    const host = Number(
      (await import('node:child_process')).execFileSync('pgrep', ['-f', `host.ts ${dataDir}`], { encoding: 'utf8' }).split('\n')[0],
    )
    expect(isAlive(host)).toBe(true)
    second.child.kill('SIGTERM')
    expect(await second.ended).toBe(0)
    await expect.poll(() => isAlive(host), { timeout: 5_000 }).toBe(false)
  }, 180_000)

  it('refuses to start in production without a database, and says what to set', async () => {
    const program = await start({ NODE_ENV: 'production' })
    expect(await program.ended).toBe(1)
    expect(program.log()).toMatch(/MONGODB_URI：正式运行要写 MongoDB 副本集的地址[\s\S]*没有配置任何渠道/)
  }, 90_000)

  it('refuses a database that does not answer instead of taking another one', async () => {
    const program = await start({ MONGODB_URI: 'mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=500' })
    expect(await program.ended).toBe(1)
    expect(program.log()).toContain('ECONNREFUSED')
  }, 90_000)

  it('waits for a database that comes a little later, and says so', async () => {
    const name = freshName()
    const door = await freePort()
    const address = databaseUri(name).replace(/\/\/[^/]+\//, `//127.0.0.1:${door}/`)
    const program = await start({ MONGODB_URI: address })
    await expect.poll(() => program.log(), { timeout: 60_000 }).toContain('the database does not answer yet')
    const engine = decodeURIComponent(/\/\/([^/]+)\//.exec(databaseUri(name))![1]!)
    const relay = createServer((socket) => {
      const other = engine.startsWith('/') ? dial(engine) : dial(Number(engine.split(':')[1]), engine.split(':')[0])
      socket.pipe(other).pipe(socket)
      socket.on('error', () => {}).on('close', () => other.destroy())
      other.on('error', () => {}).on('close', () => socket.destroy())
    }).listen(door, '127.0.0.1')
    await isUp(program)
    program.child.kill('SIGTERM')
    expect(await program.ended).toBe(0)
    relay.close()
    await drop(name)
  }, 120_000)
})

describe('whose database it is', () => {
  it('a playground is refused on a corporation’s database before it wrote anything', async () => {
    const name = freshName()
    const connection = await connect(databaseUri(name))
    await connection.db!.collection('installation').insertOne({ _id: 'installation' as never, corpId: 'wwreal' })
    const program = await start({ MONGODB_URI: databaseUri(name) })
    expect(await program.ended).toBe(1)
    expect(program.log()).toMatch(/not for the playground: it belongs to the WeCom corporation wwreal[\s\S]*unset MONGODB_URI/)
    expect((await connection.db!.listCollections().toArray()).map((collection) => collection.name)).toEqual(['installation'])
    await connection.destroy()
    await drop(name)
  }, 90_000)
})

describe('who can reach it', () => {
  /** Another address of this machine that leads nowhere else: whoever listens on every address answers there too. */
  const elsewhere = '127.0.0.2'
  const answers = (host: string, port: number) =>
    new Promise<boolean>((resolve) => {
      const socket = dial(port, host, () => resolve(true))
      socket.once('error', () => resolve(false)).once('connect', () => socket.destroy())
    })

  it('the playground listens on this machine alone, and says where', async () => {
    const program = await start({})
    await isUp(program)
    expect(program.log()).toContain(`listening on 127.0.0.1 port ${program.port}`)
    expect(await answers('127.0.0.1', program.port)).toBe(true)
    expect(await answers(elsewhere, program.port)).toBe(false)
    program.child.kill('SIGTERM')
    await program.ended
  }, 120_000)

  it('HOST names another address, which the simulator then calls as well', async () => {
    const program = await start({ HOST: elsewhere })
    await isUp(program)
    expect(program.log()).toContain(`listening on ${elsewhere} port ${program.port}`)
    expect(program.log()).toContain(`playground: http://${elsewhere}:${program.port}/playground`)
    nock.enableNetConnect(elsewhere)
    const said = await fetch(`http://${elsewhere}:${program.port}/playground/api/say`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'liuna', text: '帮助' }),
    })
    expect(await said.json()).toMatchObject({ result: { status: 200 } })
    program.child.kill('SIGTERM')
    await program.ended
  }, 120_000)
})
