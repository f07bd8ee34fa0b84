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

  it('is one whichever of the two the organisation file lists', () => {
    const whoIs = createWhoIs({ people: [listed({ 'wecom-bot': ['wang'], dingtalk: ['1'] }, 'wang')] }, SHARED)
    for (const id of ['wecom-bot:wang', 'wecom:wang', 'dingtalk:1'])
      expect(whoIs(id)).toMatchObject({ id: 'wang', contacts: ['wecom-bot:wang', 'wecom:wang', 'dingtalk:1'] })
  })

  it('is two where the organisation file says so', () => {
    const people = [listed({ 'wecom-bot': ['wang'] }, 'one'), listed({ wecom: ['wang'] }, 'other')]
    const whoIs = createWhoIs({ people }, SHARED)
    expect(whoIs('wecom-bot:wang')).toMatchObject({ id: 'one', contacts: ['wecom-bot:wang'] })
    expect(whoIs('wecom:wang')).toMatchObject({ id: 'other', contacts: ['wecom:wang'] })
  })

  it('is two where no channel shares its ids, and others are nobody else', () => {
    expect(createWhoIs({ people: [] })('wecom-bot:wang')).toEqual({ id: 'wecom-bot:wang', contacts: ['wecom-bot:wang'] })
    expect(createWhoIs({ people: [] }, SHARED)('wecom-kf:wang')).toEqual({ id: 'wecom-kf:wang', contacts: ['wecom-kf:wang'] })
  })
})
