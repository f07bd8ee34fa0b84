import { describe, expect, it } from 'vitest'
import { givenIn, settledBy, withAddition } from '../../src/complaints/follow-ups.js'
import type { Complaint } from '../../src/complaints/model.js'

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

it('what was added before it said what it gives has ended all asking', () => {
  const at = new Date(1)
  const asked = { attachments: [], ...complaint('batchNo') } as unknown as Complaint
  expect(withAddition(asked, { at, data: { files: [] } }).followUps).toMatchObject([{ doneAt: at }])
  expect(withAddition(asked, { at, data: { files: [], given: [] } }).followUps).toEqual(asked.followUps)
})
