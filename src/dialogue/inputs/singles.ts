/** The kinds of answers that have one value; a new one is a file and a line here. */
import { z } from 'zod'
import { choice } from './choice.js'
import { choices } from './choices.js'
import { code } from './code.js'
import { date } from './date.js'
import type { SingleBehaviour } from './kind.js'
import { location } from './location.js'
import { money } from './money.js'
import { month } from './month.js'
import { name } from './name.js'
import { number } from './number.js'
import { numbers } from './numbers.js'
import { phone } from './phone.js'
import { plate } from './plate.js'
import { quantity } from './quantity.js'
import { rating } from './rating.js'
import { text } from './text.js'
import { timeSpan } from './time-span.js'
import { yesno } from './yesno.js'

export const SINGLES = [
  text,
  name,
  code,
  number,
  numbers,
  quantity,
  money,
  date,
  month,
  timeSpan,
  phone,
  plate,
  choice,
  choices,
  yesno,
  rating,
  location,
] as const

const [{ schema: first }, ...others] = SINGLES
export const singleInput = z.discriminatedUnion('type', [first, ...others.map(({ schema }) => schema)])
export type SingleInput = z.infer<typeof singleInput>

const byType: ReadonlyMap<string, SingleBehaviour<SingleInput>> = new Map(
  SINGLES.map((kind) => [kind.schema.shape.type.value, kind] as const),
)

/** The kind of an input that has passed the schema. */
export const singleOf = ({ type }: SingleInput): SingleBehaviour<SingleInput> => byType.get(type)!
