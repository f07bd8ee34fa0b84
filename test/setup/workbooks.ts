/** What came as a workbook, as whoever opens it reads it. */
import readWorkbook from 'read-excel-file/node'
import type { TestPerson } from './bot.js'
import { filesOf } from './story.js'

export interface Opened {
  readonly title: unknown
  readonly by: unknown
  readonly header: readonly unknown[]
  /** By the names of their columns. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** The last file that somebody got. */
export async function lastWorkbook(person: TestPerson): Promise<Opened> {
  const [{ data }] = (await readWorkbook(filesOf(person).at(-1)!)) as unknown as [{ data: unknown[][] }]
  const [[title], [by], header, ...rows] = data as [unknown[], unknown[], unknown[], ...unknown[][]]
  return { title, by, header, rows: rows.map((row) => Object.fromEntries(header.map((name, index) => [String(name), row[index]]))) }
}
