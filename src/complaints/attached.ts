import type { Model } from 'mongoose'
import type { Complaint } from './model.js'

/** Of these files, those that some complaint refers to, in whatever field. Reads every complaint: for rare questions only. */
export async function attachedOf(complaints: Model<Complaint>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  const parts = { attachments: 1, 'events.data': 1, 'events.record': 1 }
  for await (const complaint of complaints.find({}, parts).lean<Complaint>().cursor()) {
    const text = JSON.stringify(complaint)
    for (const id of ids) if (text.includes(JSON.stringify(id))) found.add(id)
  }
  return found
}
