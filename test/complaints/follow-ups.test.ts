import { describe, expect, it } from 'vitest'
import type { CaseEvent, CaseRecord } from '../../src/cases/case.js'
import { upcast } from '../../src/cases/upcast.js'
import { complaintEngine, replay } from '../../src/complaints/complaint.js'
import { givenIn, openFields, settledBy } from '../../src/complaints/follow-ups.js'
import type { ComplaintEvent } from '../../src/complaints/model.js'

const complaint = (...fields: string[]) => ({ followUps: fields.map((field) => ({ field, dueAt: new Date(0) })) })
const photo = [{ id: 'a', kind: 'image' as const }]

describe('what a note gives', () => {
  it.each([
    ['编号 HB2611-07，照片已发', ['batchNo']],
    ['编号hb261107', ['batchNo']],
    ['客户说明天再给', []],
    ['', []],
    ['一共 700 袋，车是陕E12345', []],
    ['电话 13991300001，2026-11-03 到的', []],
  ])('%s', (text, given) => {
    expect(givenIn(complaint('batchNo', 'storage', 'photosOne'), { text, files: [] })).toEqual(given)
  })

  it('one number is not taken for two', () => {
    expect(givenIn(complaint('batchNo', 'deliveryNo'), { text: 'HB2611-07', files: [] })).toEqual([])
  })

  it('a photo gives the photos, and an answer its field', () => {
    const answers = { storage: '料棚内', batchNo: { none: 'missing' } }
    expect(givenIn(complaint('batchNo', 'storage', 'photosTwo'), { files: photo, answers })).toEqual(['storage', 'photosTwo'])
  })

  it('words are no photo', () => {
    expect(settledBy(complaint('storage', 'photosOne'), { text: '发过了', files: [] }, 'GIVEN')).toEqual({ given: ['storage'] })
  })
})

describe('what was added', () => {
  const no = 'TS-20261103-001'
  const at = new Date(1)
  const { followUps } = complaint('batchNo', 'storage')
  const begun = { id: 'r', type: 'received', at, round: 1, to: 'DRAFT', record: { _id: no, followUps, report: { recipients: [] } } }
  const added = (type: string, data?: object, v?: number) => ({ id: 'a', type, at, round: 1, ...(data && { data }), ...(v && { v }) })
  /** What is still asked for once these events have been read from where they are kept. */
  const askedAfter = (event: CaseEvent): string[] => {
    const kept = { _id: no, events: [begun, event] } as unknown as CaseRecord
    const { events } = upcast(complaintEngine.kind, kept)
    return openFields(replay(events as readonly ComplaintEvent[]))
  }

  it.each([
    ['supplemented', undefined],
    ['supplemented', { text: '照片', files: photo }],
    ['absorbed', { no: 'TS-20261102-009', files: [] }],
  ])('before it said what it gives (%s) has ended all asking', (type, data) => {
    expect(askedAfter(added(type, data))).toEqual([])
  })

  it.each([
    ['gives nothing', added('supplemented', { text: '照片', given: [] }), ['batchNo', 'storage']],
    ['gives one', added('absorbed', { no: 'TS-20261102-009', given: ['batchNo'] }), ['storage']],
    ['was written by this version', added('supplemented', { given: [] }, 1), ['batchNo', 'storage']],
    ['cannot be had', added('supplemented', { given: [], unavailable: ['storage'] }, 1), ['batchNo']],
  ])('and %s says so', (_, event, left) => {
    expect(askedAfter(event)).toEqual(left)
  })

  it('and is damaged is left to its reader', () => {
    const event = { ...added('supplemented'), data: null } as unknown as CaseEvent
    expect(() => upcast(complaintEngine.kind, { events: [null, event] } as unknown as CaseRecord)).not.toThrow()
  })
})
