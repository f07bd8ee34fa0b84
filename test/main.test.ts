/** The program as it is started: killed in mid-dialogue it goes on at the same question, and it stops cleanly. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT } from '../src/config.js'

const dataDir = mkdtempSync(join(tmpdir(), 'huisheng-main-'))
const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

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
  readonly log: () => string
  readonly ended: Promise<number | null>
  post(path: string, body: object): Promise<unknown>
  get(path: string): Promise<string>
  chat(userid: string): Promise<string>
}

async function start(environment: Record<string, string>): Promise<Program> {
  const port = await freePort()
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
    log: () => said,
    ended,
    get: async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).text(),
    post: async (path, body) => (await fetch(`${api}/${path}`, { method: 'POST', body: JSON.stringify(body) })).json(),
    async chat(userid) {
      const { users } = (await (await fetch(`${api}/state`)).json()) as { users: { userid: string; entries: unknown[] }[] }
      return JSON.stringify(users.find((user) => user.userid === userid)?.entries)
    },
  }
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
    for (const text of ['投诉 结块', '宏基', 'PO42.5', 'HB2611-07 前天 昨天']) await first.post('say', { user: 'wangqiang', text })
    const metrics = await first.get('/metrics')
    for (const line of [
      'huisheng_database_up 1',
      'huisheng_database_connections_in_use{pool="turns"}',
      'huisheng_database_connections_in_use{pool="background"}',
      'huisheng_turns_total{outcome="new"} 4',
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
    expect(program.log()).toMatch(/MONGODB_URI: in production name a MongoDB replica set[\s\S]*no channel is configured/)
  }, 90_000)

  it('refuses a database that does not answer instead of taking another one', async () => {
    const program = await start({ MONGODB_URI: 'mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=500' })
    expect(await program.ended).toBe(1)
    expect(program.log()).toContain('ECONNREFUSED')
  }, 90_000)
})
