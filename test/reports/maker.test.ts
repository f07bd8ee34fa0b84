/** The process beside: what goes wrong in it ends one file, and neither the bot nor the next file. */
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { imageSize } from 'image-size'
import readWorkbook from 'read-excel-file/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from '../../src/config.js'
import { createMaker, type Maker } from '../../src/reports/making/maker.js'
import type { RowsPart, WorkbookTask } from '../../src/reports/making/tasks.js'

let maker: Maker
beforeEach(() => {
  maker = createMaker()
})
afterEach(() => maker.close())

const table = (title = 'Ledger'): WorkbookTask => ({
  type: 'workbook',
  title,
  by: 'made by a test',
  columns: [
    { title: 'text', width: 10, format: 'text' },
    { title: 'cost', width: 10, format: 'money' },
    { title: 'at', width: 10, format: 'time' },
  ],
})
async function* rows(...batches: RowsPart[]): AsyncGenerator<RowsPart> {
  yield* batches
}
async function* madeElsewhere(parts: AsyncIterable<RowsPart>): AsyncGenerator<Uint8Array> {
  const other = createMaker()
  yield* other.make(table(), parts)
  other.close()
}
async function cellsOf(xlsx: Buffer): Promise<unknown[][]> {
  const [{ data }] = (await readWorkbook(xlsx)) as unknown as [{ data: unknown[][] }]
  return data
}
const SIMPLE = [['a', 1, null]] as const

describe('a chart', () => {
  const chart = (kinds: readonly string[]) =>
    buffer(
      maker.make({
        type: 'chart',
        title: '近 30 天',
        panels: [{ rows: kinds, series: [{ name: '在办', values: kinds.map((_, index) => index + 1) }], isStacked: true }],
        empty: '没有投诉',
        fontFile: join(ROOT, 'assets/fonts/NotoSansSC-Regular.ttf'),
      }),
    )

  it('is a picture as wide as a phone shows it, and higher with every kind; also where there is nothing to count', async () => {
    const sizes = []
    for (const kinds of [[], ['袋数不足', '受潮结块', '强度'], Array.from({ length: 12 }, (_, index) => `第 ${index} 种`)])
      sizes.push(imageSize(await chart(kinds)))
    expect(sizes).toMatchObject([
      { type: 'png', width: 900, height: 262 },
      { type: 'png', width: 900, height: 318 },
      { type: 'png', width: 900, height: 822 },
    ])
  })
})

it('a chart of several panels shows them one below the other, each under its title', async () => {
  const panel = (title: string) => ({ title, rows: ['渭南厂', '铜川厂'], series: [{ name: '本期', values: [1, 2] }] })
  const task = { type: 'chart', title: '今年', empty: '没有投诉', fontFile: join(ROOT, 'assets/fonts/NotoSansSC-Regular.ttf') } as const
  const sizes = []
  for (const panels of [[panel('企业')], [panel('企业'), panel('类别')]])
    sizes.push(imageSize(await buffer(maker.make({ ...task, panels }))))
  expect(sizes).toMatchObject([{ height: 306 }, { height: 504 }])
})

describe('a workbook', () => {
  it('holds texts, numbers and times, and a formula that somebody typed stays what they typed', async () => {
    const at = new Date('2026-11-03T10:30:00Z')
    const typed = ['=1+1', '+86 139', '-5', '@SUM(A1)', 'a < b & "c"', '第一行\n第二行', '😀']
    const [title, made, header, ...found] = await cellsOf(
      await buffer(
        maker.make(
          table('台账'),
          rows(
            [['x', 12.5, at]],
            typed.map((text) => [text, null, null]),
          ),
        ),
      ),
    )
    expect([title![0], made![0], header]).toEqual(['台账', 'made by a test', ['text', 'cost', 'at']])
    expect(found[0]).toEqual(['x', 12.5, at])
    expect(found.slice(1).map(([text]) => text)).toEqual(typed)
  })

  it('leaves out what no workbook can hold, and keeps the rest of the text', async () => {
    const [, , , [text]] = (await cellsOf(
      await buffer(maker.make(table(), rows([['从 Word 粘贴\u000b第二行\u0001\ud800。', null, null]]))),
    )) as [unknown, unknown, unknown, unknown[]]
    expect(text).toBe('从 Word 粘贴第二行\ufffd。')
  })

  it('takes rows only while it is read: whoever reads slowly holds up the cursor, not the memory', async () => {
    let taken = 0
    const many = async function* () {
      for (; taken < 2_000; taken++) yield Array.from({ length: 100 }, (_, index) => [`${taken}.${index}.${Math.random()}`, index, null])
    }
    const made = maker.make(table(), many())
    const read = async () => (await made.next()).value?.length ?? 0
    while (taken < 20) await read()
    expect(taken).toBeLessThan(100)
    const before = taken
    await buffer(madeElsewhere(rows(SIMPLE))) // another file comes and goes meanwhile
    expect(taken).toBe(before)
    await made.return(undefined)
  })
})

describe('a file that is not made', () => {
  it('because its source fails says why, and the next one is made', async () => {
    const broken = async function* (): AsyncGenerator<RowsPart> {
      yield [SIMPLE[0]]
      throw new Error('the database is away')
    }
    await expect(buffer(maker.make(table(), broken()))).rejects.toThrow('the database is away')
    expect(await cellsOf(await buffer(maker.make(table(), rows(SIMPLE))))).toHaveLength(4)
  })

  it('because its process was killed says so, and the next one is made', async () => {
    const killed = async function* (): AsyncGenerator<RowsPart> {
      yield SIMPLE
      process.kill(maker.pid()!, 'SIGKILL')
      yield SIMPLE
    }
    await expect(buffer(maker.make(table(), killed()))).rejects.toThrow('ended with SIGKILL')
    expect(await cellsOf(await buffer(maker.make(table(), rows(SIMPLE))))).toHaveLength(4)
  })

  it('because nobody wants it any more does not hold up the next one', async () => {
    let isBegun = false
    let isEnded = false
    const unwanted = async function* (): AsyncGenerator<RowsPart> {
      try {
        for (isBegun = true; ; ) yield Array.from({ length: 100 }, () => [`${Math.random()}`, 1, null])
      } finally {
        isEnded = true
      }
    }
    for await (const _bytes of maker.make(table(), unwanted())) if (isBegun) break
    expect(isEnded).toBe(true)
    expect(await cellsOf(await buffer(maker.make(table(), rows(SIMPLE))))).toHaveLength(4)
  })

  it('because the bot stops ends at once', async () => {
    const endless = async function* (): AsyncGenerator<RowsPart> {
      for (let count = 0; ; count++) {
        if (count === 3) maker.close()
        yield SIMPLE
      }
    }
    await expect(buffer(maker.make(table(), endless()))).rejects.toThrow('ended with SIGKILL')
    await expect(buffer(maker.make(table(), rows(SIMPLE)))).rejects.toThrow('the bot is stopping')
  })
})

it('files asked for at once are made one after the other, each whole', async () => {
  const made = await Promise.all(['one', 'two', 'three'].map((title) => buffer(maker.make(table(title), rows([[title, 1, null]])))))
  for (const [index, title] of ['one', 'two', 'three'].entries()) expect((await cellsOf(made[index]!))[3]).toEqual([title, 1, null])
})
