/** 发货量: managers tell what a plant has shipped in a month, and correct it. */
import { dayOf } from '../calendar/index.js'
import { plantsOf } from '../complaints/access.js'
import { say } from '../delivery/notice.js'
import { isObject } from '../dialogue/session.js'
import { NotAllowedError } from '../errors.js'
import type { Action, ActionRequest, ActionsNamed } from '../people/action.js'
import type { Organisation } from '../people/organisation.js'
import type { Person, Role } from '../people/person.js'
import { monthsAfter } from '../reading/month.js'
import { shippedKey } from './counting.js'
import type { Shipment, Shipments } from './shipments.js'

export const SHIPMENT_ACTIONS = ['beginShipment', 'checkShipment', 'recordShipment'] as const

/** Who may tell it, of their plants. */
const TELLERS: readonly Role[] = ['MKT_HEAD', 'QC_HEAD', 'GM', 'ADMIN']
const MONTHS_SHOWN = 12

export interface ShipmentActionDeps {
  readonly shipments: Shipments
  readonly organisation: Organisation
}

export function createShipmentActions({ shipments, organisation }: ShipmentActionDeps): ActionsNamed<typeof SHIPMENT_ACTIONS> {
  /** Which of the last twelve months are still unknown, of each plant of theirs. */
  const beginShipment: Action = async ({ by, at }) => {
    const plants = plantsToTell(by)
    const months = Array.from({ length: MONTHS_SHOWN }, (_, index) => monthsAfter(dayOf(at).slice(0, 7), index - MONTHS_SHOWN))
    const known = await shipments.known(
      plants.map(({ id }) => id),
      months,
    )
    const missing = plants.flatMap(({ id, shortName: plant }) => {
      const unknown = months.filter((month) => !known.has(shippedKey(id, month)))
      return unknown.length > 0 ? [{ plant, count: unknown.length, months: unknown }] : []
    })
    const [only] = plants
    return {
      facts: { ownPlant: plants.length === 1 && only ? only.id : null },
      say: [missing.length > 0 ? say('shipments.missing', { missing }) : say('shipments.complete')],
    }
  }

  /** What was told of the same month before. */
  const checkShipment: Action = async (request) => {
    const { plant, month } = toldIn(request)
    const before = await shipments.toldOf(plant, month)
    return { facts: { told: before.length > 0 ? before.map(valuesOf) : null } }
  }

  const recordShipment: Action = async (request) => {
    const shipment = toldIn(request)
    await shipments.tell(shipment)
    const plant = organisation.plants.find(({ id }) => id === shipment.plant)?.shortName ?? shipment.plant
    return { say: [say('shipments.recorded', { ...valuesOf(shipment), plant })] }
  }

  function plantsToTell(by: Person): Organisation['plants'] {
    const scope = plantsOf(by, TELLERS)
    if (scope?.length === 0) throw new NotAllowedError('shipments.notAllowed', { roles: [...TELLERS] })
    return organisation.plants.filter(({ id }) => !scope || scope.includes(id))
  }

  /** @throws NotAllowedError where it is not theirs to tell */
  function toldIn({ key, by, at, answers: { plant, month, tonnes } }: ActionRequest): Shipment {
    const own = plantsToTell(by)
    if (!own.some(({ id }) => id === plant))
      throw new NotAllowedError('shipments.otherPlant', { plants: own.map(({ shortName }) => shortName) })
    const value = isObject(tonnes) && typeof tonnes.value === 'number' ? tonnes.value : Number.NaN
    return { _id: key, plant: String(plant), month: String(month), tonnes: value, by: { id: by.id, name: by.name }, at }
  }

  return { beginShipment, checkShipment, recordShipment }
}

const valuesOf = ({ month, tonnes, by, at }: Shipment) => ({
  month,
  tonnes: { value: tonnes, unit: 't' },
  name: by.name,
  at: at.toISOString(),
})
