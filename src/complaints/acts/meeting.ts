/** 质量分析会 (R19.4.c) as far as it concerns the complaint: that one was proposed, and how it ended. It is a case of its own. */
import { type Acts, ANY, refuseForGood, SYSTEM } from './acts.js'

export const meeting: Acts<'meetingProposed' | 'meetingEnded' | 'meetingNoted'> = {
  meetingProposed: {
    from: ANY.filter((state) => state !== 'DRAFT' && state !== 'MERGED'),
    by: ['CS', 'MKT_HEAD', 'SYSTEM'],
    refused: ({ record }) => (record.isMeetingOpen ? refuseForGood('meetingAlready') : undefined),
    change: () => ({ isMeetingOpen: true }),
    begins: {
      kind: 'meeting',
      with: (_, { data: { reason, pattern } }) => ({ data: { reason, ...(pattern !== undefined && { pattern }) } }),
    },
    dialogue: 'proposeMeeting',
    offered: { more: 2, when: ({ isMeetingOpen }) => !isMeetingOpen },
  },
  meetingEnded: {
    from: ANY,
    by: SYSTEM,
    change({ events }, { data: { ended } }) {
      const proposed = events.filter(({ type }) => type === 'meetingProposed').length
      return { isMeetingOpen: proposed > ended || undefined }
    },
  },
  // what an earlier version wrote into the complaint itself
  meetingNoted: { from: ANY, by: [], telling: 'silent' },
}
