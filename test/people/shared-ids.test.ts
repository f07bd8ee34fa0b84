/** Two channels on which people have the same ids. */
import { describe, expect, it } from 'vitest'
import { createWhoIs } from '../../src/people/members.js'

const SHARED = [['wecom-bot', 'wecom']] as const
const listed = (contacts: Readonly<Record<string, readonly string[]>>, id?: string) => ({
  name: '陈静',
  contacts: contacts as Record<string, string[]>,
  ...(id && { id }),
})

describe('whoever has one id on both', () => {
  it('is one person with two contacts, listed or not', () => {
    const whoIs = createWhoIs({ people: [listed({ wecom: ['ChenJing'], dingtalk: ['0123'] }, 'chen')] }, SHARED)
    const both = { id: 'wecom:wang', contacts: ['wecom:wang', 'wecom-bot:wang'] }
    expect([whoIs('wecom-bot:wang'), whoIs('wecom:wang')]).toEqual([both, both])
    const chen = { id: 'chen', contacts: ['wecom:chenjing', 'wecom-bot:chenjing', 'dingtalk:0123'] }
    for (const id of ['chen', ...chen.contacts]) expect(whoIs(id)).toMatchObject(chen)
  })

  it('is two where the organisation file says so', () => {
    const whoIs = createWhoIs({ people: [listed({ 'wecom-bot': ['wang'], dingtalk: ['1'] }, 'other')] }, SHARED)
    expect(whoIs('wecom-bot:wang').id).toBe('other')
    expect(whoIs('wecom:wang')).toEqual({ id: 'wecom:wang', contacts: ['wecom:wang'] })
  })

  it('is two where no channel shares its ids, and others are nobody else', () => {
    expect(createWhoIs({ people: [] })('wecom-bot:wang')).toEqual({ id: 'wecom-bot:wang', contacts: ['wecom-bot:wang'] })
    expect(createWhoIs({ people: [] }, SHARED)('wecom-kf:wang')).toEqual({ id: 'wecom-kf:wang', contacts: ['wecom-kf:wang'] })
  })
})
