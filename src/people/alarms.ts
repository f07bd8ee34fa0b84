/** Tells administrators of roles that nobody holds any more, or whose holders the platform no longer names. */
import { dayOf } from '../calendar/index.js'
import { type Notifier, say } from '../delivery/notice.js'
import type { Directory } from './directory.js'
import type { RoleAlarm } from './holdings.js'
import type { Organisation } from './organisation.js'
import type { Person } from './person.js'

export interface AlarmDeps {
  readonly directory: Pick<Directory, 'holders'>
  readonly organisation: Pick<Organisation, 'plants' | 'departments'>
  readonly notifier: Notifier
  readonly now: () => Date
}

export function createAlarms({ directory, organisation, notifier, now }: AlarmDeps) {
  /** The heads where the administrators are among those who were lost. */
  async function listeners(): Promise<Person[]> {
    const administrators = await directory.holders('ADMIN')
    if (administrators.length > 0) return administrators
    return [...(await directory.holders('MKT_HEAD')), ...(await directory.holders('QC_HEAD'))]
  }

  return {
    /** Each administrator hears of each role once a day, however often it is told. */
    async tell(alarms: readonly RoleAlarm[]): Promise<void> {
      if (alarms.length === 0) return
      const today = dayOf(now())
      const administrators = await listeners()
      const place = ({ plant, department }: RoleAlarm) =>
        organisation.departments.find(({ id }) => id === department)?.name ??
        organisation.plants.find(({ id }) => id === plant)?.shortName ??
        ''
      await notifier.notify(
        alarms.flatMap((alarm) =>
          administrators.map(({ id }) => ({
            id: ['role', today, alarm.kind, alarm.role, alarm.plant ?? '', alarm.department ?? '', id].join('.'),
            to: id,
            notice: say(`staff.alarms.${alarm.kind}`, { roles: [alarm.role], place: place(alarm) }),
          })),
        ),
      )
    },
  }
}
