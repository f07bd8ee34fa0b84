/** By when a customer hears from us next: what the clock of the acceptance says, from the moment that it was registered (R3.1, T2). Pure. */
import type { Setting } from '../cases/case-type.js'
import type { Complaint } from './model.js'

export function nextContactAt({ registeredAt, plant, clocks }: Complaint, { rules, calendar }: Pick<Setting, 'rules' | 'calendar'>): Date {
  const running = clocks.find(({ id, stoppedAt }) => id === 'T2' && !stoppedAt)
  return running?.dueAt ?? calendar.addWorkingHours(registeredAt, rules.acceptHours, plant).dueAt
}
