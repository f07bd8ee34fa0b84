/** What is said to whoever starts the program, before or instead of a start. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { heldBy, noteHolder, readHolder } from '../src/database/holder.js'
import { DatabaseError, StartError } from '../src/errors.js'
import { refuseTakenPort } from '../src/web/taken-port.js'
import { welcome } from '../src/welcome.js'

describe('a port that is taken', () => {
  it('is said to be, with what to do', async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => {
        const address = taken.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      }),
    )
    const refused = refuseTakenPort(port, '127.0.0.1', 'zh-CN')
    await expect(refused).rejects.toThrow(StartError)
    await expect(refused).rejects.toThrow(new RegExp(`^${port} 端口被占用：PORT=\\d+ npm start$`))
    await expect(refuseTakenPort(port, '127.0.0.1', 'en')).rejects.toThrow(`Port ${port} is in use`)
    await new Promise((resolve) => taken.close(resolve))
    await expect(refuseTakenPort(port, '127.0.0.1', 'zh-CN')).resolves.toBeUndefined()
  })
})

describe('a second start on the same data', () => {
  it('names the process and the folder', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'huisheng-holder-'))
    expect(readHolder(dataDir)).toBeUndefined()
    noteHolder(dataDir)
    expect(readHolder(dataDir)).toBe(process.pid)
    const { message, code } = heldBy(process.pid, dataDir, new DatabaseError('LOCKED', 'another bot is already running'))
    expect(code).toBe('LOCKED')
    expect(message).toContain(`进程号 ${process.pid}，DATA_DIR=${dataDir}`)
    expect(message).toContain(`kill ${process.pid}`)
    writeFileSync(join(dataDir, 'bot.pid'), 'nobody')
    expect(readHolder(dataDir)).toBeUndefined()
    expect(heldBy(undefined, dataDir, new DatabaseError('LOCKED', 'x')).message).toContain(`（DATA_DIR=${dataDir}）`)
    rmSync(dataDir, { recursive: true })
  })
})

describe('the box in a terminal', () => {
  it('says where to look and what to press, with an edge that is straight', () => {
    const box = welcome('http://127.0.0.1:3000/playground', 'zh-CN')
    expect(box).toContain('打开 http://127.0.0.1:3000/playground')
    expect(box).toContain('点「看一遍」')
    const columns = (line: string) => [...line].reduce((sum, letter) => sum + (/[\u3000-\u9fff\uff01-\uff60]/u.test(letter) ? 2 : 1), 0)
    expect(new Set(box.split('\n').map(columns)).size).toBe(1)
    expect(welcome('http://x', 'en')).toContain('Open http://x')
  })
})
