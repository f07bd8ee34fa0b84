/** The domains, connected twice: for turns, and for what goes on beside them. They hold no state. */
import { createBeside } from '../cases/beside.js'
import { allCases } from '../cases/collection.js'
import { createEveryKind } from '../cases/every-kind.js'
import { createKin } from '../cases/kin.js'
import type { CaseService } from '../cases/service.js'
import { createComplaints } from '../complaints/index.js'
import type { Customers } from '../customers/index.js'
import type { Connection } from '../database/connect.js'
import { type DomainPlan, fold } from '../domain.js'
import type { Reporting } from '../reports/index.js'
import type { Ground } from './ground.js'
import type { AppOptions } from './options.js'

export type Domains = ReturnType<typeof composeDomains>

/** @param reporting built on the complaints, and asked of only while it runs */
export function composeDomains(
  plans: readonly DomainPlan[],
  { connection, now, log }: AppOptions,
  ground: Ground,
  reporting: () => Reporting,
) {
  const { background, customers, customersBeside, directory, organisation, ruleBook, calendar, notifier, due } = ground
  const announcing = createBeside(
    async (no) => {
      await beside.cases.dispatch(no)
      reporting().requests.begin() // forms that its events asked for
    },
    (error, no) => log.warn({ err: error, no }, 'not announced yet; the sweep does it again'),
  )

  function domainsOn(own: Connection, ownCustomers: Customers) {
    const cases = allCases(own)
    const parts = {
      connection: own,
      customers: ownCustomers,
      directory,
      organisation,
      ruleBook,
      calendar,
      notifier,
      due,
      announce: announcing.kick,
      kin: createKin({ connection: own, cases, services: (): readonly CaseService[] => domains.cases, announce: announcing.kick }),
      now,
    }
    const complaints = createComplaints({
      ...parts,
      seesOneCase: ground.page.seesOneCase,
      onEvent: (complaint, event) => reporting().sendForms(complaint, event),
    })
    const domains = fold([complaints, ...plans.map(({ connect }) => connect(parts))])
    const { cases: services, taskLists } = domains
    const every = createEveryKind({
      services,
      taskLists,
      findOthers: complaints.findComplaints,
      cases,
      organisation,
      directory,
      due,
      now,
      onError: (error, no) => log.warn({ err: error, no }, 'not handed over'),
    })
    return { complaints, domains, cases: every }
  }
  const turn = domainsOn(connection, customers)
  const beside = background === connection ? turn : domainsOn(background, customersBeside)
  return { turn, beside, announcing }
}
