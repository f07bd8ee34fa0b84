/** How much each plant has shipped in a month, as somebody has typed it. What was typed stays: the last word counts. */
import { Schema } from 'mongoose'
import { type Connection, modelOf } from '../database/connect.js'
import type { Person } from '../people/person.js'
import { type Shipped, shippedKey } from './counting.js'

export interface Shipment {
  /** Of the request that told it: the same request tells it once. */
  readonly _id: string
  readonly plant: string
  /** `yyyy-MM` */
  readonly month: string
  readonly tonnes: number
  readonly by: Pick<Person, 'id' | 'name'>
  readonly at: Date
}

const schema = new Schema<Shipment>({ _id: String, plant: String, month: String, tonnes: Number, by: {}, at: Date }, { versionKey: false })
schema.index({ month: 1, plant: 1, at: 1 })

const IN_ORDER = { month: 1, plant: 1, at: 1 } as const

export type Shipments = ReturnType<typeof createShipments>

export function createShipments(connection: Connection) {
  const model = modelOf<Shipment>(connection, 'shipment', schema)
  return {
    async tell({ _id, ...told }: Shipment): Promise<void> {
      await model.updateOne({ _id }, { $setOnInsert: told }, { upsert: true })
    },
    /** All that was told of a month, the last word last. */
    toldOf: (plant: string, month: string): Promise<Shipment[]> => model.find({ month, plant }).sort(IN_ORDER).lean<Shipment[]>(),
    /** What is known. @param plants undefined: of the whole company */
    async known(plants: readonly string[] | undefined, months: readonly string[]): Promise<Shipped> {
      const filter = { month: { $in: [...months] }, ...(plants && { plant: { $in: [...plants] } }) }
      const told = await model.find(filter).sort(IN_ORDER).lean<Shipment[]>()
      return new Map(told.map(({ plant, month, tonnes }) => [shippedKey(plant, month), tonnes]))
    },
  }
}
