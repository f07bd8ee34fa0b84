/** A platform is known by name in its own folders and where the program is put together, and nowhere else. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../src/config.js'

/** The platform itself, its stand-in, and what is put together for it. */
const OWN =
  /^(channels\/(wecom(-api|-kf|-bot)?|dingtalk)\/|simulator\/|config\.ts|main\.ts|app\.ts|compose\/|playground\.ts|cli\/|web\/playground)/

/** Others, each with its reason. */
const ALLOWED: readonly { readonly path: RegExp; readonly reason: string }[] = [
  { path: /^channels\/sealed\.ts$/, reason: 'the package that encrypts for several platforms is called after the one that published it' },
  { path: /^faults\/in-/, reason: 'which variables of the environment belong together is said by the name of the platform' },
  { path: /^(staff|people)\//, reason: 'the organisation file names people by their ids on each platform' },
  { path: /^complaints\/find-customers\.ts$/, reason: 'a new customer is kept with the platform over which they came' },
  { path: /^complaints\/acting\.ts$/, reason: 'the printed form of a callback has boxes for how the customer was reached' },
  {
    path: /^database\/installation\.ts$/,
    reason: 'a database belongs to a corporation, and says to an administrator which variable names it',
  },
  {
    path: /^database\/file-housekeeping\.ts$/,
    reason: 'files kept before they had dates are told apart by names from when there was one platform',
  },
]

it('no other file names one, in code or in comments', () => {
  const src = join(ROOT, 'src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.\w+$/.test(file))
  const naming = files.filter((file) => /wecom|weixin|企业微信|dingtalk|钉钉/i.test(readFileSync(join(src, file), 'utf8')))
  expect(naming.filter((file) => !OWN.test(file) && !ALLOWED.some(({ path }) => path.test(file)))).toEqual([])
})

it('nobody who knows people decides by the name of a platform', () => {
  const own = [
    // what may stand in the organisation file, and how ids are written there
    'organisation-schema.ts',
    'listed-people.ts',
    // chat writes colleagues into the file, under the platform where departments are kept
    'find-people.ts',
    'department-actions.ts',
  ]
  const people = join(ROOT, 'src/people')
  const quoting = readdirSync(people).filter((file) =>
    /['"`](wecom|dingtalk)/.test(withoutComments(readFileSync(join(people, file), 'utf8'))),
  )
  expect(quoting.filter((file) => !own.includes(file))).toEqual([])
})

const withoutComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')

it('no text of ours says how large a platform allows something to be', () => {
  const locales = join(ROOT, 'locales')
  const files = readdirSync(locales, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'))
  expect(files.filter((file) => /\d+ ?[KMG]B\b/.test(readFileSync(join(locales, file), 'utf8')))).toEqual([])
})
