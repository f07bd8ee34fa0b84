import { accessSync, constants, readFileSync } from 'node:fs'
import { isIP, isIPv6 } from 'node:net'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { ConfigError } from './errors.js'
import { type Organisation, type OwnRules, readOrganisation } from './people/organisation.js'

/** Where `flows/`, `locales/` and the pages lie: the same from `src/` and from `dist/`. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

const WECOM_NAMES = ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_AES_KEY'] as const
/** The account's own, beside the company's id and what callbacks are signed with. */
const WECOM_KF_NAMES = ['WECOM_KF_ID', 'WECOM_KF_SECRET'] as const
const WECOM_KF_SHARES = ['WECOM_CORP_ID', 'WECOM_TOKEN', 'WECOM_AES_KEY'] as const

const LOOPBACK = '127.0.0.1'
const EVERY_ADDRESS = ['0.0.0.0', '::']
const OFF = 'off'

const blankAsAbsent = (value: unknown) => (value === '' ? undefined : value)
const text = z.preprocess(blankAsAbsent, z.string().optional())

export const EnvironmentSchema = z.object({
  NODE_ENV: text,
  PORT: z.preprocess(blankAsAbsent, z.coerce.number().int().min(0).max(65_535).default(3000)),
  HOST: z.preprocess(
    blankAsAbsent,
    z
      .string()
      .refine(
        (value) => isIP(value) !== 0 || /^[A-Za-z0-9.-]+$/.test(value),
        'must be an address or a name of this machine, without a port',
      )
      .optional(),
  ),
  PUBLIC_URL: z.preprocess(blankAsAbsent, z.url({ protocol: /^https?$/ }).optional()),
  MONGODB_URI: z.preprocess(
    blankAsAbsent,
    z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
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
      .regex(/^[A-Za-z0-9]{1,32}$/, 'must be 1 to 32 letters and digits')
      .optional(),
  ),
  WECOM_AES_KEY: z.preprocess(
    blankAsAbsent,
    z
      .string()
      .regex(/^[A-Za-z0-9]{43}$/, 'must be 43 letters and digits')
      .optional(),
  ),
  WECOM_API_BASE: z.preprocess(blankAsAbsent, z.url({ protocol: /^https?$/ }).default('https://qyapi.weixin.qq.com')),
  WECOM_KF_ID: text,
  WECOM_KF_SECRET: text,
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

/** A customer service account in WeChat. */
export interface WecomKfConfig {
  readonly corpId: string
  readonly account: string
  readonly secret: string
  readonly token: string
  readonly aesKey: string
  readonly apiBase: string
}

export interface Config {
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
  readonly wecom?: WecomConfig
  readonly wecomKf?: WecomKfConfig
}

/** Environment and organisation file as one frozen value. @param own what kinds of case read under `rules` @throws ConfigError with every fault together */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, own: OwnRules): Config {
  const parsed = EnvironmentSchema.safeParse(environment)
  const orgFile = environment.ORG_FILE || join(ROOT, 'org.example.yaml')
  const { organisation, faults } = readOrgFile(orgFile, own)
  if (!parsed.success)
    throw new ConfigError([...parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`), ...faults])
  const env = parsed.data
  const isProduction = env.NODE_ENV === 'production'
  const set = WECOM_NAMES.filter((name) => env[name] !== undefined)
  const issues: string[] = []
  if (set.length > 0 && set.length < WECOM_NAMES.length) {
    issues.push(
      `WeCom is half configured: set ${WECOM_NAMES.filter((name) => !set.includes(name)).join(', ')} too, or none of ${WECOM_NAMES.join(', ')}`,
    )
  }
  const setOfKf = WECOM_KF_NAMES.filter((name) => env[name] !== undefined)
  const missingOfKf = [...WECOM_KF_NAMES, ...WECOM_KF_SHARES].filter((name) => env[name] === undefined)
  if (setOfKf.length > 0 && missingOfKf.length > 0)
    issues.push(`WeChat customer service is half configured: set ${missingOfKf.join(', ')} too, or none of ${WECOM_KF_NAMES.join(', ')}`)
  if (isProduction && !env.MONGODB_URI && env.DATABASE !== 'embedded') {
    issues.push(
      'MONGODB_URI: in production name a MongoDB replica set, as mongodb://user:password@host:27017/huisheng?replicaSet=rs0 (or DATABASE=embedded for a small single site)',
    )
  }
  const isSimulated = env.SIMULATOR === 'on' || (env.SIMULATOR === undefined && set.length === 0 && !isProduction)
  if (env.SIMULATOR === 'on' && isProduction)
    issues.push('SIMULATOR: it is for trying, never for production; remove SIMULATOR=on, or NODE_ENV=production')
  if (isSimulated && set.length > 0) issues.push('SIMULATOR: switch it off to use the configured WeCom app, or remove the WECOM_ variables')
  if (!isSimulated && set.length === 0)
    issues.push(`no channel is configured: set ${WECOM_NAMES.join(', ')} (README, “Connect a WeCom app”)`)
  if (!isSimulated && !env.ORG_FILE) issues.push('ORG_FILE: name your organisation file; org.example.yaml is one to copy')
  const soffice = env.SOFFICE ?? programOn(env.PATH, 'soffice')
  if (env.SOFFICE && env.SOFFICE !== OFF && !isProgram(env.SOFFICE))
    issues.push(`SOFFICE: ${env.SOFFICE} cannot be run; name LibreOffice’s soffice, or off for forms as Word alone`)
  if (issues.length + faults.length > 0 || !organisation) throw new ConfigError([...issues, ...faults])

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
    ...(setOfKf.length > 0 && {
      wecomKf: {
        corpId: env.WECOM_CORP_ID!,
        account: env.WECOM_KF_ID!,
        secret: env.WECOM_KF_SECRET!,
        token: env.WECOM_TOKEN!,
        aesKey: env.WECOM_AES_KEY!,
        apiBase: env.WECOM_API_BASE.replace(/\/$/, ''),
      },
    }),
    ...(set.length > 0 && {
      wecom: {
        corpId: env.WECOM_CORP_ID!,
        agentId: env.WECOM_AGENT_ID!,
        secret: env.WECOM_SECRET!,
        token: env.WECOM_TOKEN!,
        aesKey: env.WECOM_AES_KEY!,
        apiBase: env.WECOM_API_BASE.replace(/\/$/, ''),
      },
    }),
  })
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
function readOrgFile(file: string, own: OwnRules): { readonly organisation?: Organisation; readonly faults: readonly string[] } {
  try {
    return { organisation: readOrganisation(file, readFileSync(file, 'utf8'), own), faults: [] }
  } catch (error) {
    if (error instanceof ConfigError) return { faults: error.issues }
    return {
      faults: [
        `ORG_FILE: ${file} 读不到。请复制一份样例再改：cp ${join(ROOT, 'org.example.yaml')} ${file} (it cannot be read; org.example.yaml is one to copy)`,
      ],
    }
  }
}
