/** What an earlier version has kept elsewhere is found after the start of this one. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Complaint } from '../../src/complaints/model.js'
import { connect } from '../../src/database/connect.js'
import { type Bot, startBot } from '../setup/bot.js'
import { databaseUri, freshName } from '../setup/database.js'
import { fileShortage } from '../setup/story.js'

let bot: Bot
afterEach(async () => {
  await bot.connection.dropDatabase()
  await bot.stop()
})

/** A database as it was before all cases stood together. */
async function withOldComplaints(): Promise<{ databaseName: string; no: string }> {
  const databaseName = freshName()
  const before = await startBot({ databaseName })
  const { no } = await fileShortage(before)
  const cases = before.connection.collection('cases')
  const complaint = await cases.findOne()
  const { caseKind: _, ...old } = complaint!
  await before.connection.collection('complaints').insertOne(old)
  await cases.deleteMany({})
  await before.stop()
  return { databaseName, no }
}

describe('complaints that were kept in a collection of their own', () => {
  it('are found, acted on and listed as before', async () => {
    const { databaseName, no } = await withOldComplaints()
    bot = await startBot({ databaseName })
    expect(await bot.person('chenjing').says(`查 ${no}`)).toContain(no)
    expect(await bot.person('chenjing').says('我的任务')).toContain(no)
    expect(await bot.connection.listCollections()).not.toContainEqual(expect.objectContaining({ name: 'complaints' }))
  })

  it('are taken over by the next start where the first was cut off, and what is newer stays', async () => {
    const { databaseName, no } = await withOldComplaints()
    const connection = await connect(databaseUri(databaseName))
    await connection.db!.renameCollection('complaints', 'complaints.adopted')
    const old = await connection.db!.collection<Complaint>('complaints.adopted').findOne()
    await connection.db!.collection<Complaint>('cases').insertOne({ ...old!, caseKind: 'complaint', description: '新的' })
    await connection.destroy()
    bot = await startBot({ databaseName })
    expect(await bot.complaints()).toMatchObject([{ _id: no, description: '新的' }])
  })
})
