/** What somebody has to do with complaints beside the steps that wait for them: reports to confirm, material to add. */
import type { TaskList } from '../cases/service.js'
import { type Person, principalsOf } from '../people/person.js'
import type { Access, ComplaintFilter } from './access.js'
import { complaintType } from './complaint.js'
import { noteCard } from './show.js'
import { isWhole } from './whole.js'

/** The oldest first. */
export function createTaskLists({ viewFor }: Pick<Access, 'viewFor'>): TaskList[] {
  const listOf =
    (wanted: (by: Person) => ComplaintFilter, action: string, button: string): TaskList =>
    async (by) => {
      const view = await viewFor(by)
      return {
        filter: { $and: [{ caseKind: complaintType.kind }, wanted(by), view.filter] },
        sort: { registeredAt: 1 },
        async card(record) {
          const level = isWhole(record) ? view.levelOf(record) : undefined
          return isWhole(record) && level ? noteCard(record, action, button, level) : undefined
        },
      }
    }
  return [listOf(untimedUnconfirmedBy, 'acknowledgeReport', 'acknowledge'), listOf(owedBy, 'startSupplement', 'supplement')]
}

/** Reports that wait for 收到 of a person. */
export const unconfirmedBy = (person: Pick<Person, 'id' | 'duties'>): ComplaintFilter => {
  const ids = idsOf(person)
  return {
    'report.recipients': { $elemMatch: { id: { $in: ids }, confirmedAt: { $exists: false } } },
    'report.recipients.id': { $in: ids },
    isOpen: true,
  }
}

/** Of these, what is no task with a time of its own (T2a). */
const untimedUnconfirmedBy = (by: Pick<Person, 'id' | 'duties'>): ComplaintFilter => ({
  ...unconfirmedBy(by),
  $nor: [
    {
      clocks: { $elemMatch: { id: 'T2a', stoppedAt: { $exists: false } } },
      'report.recipients': { $elemMatch: { id: { $in: idsOf(by) }, $or: [{ role: 'DEPT' }, { 'also.role': 'DEPT' }] } },
    },
  ],
})

const idsOf = (person: Pick<Person, 'id' | 'duties'>): string[] => [person, ...principalsOf(person)].map(({ id }) => id)

/** What a customer still owes us, and whoever registered it is to ask for. */
export const owedBy = ({ id }: Pick<Person, 'id'>) => ({ 'registeredBy.id': id, followUpDueAt: { $exists: true } })
