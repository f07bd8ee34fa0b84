/** What an operator's address of MongoDB says, and what we make of it. Nothing here ever tells a part of a password. */
import mongoose from 'mongoose'
import { ConfigError } from '../errors.js'

/** What our promises rest on, where the address says nothing about it. */
const DEFAULTS = { w: 'majority', journal: 'true', retryWrites: 'true' } as const
/** Reads see what a majority has, on the primary: an address cannot choose otherwise. */
const FORCED = { readPreference: 'primary', readConcernLevel: 'majority' } as const
/** These only make sense for reads from a secondary, and the driver refuses them beside `primary`. */
const DROPPED = ['maxStalenessSeconds', 'readPreferenceTags']
const ALIASES: Readonly<Record<string, string>> = { j: 'journal' }

/** The operator's address with our write concern and retries where it says nothing about them, and with our reads whatever it says. */
export function withDefaults(uri: string): string {
  const { address, parameters } = parted(uri)
  const replaced = new Set([...Object.keys(FORCED), ...DROPPED].map((name) => name.toLowerCase()))
  for (const name of [...parameters.keys()]) if (replaced.has(name.toLowerCase())) parameters.delete(name)
  for (const [name, value] of Object.entries(DEFAULTS)) if (optionOf(parameters, name) === undefined) parameters.set(name, value)
  for (const [name, value] of Object.entries(FORCED)) parameters.set(name, value)
  const path = /^mongodb(\+srv)?:\/\/[^/]+\/?$/.test(address) ? `${address.replace(/\/$/, '')}/huisheng` : address
  return `${path}?${parameters}`
}

/** What an address asks for that our promises do not survive; for the log at start. */
export function weaknessesOf(uri: string): string[] {
  const { parameters } = parted(uri)
  const [w, journal] = [optionOf(parameters, 'w'), optionOf(parameters, 'journal')]
  return [
    ...(w !== undefined && /^\d+$/.test(w)
      ? [`MONGODB_URI says w=${w}: without w=majority, acknowledged messages can be lost when the primary changes`]
      : []),
    ...(journal === 'false' ? ['MONGODB_URI says journal=false: acknowledged messages can be lost when a server crashes'] : []),
  ]
}

/**
 * Host names as the driver has parsed them, because what looks like a host in a wrong address may be the end of a password. For the same reason
 * the driver's own words about a wrong address are not passed on.
 * @throws ConfigError where the driver cannot read the address
 */
export function hostsOf(uri: string): string[] {
  try {
    // with an unescaped / in the password the driver takes what follows for the database and what precedes for the host
    if (/^[^/]*\/\/[^/]*\/[^?]*@/.test(uri)) throw new Error('@ in the name of the database')
    const { hosts, srvHost } = new mongoose.mongo.MongoClient(uri).options
    return srvHost ? [srvHost] : hosts.map(String)
  } catch {
    throw new ConfigError([{ file: 'MONGODB_URI', name: 'unreadableMongo' }])
  }
}

function parted(uri: string): { address: string; parameters: URLSearchParams } {
  const [address = '', query = ''] = uri.split('?', 2)
  return { address, parameters: new URLSearchParams(query) }
}

/** The driver does not tell upper and lower case apart in names. */
function optionOf(parameters: URLSearchParams, wanted: string): string | undefined {
  for (const [name, value] of parameters) {
    const known = ALIASES[name.toLowerCase()] ?? name
    if (known.toLowerCase() === wanted.toLowerCase()) return value
  }
  return undefined
}
