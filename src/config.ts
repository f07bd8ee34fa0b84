import { accessSync, constants, readFileSync } from 'node:fs'
import { isIP, isIPv6 } from 'node:net'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { ConfigError } from './errors.js'
import type { FaultName } from './faults/fault.js'
import type { Problem } from './faults/problem.js'
import { misreadBy } from './people/misread.js'
import { type Organisation, type OwnRules, readOrganisation } from './people/organisation.js'
import { changesBetween } from './reading/nearest.js'

/** Where `flows/`, `locales/` and the pages lie: the same from `src/` and from `dist/`. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

export const WECOM_NAMES = ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_AES_KEY'] as const
export const WECOM_BOT_NAMES = ['WECOM_BOT_ID', 'WECOM_BOT_SECRET'] as const
/** The account's own, beside the company's id and what callbacks are signed with. */
const WECOM_KF_NAMES = ['WECOM_KF_ID', 'WECOM_KF_SECRET'] as const
const WECOM_KF_SHARES = ['WECOM_CORP_ID', 'WECOM_TOKEN', 'WECOM_AES_KEY'] as const
const DINGTALK_APP = ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET']
/** Only what is called over HTTP is encrypted. */
export const DINGTALK_NAMES = { http: [...DINGTALK_APP, 'DINGTALK_TOKEN', 'DINGTALK_AES_KEY'], stream: DINGTALK_APP }

const LOOPBACK = '127.0.0.1'
const EVERY_ADDRESS = ['0.0.0.0', '::']
const OFF = 'off'
const EXAMPLE = join(ROOT, 'org.example.yaml')

const blankAsAbsent = (value: unknown) => (value === '' ? undefined : value)
/** What its fault is called where the schema cannot say it by itself. */
const named = (name: FaultName): FaultName => name
const url = () => z.url({ protocol: /^https?$/, error: named('notUrl') })
const text = z.preprocess(blankAsAbsent, z.string().optional())

export const EnvironmentSchema = z.object({
  NODE_ENV: text,
  PORT: z.preprocess(blankAsAbsent, z.coerce.number().int().min(0).max(65_535).default(3000)),
  HOST: z.preprocess(
    blankAsAbsent,
    z
      .string()
      .refine((value) => isIP(value) !== 0 || /^[A-Za-z0-9.-]+$/.test(value), named('notHost'))
      .optional(),
  ),
  PUBLIC_URL: z.preprocess(blankAsAbsent, url().optional()),
  MONGODB_URI: z.preprocess(
    blankAsAbsent,
    z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, named('notMongo'))
      .optional(),
  ),
  DATABASE: z.preprocess(blankAsAbsent, z.enum(['embedded']).optional()),
  DATA_DIR: z.preprocess(blankAsAbsent, z.string().default('./data')),
  ORG_FILE: text,
  DEFAULT_LANGUAGE: z.preprocess(blankAsAbsent, z.enum(['zh-CN', 'zh-TW', 'en']).default('zh-CN')),
  LOG_LEVEL: z.preprocess(blankAsAbsent, z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info')),
  SIMULATOR: z.preprocess(blankAsAbsent, z.enum(['on', 'off']).optional()),
  WECOM_CORP_ID: text,
  WECOM_AGENT_ID: z.preprocess(blankAsAbsent, z.coerce.number().int().optional()),
  WECOM_SECRET: text,
  WECOM_TOKEN: z.preprocess(
    blankAsAbsent,
    z
      .string()
      .regex(/^[A-Za-z0-9]{1,32}$/, named('notToken'))
      .optional(),
  ),
  WECOM_AES_KEY: z.preprocess(
    blankAsAbsent,
    z
      .string()
      .regex(/^[A-Za-z0-9]{43}$/, named('notAesKey'))
      .optional(),
  ),
  WECOM_API_BASE: z.preprocess(blankAsAbsent, url().default('https://qyapi.weixin.qq.com')),
  WECOM_BOT_ID: text,
  WECOM_BOT_SECRET: text,
  WECOM_BOT_URL: z.preprocess(
    blankAsAbsent,
    z.url({ protocol: /^wss?$/, error: named('notSocketUrl') }).default('wss://openws.work.weixin.qq.com'),
  ),
  WECOM_KF_ID: text,
  WECOM_KF_SECRET: text,
  DINGTALK_CLIENT_ID: text,
  DINGTALK_CLIENT_SECRET: text,
  DINGTALK_MODE: z.preprocess(blankAsAbsent, z.enum(['http', 'stream']).default('http')),
  DINGTALK_ROBOT_CODE: text,
  DINGTALK_TOKEN: z.preprocess(
    blankAsAbsent,
    z
      .string()
      .regex(/^[A-Za-z0-9]{3,32}$/, named('notDingtalkToken'))
      .optional(),
  ),
  DINGTALK_AES_KEY: z.preprocess(
    blankAsAbsent,
    z
      .string()
      .regex(/^[A-Za-z0-9]{43}$/, named('notDingtalkAesKey'))
      .optional(),
  ),
  DINGTALK_CARD_TEMPLATE: text,
  DINGTALK_API_BASE: z.preprocess(blankAsAbsent, url().default('https://api.dingtalk.com')),
  DINGTALK_OAPI_BASE: z.preprocess(blankAsAbsent, url().default('https://oapi.dingtalk.com')),
  SOFFICE: text,
  PATH: text,
  XDG_CACHE_HOME: text,
})

export interface WecomConfig {
  readonly corpId: string
  readonly agentId: number
  readonly secret: string
  readonly token: string
  readonly aesKey: string
  readonly apiBase: string
}

export interface WecomKfConfig {
  readonly corpId: string
  readonly account: string
  readonly secret: string
  readonly token: string
  readonly aesKey: string
  readonly apiBase: string
}

export interface WecomBotConfig {
  readonly botId: string
  readonly secret: string
  readonly url: string
}

export type DingtalkConfig = {
  readonly clientId: string
  readonly clientSecret: string
  readonly robotCode: string
  readonly cardTemplate?: string
  readonly apiBase: string
  readonly oapiBase: string
} & ({ readonly mode: 'http'; readonly token: string; readonly aesKey: string } | { readonly mode: 'stream' })

/** Each that the installation uses. */
export interface Platforms {
  readonly wecom?: WecomConfig
  readonly wecomBot?: WecomBotConfig
  readonly wecomKf?: WecomKfConfig
  readonly dingtalk?: DingtalkConfig
}

export interface Config extends Platforms {
  readonly port: number
  /** The address to listen on; every one of this machine where it is absent. */
  readonly host?: string
  readonly publicUrl: string
  readonly mongodbUri?: string
  readonly dataDir: string
  readonly cacheDir: string
  readonly organisation: Organisation
  readonly defaultLanguage: string
  readonly logLevel: string
  readonly isSimulated: boolean
  /** LibreOffice, for forms as PDF. */
  readonly soffice?: string
}

/** Environment and organisation file as one frozen value. @param own what kinds of case read under `rules` @throws ConfigError with every fault together */
export function readConfig(environment: Environment, own: OwnRules): Config {
  const { organisation, faults } = readOrgFile(environment.ORG_FILE || EXAMPLE, own)
  const problems = [...problemsIn(environment), ...faults]
  if (problems.length > 0 || !organisation) throw new ConfigError(problems)
  const env = EnvironmentSchema.parse(environment)
  const isSimulated = simulates(environment)
  const soffice = env.SOFFICE ?? programOn(env.PATH, 'soffice')

  // anybody who reaches the playground may act as everybody, so it is for this machine alone unless told otherwise
  const host = env.HOST ?? (isSimulated ? LOOPBACK : undefined)
  return Object.freeze({
    port: env.PORT,
    ...(host !== undefined && { host }),
    publicUrl: (env.PUBLIC_URL ?? originOf(host, env.PORT)).replace(/\/$/, ''),
    ...(env.MONGODB_URI && { mongodbUri: env.MONGODB_URI }),
    dataDir: resolve(env.DATA_DIR),
    cacheDir: join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huisheng'),
    organisation,
    defaultLanguage: env.DEFAULT_LANGUAGE,
    logLevel: env.LOG_LEVEL,
    isSimulated,
    ...(soffice && soffice !== OFF && { soffice }),
    ...(env.WECOM_BOT_ID && {
      wecomBot: { botId: env.WECOM_BOT_ID, secret: env.WECOM_BOT_SECRET!, url: env.WECOM_BOT_URL.replace(/\/$/, '') },
    }),
    ...(env.WECOM_KF_ID && {
      wecomKf: {
        corpId: env.WECOM_CORP_ID!,
        account: env.WECOM_KF_ID,
        secret: env.WECOM_KF_SECRET!,
        token: env.WECOM_TOKEN!,
        aesKey: env.WECOM_AES_KEY!,
        apiBase: env.WECOM_API_BASE.replace(/\/$/, ''),
      },
    }),
    ...(env.WECOM_AGENT_ID !== undefined && {
      wecom: {
        corpId: env.WECOM_CORP_ID!,
        agentId: env.WECOM_AGENT_ID!,
        secret: env.WECOM_SECRET!,
        token: env.WECOM_TOKEN!,
        aesKey: env.WECOM_AES_KEY!,
        apiBase: env.WECOM_API_BASE.replace(/\/$/, ''),
      },
    }),
    ...(env.DINGTALK_CLIENT_ID && {
      dingtalk: {
        clientId: env.DINGTALK_CLIENT_ID,
        clientSecret: env.DINGTALK_CLIENT_SECRET!,
        robotCode: env.DINGTALK_ROBOT_CODE ?? env.DINGTALK_CLIENT_ID,
        ...(env.DINGTALK_MODE === 'stream'
          ? { mode: 'stream' as const }
          : { mode: 'http' as const, token: env.DINGTALK_TOKEN!, aesKey: env.DINGTALK_AES_KEY! }),
        ...(env.DINGTALK_CARD_TEMPLATE && { cardTemplate: env.DINGTALK_CARD_TEMPLATE }),
        apiBase: env.DINGTALK_API_BASE.replace(/\/$/, ''),
        oapiBase: env.DINGTALK_OAPI_BASE.replace(/\/$/, ''),
      },
    }),
  })
}

type Environment = Readonly<Record<string, string | undefined>>

const isAnySet = (environment: Environment, names: readonly string[]): boolean => names.some((name) => environment[name])

const dingtalkNamesIn = ({ DINGTALK_MODE }: Environment): readonly string[] =>
  DINGTALK_NAMES[DINGTALK_MODE === 'stream' ? 'stream' : 'http']

const simulates = (environment: Environment): boolean =>
  environment.SIMULATOR
    ? environment.SIMULATOR === 'on'
    : !isAnySet(environment, [...WECOM_NAMES, ...WECOM_BOT_NAMES, ...dingtalkNamesIn(environment)]) && environment.NODE_ENV !== 'production'

function problemsIn(environment: Environment): Problem[] {
  const misread = misreadBy(EnvironmentSchema, environment).map(({ path, ...fault }) => ({ ...fault, file: path.join('.') }))
  return [...misread, ...misspeltIn(environment), ...contradictionsIn(environment)]
}

const SLIPS = 2

/** A variable that nobody reads, in place of one that is not set. */
function misspeltIn(environment: Environment): Problem[] {
  const unset = Object.keys(EnvironmentSchema.shape).filter((name) => name.includes('_') && !environment[name])
  return Object.keys(environment)
    .filter((name) => !Object.hasOwn(EnvironmentSchema.shape, name))
    .flatMap((name) => {
      const nearest = unset.find((one) => changesBetween(name.toUpperCase(), one) <= SLIPS)
      return nearest === undefined ? [] : [{ file: name, name: 'unknownVariable' as const, nearest }]
    })
}

/** What is well written by itself and does not go together. */
function contradictionsIn(environment: Environment): Problem[] {
  const problems: Problem[] = []
  const tell = (file: string, name: FaultName, values: Problem['values'] = {}) => problems.push({ file, name, values })
  const isProduction = environment.NODE_ENV === 'production'
  const isSimulated = simulates(environment)
  const dingtalkNames = dingtalkNamesIn(environment)
  const [hasWecom, hasBot, hasDingtalk] = [WECOM_NAMES, WECOM_BOT_NAMES, dingtalkNames].map((names) => isAnySet(environment, names))
  const whole = (file: string, name: FaultName, own: readonly string[], shared: readonly string[] = []) => {
    const missing = [...own, ...shared].filter((one) => !environment[one]).join(', ')
    if (isAnySet(environment, own) && missing !== '') tell(file, name, { missing, all: own.join(', ') })
  }
  whole('WECOM_*', 'halfWecom', WECOM_NAMES)
  whole('WECOM_BOT_*', 'halfBot', WECOM_BOT_NAMES)
  whole('WECOM_KF_*', 'halfKf', WECOM_KF_NAMES, WECOM_KF_SHARES)
  whole('DINGTALK_*', 'halfDingtalk', dingtalkNames)
  if (isProduction && !environment.MONGODB_URI && environment.DATABASE !== 'embedded') tell('MONGODB_URI', 'databaseNeeded')
  if (environment.SIMULATOR === 'on' && isProduction) tell('SIMULATOR', 'simulatorInProduction')
  if (isSimulated && (hasWecom || hasBot)) tell('SIMULATOR', 'simulatorWithApp')
  if (isSimulated && hasDingtalk) tell('SIMULATOR', 'simulatorWithDingtalk')
  if (!isSimulated && !hasWecom && !hasBot && !hasDingtalk)
    tell('WECOM_*', 'noChannel', { bot: WECOM_BOT_NAMES.join(', '), all: WECOM_NAMES.join(', '), dingtalk: dingtalkNames.join(', ') })
  if (!isSimulated && !environment.ORG_FILE) tell('ORG_FILE', 'fileNeeded', { example: EXAMPLE })
  const { SOFFICE } = environment
  if (SOFFICE && SOFFICE !== OFF && !isProgram(SOFFICE)) tell('SOFFICE', 'notProgram', { given: SOFFICE })
  return problems
}

const programOn = (path = '', name: string): string | undefined =>
  path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram)

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Where this machine itself reaches a server that listens on `host`. */
export function originOf(host: string | undefined, port: number): string {
  const name = host === undefined || EVERY_ADDRESS.includes(host) ? LOOPBACK : host
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}`
}

/** Its faults stand beside those of the environment: whoever mends one hears of the others at once. */
function readOrgFile(file: string, own: OwnRules): { readonly organisation?: Organisation; readonly faults: readonly Problem[] } {
  try {
    return { organisation: readOrganisation(file, readFileSync(file, 'utf8'), own), faults: [] }
  } catch (error) {
    if (error instanceof ConfigError) return { faults: error.problems }
    return { faults: [{ file: 'ORG_FILE', name: 'fileUnreadable', values: { given: file, example: EXAMPLE } }] }
  }
}
