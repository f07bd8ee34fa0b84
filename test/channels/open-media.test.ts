/** A medium is read as it comes: slow is no failure, silence is. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fileNameIn, openMedia } from '../../src/channels/open-media.js'

const STALL_MS = 1_000
let behave: (response: ServerResponse) => void | Promise<void> = () => {}
const server = createServer((_request, response) => void behave(response))
let url: URL
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/media`)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const open = (signal?: AbortSignal) => openMedia('media/get', url, async () => {}, { stallMs: STALL_MS, ...(signal && { signal }) })
async function countOf(stream: AsyncIterable<Uint8Array>, pauseMs = 0): Promise<number> {
  let count = 0
  for await (const part of stream) {
    count += part.length
    if (pauseMs > 0) await wait(pauseMs)
  }
  return count
}

it('a download that is slow but goes on may take longer than the longest silence', async () => {
  behave = async (response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': '10' })
    for (let count = 0; count < 10; count++) {
      response.write('x')
      await wait(STALL_MS / 6)
    }
    response.end()
  }
  const { stream, length } = await open()
  expect(length).toBe(10)
  expect(await countOf(stream)).toBe(10)
})

it('one that stops in the middle fails as a network error', async () => {
  behave = (response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': '10' })
    response.write('xxx')
  }
  const { stream } = await open()
  await expect(countOf(stream)).rejects.toMatchObject({ name: 'ChannelNetworkError', retryable: true })
})

it('one that is never answered fails as a network error', async () => {
  behave = () => {}
  await expect(open()).rejects.toMatchObject({ name: 'ChannelNetworkError' })
})

it('whoever stores slowly does not run out of time', async () => {
  behave = (response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' })
    response.end('xxx')
  }
  const { stream } = await open()
  expect(await countOf(stream, STALL_MS * 1.2)).toBe(3)
})

it('a reader that stops ends the connection', async () => {
  const closed = new Promise<void>((resolve) => {
    behave = (response) => {
      response.once('close', () => resolve())
      response.writeHead(200, { 'content-type': 'image/jpeg' })
      response.write('xxx')
    }
  })
  const stop = new AbortController()
  const { stream } = await open(stop.signal)
  for await (const _part of stream) break
  await closed
})

it.each([
  ['attachment; filename="a.jpg"', 'a.jpg'],
  ['attachment; filename="x"; filename*=UTF-8\'\'%E6%89%B9%E5%8F%B7.txt', '批号.txt'],
  ['attachment; filename="%E6%89%B9%E5%8F%B7.txt"', '批号.txt'],
  [`attachment; filename="${Buffer.from('批号.txt').toString('latin1')}"`, '批号.txt'],
  ['attachment; filename="100%.txt"', '100%.txt'],
  ['attachment; filename="caf\xe9.txt"', 'café.txt'],
  ['inline', undefined],
])('a name written as %s is %s', (header, name) => {
  expect(fileNameIn(header)).toBe(name)
})
