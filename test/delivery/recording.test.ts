/** What was sent is recorded before anything follows from it, and only the platform decides that something cannot be delivered. */
import { describe, expect, it } from 'vitest'
import { ChannelNetworkError } from '../../src/errors.js'
import { card, createDoor, file, TOPIC, text, useRig } from '../setup/delivery.js'

const createRig = useRig()
const databaseAway = () => new Error('connection 3 to 10.0.0.5:27017 closed')

/** Fails the first time it is called. */
function failsOnce<T extends unknown[], R>(work: (...given: T) => Promise<R>) {
  let calls = 0
  return {
    calls: () => calls,
    call: async (...given: T): Promise<R> => {
      if (++calls === 1) throw databaseAway()
      return work(...given)
    },
  }
}

describe('what follows from a delivery', () => {
  it('is made up for when it fails after the send: sent once, no dead letter, told in the end', async () => {
    const told: string[] = []
    const onReport = failsOnce(async ({ delivery, outcome }: { delivery: { id: string }; outcome: string }) => {
      told.push(`${outcome} ${delivery.id}`)
    })
    const { delivery, to, seen, later } = await createRig({ onReport: onReport.call })
    await delivery.enqueue([{ id: 'TS-1.report', to, message: card('report'), topic: TOPIC }])
    await delivery.settled()
    expect(seen()).toEqual(['card report'])
    expect(told).toEqual([])
    await later(1_000)
    expect(told).toEqual(['sent TS-1.report'])
    await later(60_000)
    expect(onReport.calls()).toBe(2)
    expect(seen()).toEqual(['card report'])
    expect(await delivery.deadLetters()).toEqual([])
  })

  it('happens after the delivery is recorded', async () => {
    const door = createDoor()
    const { delivery, to, mailbox } = await createRig({ onReport: () => door.pass() })
    await delivery.enqueue([{ id: 'TS-1.report', to, message: card('report'), topic: TOPIC }])
    await door.somebodyIsWaiting
    expect(await mailbox()).toMatchObject({
      pending: [],
      finished: [{ id: 'TS-1.report' }],
      reports: [{ id: 'TS-1.report', outcome: 'sent' }],
    })
    door.open()
    await delivery.settled()
    expect((await mailbox())?.reports).toEqual([])
  })

  it('is made up for by another process when the first one ended', async () => {
    const door = createDoor()
    const { delivery, to, replica, endLeases, later, reports, seen } = await createRig()
    const dying = replica({ onReport: () => door.pass() })
    await dying.enqueue([{ id: 'TS-1.report', to, message: card('report'), topic: TOPIC }])
    await door.somebodyIsWaiting
    await endLeases()
    await later(1_000, delivery)
    expect(reports).toMatchObject([{ outcome: 'sent', delivery: { id: 'TS-1.report', topic: TOPIC } }])
    expect(seen()).toEqual(['card report'])
    door.open()
    await dying.settled()
  })

  it('does not hold up other messages when it fails again and again', async () => {
    const { delivery, to, ask, seen } = await createRig({
      onReport: async ({ delivery: { topic } }) => {
        if (topic) throw databaseAway()
      },
    })
    await delivery.enqueue([{ id: 'TS-1.report', to, message: card('report'), topic: TOPIC }])
    await ask(text('next'))
    await delivery.settled()
    expect(seen()).toEqual(['card report', 'next'])
  })
})

describe('before a delivery', () => {
  it('the question whether it is still wanted is asked again when it fails: sent later, no dead letter', async () => {
    const isStillWanted = failsOnce(async () => true)
    const { delivery, to, seen, later } = await createRig({ isStillWanted: isStillWanted.call })
    await delivery.enqueue([{ id: 'TS-1.reminder', to, message: card('reminder'), topic: TOPIC }])
    await delivery.settled()
    expect(seen()).toEqual([])
    await later(1_000)
    expect(seen()).toEqual(['card reminder'])
    expect(await delivery.deadLetters()).toEqual([])
  })

  it('what has lost its reason is dropped without a word', async () => {
    const { delivery, to, seen, reports } = await createRig({ isStillWanted: async () => false })
    await delivery.enqueue([{ id: 'TS-1.reminder', to, message: card('reminder'), topic: TOPIC }])
    await delivery.settled()
    expect([seen(), reports, await delivery.deadLetters()]).toEqual([[], [], []])
  })

  it('a photo that is not fetched yet is waited for', async () => {
    const readFile = failsOnce(async () => ({ bytes: Buffer.from('jpeg'), name: 'photo.jpg' }))
    const { delivery, platform, ask, seen, later } = await createRig({ readFile: readFile.call })
    platform.before = async (message, { readFile: read }) => void (message.type === 'file' && (await read(message.fileId)))
    await ask(file('photo'))
    await delivery.settled()
    expect(seen()).toEqual([])
    await later(1_000)
    expect(seen()).toEqual(['[photo]'])
    expect(await delivery.deadLetters()).toEqual([])
  })

  it('a photo that does not come within a day is given up, with its name in the reason', async () => {
    const { delivery, platform, ask, later } = await createRig({ readFile: () => Promise.reject(new Error('not stored')) })
    platform.before = async (message, { readFile }) => void (message.type === 'file' && (await readFile(message.fileId)))
    await ask(file('photo-7'))
    await delivery.settled()
    for (let hour = 0; hour < 25; hour++) await later(3_600_000)
    expect(await delivery.deadLetters()).toMatchObject([{ kind: 'expired', reason: expect.stringContaining('photo-7') }])
  })
})

describe('what a try has done is not done again', () => {
  it('progress is there on the next try, also in another process', async () => {
    const { delivery, platform, ask, replica, later, seen, failures } = await createRig()
    const found: unknown[] = []
    platform.before = async (_message, { progress, remember }) => {
      found.push(progress)
      if (progress) return
      await remember({ media: { id: 'uploaded', at: new Date(0) } })
      throw new ChannelNetworkError('message/send')
    }
    await ask(file('form'))
    await delivery.settled()
    failures.push(new ChannelNetworkError('message/send')) // lost before the platform: the progress stays
    await later(1_000)
    await later(2_000, replica())
    expect(found).toEqual([undefined, { media: { id: 'uploaded', at: new Date(0) } }])
    expect(seen()).toEqual(['[form]'])
  })

  it('a try that can record nothing ends without a verdict', async () => {
    const { delivery, platform, ask, later, seen, connection, endLeases } = await createRig()
    platform.before = async (_message, { remember, progress }) => {
      if (progress) return
      await connection.collection('mailboxes').updateMany({}, { $set: { 'lease.by': 'another process' } })
      await remember({ messagesSent: 1 })
    }
    await ask(text('long'))
    await delivery.settled()
    expect([seen(), await delivery.deadLetters()]).toEqual([[], []])
    platform.before = async () => {}
    await endLeases()
    await later(1_000)
    expect(seen()).toEqual(['long'])
  })
})
