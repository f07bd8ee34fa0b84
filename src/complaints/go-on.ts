import type { Notice } from '../delivery/notice.js'

/** Goes on with the dialogue in which a complaint is told: whoever began it finishes it there. @param session of that dialogue */
export const goOnButton = (session: string): Extract<Notice, { type: 'card' }>['buttons'][number] => ({
  key: `resume:${session}`,
  label: { key: 'complaint.goOn.button' },
  style: 'primary',
})
