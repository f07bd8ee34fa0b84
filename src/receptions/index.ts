/** Customers who come to us (R11). */
import { declaredDomain } from '../domain.js'
import { reception } from './reception.js'
import { secrecy } from './secrecy.js'

export const RECEPTIONS = declaredDomain([reception, secrecy])
