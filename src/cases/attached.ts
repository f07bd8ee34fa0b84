import type { Model } from 'mongoose'
import type { CaseRecord } from './case.js'

/** Of these files, those that some case refers to, in whatever field. Reads every case: for rare questions only. */
export async function attachedOf(cases: Model<CaseRecord>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  const parts = { attachments: 1, fields: 1, 'events.data': 1, 'events.record': 1 }
  for await (const record of cases.find({}, parts).lean().cursor()) {
    const text = JSON.stringify(record)
    for (const id of ids) if (text.includes(JSON.stringify(id))) found.add(id)
  }
  return found
}

/** Every file that a case refers to, in whatever field: an id together with what kind of file it is. */
export function filesIn(record: CaseRecord): string[] {
  const found = new Set<string>()
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('id' in value && 'kind' in value && typeof value.id === 'string') found.add(value.id)
    for (const one of Object.values(value)) look(one)
  }
  look(record)
  return [...found]
}
