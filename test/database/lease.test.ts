import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../src/database/connect.js'
import { holdLease } from '../../src/database/hold-lease.js'
import { claim, heldBy, type Lease, release, renew } from '../../src/database/lease.js'
import { useDatabase } from '../setup/database.js'

interface Work {
  readonly _id: string
  readonly size?: number
  readonly lease?: Lease | null
}
const LEASE_MS = 60_000
const database = useDatabase()
let connection: Connection
beforeAll(() => {
  connection = database()
})
beforeEach(async () => {
  await collection().deleteMany({})
  await collection().insertOne({ _id: 'a', size: 1 })
})
const collection = () => connection.db!.collection<Work>('leased')
const take = (options: Partial<Parameters<typeof claim>[2]> = {}) => claim(collection(), { _id: 'a' }, { leaseMs: LEASE_MS, ...options })
const stored = () => collection().findOne({ _id: 'a' })
const setLease = (lease: Lease | null) => collection().updateOne({ _id: 'a' }, { $set: { lease } })
const soon = () => new Date(Date.now() + LEASE_MS)

describe('a document', () => {
  it('is claimed by one of many at once, and given back as it then is', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => take()))
    const won = claims.filter((one) => one !== undefined)
    expect(won).toHaveLength(1)
    expect(won[0]).toEqual(await stored())
  })

  it.each([
    ['nobody ever held it', undefined, true],
    ['its holder let it go', null, true],
    ['its holder died, and the time is over', { by: 'dead', until: new Date(Date.now() - 1) }, true],
    ['somebody holds it', { by: 'other', until: soon() }, false],
  ] as const)('can be claimed where %s: %#', async (_what, lease, isFree) => {
    if (lease !== undefined) await setLease(lease)
    expect((await take()) !== undefined).toBe(isFree)
  })

  it('is given again to whoever repeats the write because no answer came', async () => {
    await take({ by: 'me' })
    expect((await take({ by: 'me' }))?.lease.by).toBe('me')
    expect(await take({ by: 'you' })).toBeUndefined()
  })

  it('is changed in the same write that claims it, and not at all where it is not free', async () => {
    const grown = { before: [{ $set: { size: 2 } }], after: [{ $set: { holder: '$lease.by' } }] }
    expect(await take({ by: 'me', ...grown })).toMatchObject({ size: 2, holder: 'me' })
    expect(await take({ by: 'you', before: [{ $set: { size: 3 } }] })).toBeUndefined()
    expect((await stored())?.size).toBe(2)
  })

  it('is held by a name that looks like a field', async () => {
    expect((await take({ by: '$size' }))?.lease.by).toBe('$size')
  })
})

describe('a lease', () => {
  it('is renewed, let go and written under only by its holder', async () => {
    const held = (await take({ by: 'me' }))!
    await setLease({ by: 'me', until: new Date(0) })
    expect(await renew(collection(), held, LEASE_MS)).toBe(true)
    expect((await stored())!.lease!.until.getTime()).toBeGreaterThan(Date.now())
    await setLease({ by: 'other', until: soon() })
    expect(await renew(collection(), held, LEASE_MS)).toBe(false)
    await release(collection(), held)
    expect((await stored())!.lease!.by).toBe('other')
    expect((await collection().updateOne(heldBy(held), { $set: { size: 9 } })).matchedCount).toBe(0)
    await setLease(held.lease)
    await release(collection(), held)
    expect((await stored())!.lease).toBeUndefined()
  })

  it('tells its holder when it is lost, and asks nobody while it is fresh', async () => {
    let asked = 0
    let isOurs = true
    const ask = async () => {
      asked++
      return isOurs
    }
    const old = performance.now() - LEASE_MS
    const fresh = holdLease({ renew: ask, leaseMs: LEASE_MS })
    expect([await fresh.isHeld(), asked]).toEqual([true, 0])
    const stale = holdLease({ renew: ask, leaseMs: LEASE_MS, takenAt: old })
    expect([await stale.isHeld(), asked]).toEqual([true, 1])
    expect([await stale.isHeld(), asked]).toEqual([true, 1])
    isOurs = false
    stale.renewedAt(old)
    expect([await stale.isHeld(), stale.signal.aborted]).toEqual([false, true])
    expect([await stale.isHeld(), asked]).toEqual([false, 2])
    for (const one of [fresh, stale]) one.stop()
  })
})
