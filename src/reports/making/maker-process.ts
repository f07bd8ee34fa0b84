/**
 * The process that makes files, one after the other, for `maker.ts`: pictures that people send are decoded here, where neither a fault of
 * theirs nor the work can reach the bot. It holds no secret, no connection and no state; it ends when the bot does.
 */
import { createInbox } from './inbox.js'
import type { FromMaker, ToMaker } from './maker.js'
import type { Part, PhotoPart, RowsPart, Task } from './tasks.js'

type Supply = Extract<ToMaker, { part: Part } | { isEnd: true }>
/** What is written is taken and what is still needed is asked for at the same time: each has its own answers. */
const supplies = createInbox<Supply>()
const orders = createInbox<Exclude<ToMaker, Supply>>()
process.on('message', (message: ToMaker) => {
  if ('part' in message || 'isEnd' in message) supplies.put(message)
  else orders.put(message)
})
process.once('disconnect', () => process.exit())
const tell = (message: FromMaker) => process.send!(message)

for (;;) {
  const order = await orders.next()
  if (!('task' in order)) continue
  try {
    for await (const bytes of bytesOf(order.task, parts())) {
      tell({ bytes })
      await orders.next() // taken
    }
    tell({ isDone: true })
  } catch (error) {
    tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

async function* parts(): AsyncGenerator<Part> {
  for (;;) {
    tell({ wants: true })
    const supply = await supplies.next()
    if (!('part' in supply)) return
    yield supply.part
  }
}

/** What is needed is loaded only then: a ledger needs no pictures. */
async function* bytesOf(task: Task, given: AsyncIterable<Part>): AsyncGenerator<Uint8Array> {
  switch (task.type) {
    case 'workbook':
      yield* (await import('./workbook.js')).makeWorkbook(task, given as AsyncIterable<RowsPart>)
      return
    case 'form':
      yield* inPieces(await (await import('./docx.js')).makeForm(task, given as AsyncIterable<PhotoPart>))
      return
    case 'letter':
      yield* inPieces(await (await import('./letter.js')).makeLetter(task, given as AsyncIterable<PhotoPart>))
      return
    case 'chart':
      yield* inPieces((await import('./chart.js')).drawChart(task))
      return
    case 'code':
      yield* inPieces((await import('./code.js')).drawCode(task))
  }
}

function* inPieces(bytes: Buffer, size = 255 * 1024): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}
