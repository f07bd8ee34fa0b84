/** What is kept of whoever is none of ours, and its erasing: whoever keeps something under a contact forgets it here. */
import { allCases } from '../cases/collection.js'
import { refusalModel } from '../cases/refusals.js'
import type { CaseService } from '../cases/service.js'
import type { AttachmentPurge } from '../conversation/attachment-purge.js'
import { deliveryModels } from '../delivery/model.js'
import type { Job } from '../jobs/schedule.js'
import { createPersonalDataActions } from '../personal-data/actions.js'
import { eraseDue, type Forget } from '../personal-data/erase.js'
import { createErasures } from '../personal-data/erasures.js'
import { createIdentities } from '../personal-data/identities.js'
import { ERASED } from '../personal-data/redact.js'
import type { Ground } from './ground.js'
import type { AppOptions } from './options.js'

const identitiesOf = ({ background, customersBeside, page }: Ground, services: readonly CaseService[]) =>
  createIdentities({ cases: allCases(background), services, customers: customersBeside, pagesOf: page.links.pagesOf })

export const composePersonalDataActions = ({ connection, now }: AppOptions, ground: Ground, services: readonly CaseService[]) =>
  createPersonalDataActions({
    erasures: createErasures(connection, now),
    identities: identitiesOf(ground, services),
    customers: ground.customers,
    cases: allCases(connection),
    organisation: ground.organisation,
  })

export function composeErasing(
  { now }: AppOptions,
  ground: Ground,
  services: readonly CaseService[],
  attachments: Pick<AttachmentPurge, 'sentBy' | 'forget' | 'rename'>,
): Job {
  const { background, page, storeBeside, customersBeside, due } = ground
  const { mailboxes, deadLetters } = deliveryModels(background)
  const refusals = refusalModel(background)
  const forgets: readonly Forget[] = [
    ({ ids }, token) => refusals.updateMany({ 'by.id': { $in: [...ids] } }, { $set: { by: { id: token, name: ERASED } } }),
    ({ ids }) => page.forget(ids),
    ({ ids }) => deadLetters.deleteMany({ to: { $in: [...ids] } }),
    ({ ids }) => mailboxes.deleteMany({ _id: { $in: [...ids] } }),
    ({ ids }) => Promise.all(ids.map(storeBeside.forget)),
  ]
  return {
    name: 'erasures',
    cron: '30 * * * * *',
    run: () =>
      eraseDue({
        erasures: createErasures(background, now),
        identities: identitiesOf(ground, services),
        isBusy: async (ids, since) =>
          (await storeBeside.isBusy(ids, since)) ||
          (await mailboxes.exists({ _id: { $in: [...ids] }, 'pending.0': { $exists: true } })) !== null,
        cases: allCases(background),
        services,
        customers: customersBeside,
        attachments,
        forgets,
        due,
        now,
      }),
  }
}
