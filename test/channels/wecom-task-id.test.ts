/** Ids of cards on a platform that takes only short and plain ones. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encode } from '../../src/channels/wecom/encode.js'
import { isPassive } from '../../src/channels/wecom/passive-reply.js'
import { taskId } from '../../src/channels/wecom-api/task-id.js'

const BEGINNING = 'report-TS-20261103-001-wecom:zhang.wei.sales.department.north.one'
const LONG = `${BEGINNING.padEnd(160, '.')}a`
const OTHER = `${BEGINNING.padEnd(160, '.')}b`
const options = [{ id: 'a', label: '甲' }]

describe('the id of a card', () => {
  it.each(['t3-TS-20261103-001-7765636f6d3a77616e67', '5f0c2d9e8b7a6f5e4d3c-0', 'a@b_c', 'x'.repeat(128)])(
    'stays as it is where it fits: %s',
    (id) => {
      expect(taskId(id)).toBe(id)
    },
  )

  it('tells long ones apart that begin alike, and short ones that differ in what is not allowed', () => {
    expect(LONG.slice(0, 60)).toBe(OTHER.slice(0, 60))
    expect(taskId(LONG)).not.toBe(taskId(OTHER))
    expect(taskId('r-a:b')).not.toBe(taskId('r-a.b'))
    expect(taskId('r-a:b')).not.toBe(taskId('r-a-b'))
  })

  it('can be read in logs', () => {
    expect(taskId('report-TS-20261103-001-wecom:wangqiang')).toMatch(/^report-TS-20261103-001-wecom-wangqiang@[\w-]{27}$/)
  })

  it('is allowed by the platform, whatever it is, and made from what it was made to it is the same', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }), (id) => {
        expect(taskId(id)).toMatch(/^[\w@-]{1,128}$/)
        expect(taskId(taskId(id))).toBe(taskId(id))
      }),
    )
  })

  it('stands on every kind of card, also on those for the buttons that found no place', () => {
    const buttons = Array.from({ length: 13 }, (_, index) => ({ key: `do:${index}`, label: `按钮${index}` }))
    const bodies = [
      ...encode({ type: 'card', card: LONG, title: '待办', rows: [], buttons }, { publicUrl: 'https://bot.test' }),
      ...encode(
        { type: 'choice', card: OTHER, key: 'k', text: '', title: '哪个', options, many: false, submit: '好', listHint: '' },
        { publicUrl: 'https://bot.test' },
      ),
      ...encode(
        { type: 'form', card: BEGINNING, key: 'k', title: '填', submit: '好', selects: [{ key: 's', label: '项', options }] },
        { publicUrl: 'https://bot.test' },
      ),
    ]
    const ids = bodies.map(({ template_card }) => String(Object(template_card).task_id))
    expect(ids).toEqual([taskId(LONG), `${taskId(LONG)}-2`, `${taskId(LONG)}-3`, taskId(OTHER), taskId(BEGINNING)])
  })

  it('is known again in the answer to a tap', () => {
    expect(isPassive({ type: 'cardDone', card: LONG, text: '已处理' }, taskId(LONG))).toBe(true)
    expect(isPassive({ type: 'cardDone', card: OTHER, text: '已处理' }, taskId(LONG))).toBe(false)
  })
})
