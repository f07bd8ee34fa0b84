/**
 * One server in a process of its own: `bot` or `bare`. Arguments: kind, database address, API address. Answers `usage` on stdin with CPU and memory
 * after garbage collection, `memory` with the memory alone as it is.
 */
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import { XMLParser } from 'fast-xml-parser'
import Koa from 'koa'
import { pino } from 'pino'
import rawBody from 'raw-body'
import { createApp } from '../../src/app.js'
import { BACKGROUND_LIMITS, connect } from '../../src/database/connect.js'
import type { Organisation } from '../../src/people/organisation.js'
import { addDemoCustomers } from '../../src/simulator/demo.js'
import { createHttpServer } from '../../src/web/http.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { benchCorporation } from './corporation.js'

const [kind = '', uri = '', apiBase = ''] = process.argv.slice(2)
const connection = await connect(uri)
const corporation = benchCorporation(0)

const listener = kind === 'bot' ? await bot() : bare()
const http = createHttpServer(listener)
http.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ port: (http.address() as AddressInfo).port })}\n`))

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'memory') process.stdout.write(`${JSON.stringify({ rssMb: process.memoryUsage.rss() / 1e6 })}\n`)
  if (line === 'usage') {
    globalThis.gc?.()
    const { user, system } = process.cpuUsage()
    process.stdout.write(
      `${JSON.stringify({ cpuMs: (user + system) / 1000, rssMb: process.memoryUsage().rss / 1e6, peakMb: process.resourceUsage().maxRSS / 1e3, heapMb: process.memoryUsage().heapUsed / 1e6 })}\n`,
    )
  }
}
process.exit(0)

async function bot() {
  const app = await createApp({
    connection,
    background: await connect(uri, BACKGROUND_LIMITS),
    organisation: withSalespeople(exampleOrganisation()),
    wecom: { ...corporation, apiBase },
    publicUrl: apiBase,
    defaultLanguage: 'zh-CN',
    now: () => new Date(),
    sendsPerMinute: 1e9,
    log: pino({ level: 'silent' }),
  })
  await app.directory.refresh()
  await addDemoCustomers(app.customers)
  return app.listener
}

/** Those of `benchCorporation` may look for customers as salespeople do. */
function withSalespeople(organisation: Organisation): Organisation {
  return { ...organisation, roles: [...organisation.roles, { role: 'SALES', wecom: { departments: [9], users: [], tags: [] } }] }
}

/** Decrypts, parses, reads one document, writes one document, encrypts an answer: nothing else that a bot could leave out. */
function bare() {
  const parser = new XMLParser({ parseTagValue: false, processEntities: false })
  const documents = connection.db!.collection<{ _id: string; version: number; note: string; keys: string[] }>('bare')
  const server = new Koa()
  server.use(async (context) => {
    const body = await rawBody(context.req, { limit: '256kb', encoding: 'utf8' })
    const { msg_signature, timestamp, nonce } = context.query as Record<string, string>
    const { Encrypt: encrypted } = (parser.parse(body) as { xml: { Encrypt: string } }).xml
    if (getSignature(corporation.token, timestamp!, nonce!, encrypted) !== msg_signature) return context.throw(401)
    const { xml } = parser.parse(decrypt(corporation.aesKey, encrypted).message) as {
      xml: { FromUserName: string; Content: string; MsgId: string }
    }
    const before = await documents.findOne({ _id: xml.FromUserName })
    const keys = [...(before?.keys ?? []), xml.MsgId].slice(-50)
    await documents.replaceOne(
      { _id: xml.FromUserName },
      { version: (before?.version ?? 0) + 1, note: 'x'.repeat(1_200), keys },
      { upsert: true },
    )
    const reply = encrypt(
      corporation.aesKey,
      `<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${xml.Content}]]></Content></xml>`,
      corporation.corpId,
    )
    const at = String(Math.floor(Date.now() / 1000))
    context.type = 'application/xml'
    context.body = `<xml><Encrypt><![CDATA[${reply}]]></Encrypt><MsgSignature><![CDATA[${getSignature(corporation.token, at, '1', reply)}]]></MsgSignature><TimeStamp>${at}</TimeStamp><Nonce><![CDATA[1]]></Nonce></xml>`
  })
  return server.callback()
}
