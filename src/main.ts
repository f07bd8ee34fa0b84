/** Starts and stops the process. */
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { createApp, OWN_RULES } from './app.js'
import { type Config, originOf, readConfig } from './config.js'
import { takeCompiled } from './conversation/compiled.js'
import { menuIn } from './conversation/menu.js'
import { BACKGROUND_LIMITS, connect } from './database/connect.js'
import { connectAtStart } from './database/connect-at-start.js'
import { claimInstallation, type Owner } from './database/installation.js'
import { chooseProvider } from './database/provider.js'
import { ConfigError, DatabaseError, FlowDefinitionError, StartError } from './errors.js'
import { createLog } from './log.js'
import { startPlayground } from './playground.js'
import { holdsDemoCustomers } from './simulator/demo.js'
import { createHttpServer } from './web/http.js'
import { watchProcess } from './web/metrics.js'
import { refuseTakenPort } from './web/taken-port.js'
import { welcome } from './welcome.js'

const STOP_WITHIN_MS = 10_000
/** A turn is answered within 5 s, or the platform has given it up. */
const RUNNING_TURNS_MS = 5_000

async function main(): Promise<void> {
  takeCompiled()
  const config = readConfig(process.env, OWN_RULES)
  const log = createLog(config.logLevel, process.stdout.isTTY === true)
  await refuseTakenPort(config.port, config.host, config.defaultLanguage)
  const provider = await chooseProvider({
    ...config,
    onCrash: (reason) => log.error({ reason }, 'the database ended unexpectedly; starting it again'),
  })
  log.info(`database: ${provider.description}`)
  for (const warning of provider.warnings) log.warn(warning)
  const connection = await connectAtStart(provider.uri, (reason) =>
    log.warn({ reason }, 'the database does not answer yet; waiting for it'),
  )
  const background = await connect(provider.uri, BACKGROUND_LIMITS)
  await claimInstallation(connection, {
    ...ownersOf(config),
    isOwnFolder: provider.name !== 'server',
    holdsSimulated: holdsDemoCustomers,
    now: () => new Date(),
  })

  const address = originOf(config.host, config.port)
  const playground = config.isSimulated ? await startPlayground({ address, publicUrl: config.publicUrl, connection, log }) : undefined
  const app = await createApp({
    connection,
    background,
    isDatabaseHealthy: provider.isHealthy,
    organisation: playground?.staffed(config.organisation) ?? config.organisation,
    ...(playground?.platforms ?? {
      ...(config.wecom && { wecom: config.wecom }),
      ...(config.wecomBot && { wecomBot: config.wecomBot }),
      ...(config.wecomKf && { wecomKf: config.wecomKf }),
      ...(config.dingtalk && { dingtalk: config.dingtalk }),
    }),
    ...(config.soffice && { soffice: config.soffice }),
    publicUrl: config.publicUrl,
    defaultLanguage: config.defaultLanguage,
    now: playground?.clock.now ?? (() => new Date()),
    log,
    routers: playground?.routers ?? [],
  })
  watchProcess(app.metrics)

  const http = createHttpServer(app.listener)
  // before anybody can reach it: whoever ends it then must not cut off what it began
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    log.info(`${signal}: finishing what runs`)
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    app.stopTaking()
    playground?.close()
    await Promise.race([new Promise((resolve) => http.close(resolve)), wait(RUNNING_TURNS_MS)])
    await app.stop()
    await playground?.settled()
    http.closeAllConnections()
    await background.close()
    await connection.destroy()
    await provider.stop()
    log.info('stopped')
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))

  const { port, host } = config
  await new Promise<void>((resolve, reject) => http.once('error', reject).listen({ port, ...(host && { host }) }, resolve))
  log.info(`listening on ${describeAddress(http.address())}`)
  await app.start()
  if (playground) {
    await playground.prepare(app)
    await app.publishMenu?.(menuIn(config.defaultLanguage, app.dialogues.texts))
    log.info(`playground: ${address}/playground`)
    if (process.stdout.isTTY) process.stdout.write(`${welcome(`${address}/playground`, config.defaultLanguage)}\n`)
  } else {
    if (config.wecom) log.info(`WeCom callback: ${config.publicUrl}/wecom/callback`)
    if (config.wecomBot) log.info('WeCom smart bot: over its long connection')
    if (config.wecomKf) log.info(`WeChat customer service callback: ${config.publicUrl}/wecom/kf/callback`)
    if (config.dingtalk?.mode === 'stream') log.info('DingTalk robot: over its Stream connection')
    else if (config.dingtalk) log.info(`DingTalk robot: ${config.publicUrl}/dingtalk/robot, events: ${config.publicUrl}/dingtalk/event`)
  }
}

/** The surest name first: a company that connects a second way keeps its database. */
function ownersOf({ wecom, wecomBot, dingtalk }: Config): { readonly owner: Owner; readonly alsoKnownAs: readonly Owner[] } {
  const names: readonly Owner[] = [
    ...(wecom ? [{ corpId: wecom.corpId }] : []),
    ...(dingtalk ? [{ dingtalkApp: dingtalk.clientId }] : []),
    ...(wecomBot ? [{ wecomBot: wecomBot.botId }] : []),
  ]
  const [owner = { simulator: true }, ...alsoKnownAs] = names
  return { owner, alsoKnownAs }
}

function describeAddress(bound: AddressInfo | string | null): string {
  if (bound === null || typeof bound === 'string') return `${bound}`
  const { address, port } = bound
  return address === '::' || address === '0.0.0.0' ? `port ${port} of every address of this machine` : `${address} port ${port}`
}

main().catch((error: unknown) => {
  const isExpected =
    error instanceof ConfigError ||
    error instanceof DatabaseError ||
    error instanceof FlowDefinitionError ||
    error instanceof StartError ||
    (error instanceof Error && 'syscall' in error && error.syscall === 'listen')
  const isToldInFull = error instanceof FlowDefinitionError || error instanceof ConfigError
  const message = isToldInFull ? error.in(process.env.DEFAULT_LANGUAGE ?? '') : undefined
  process.stderr.write(`${message ?? (error instanceof Error ? (isExpected ? error.message : error.stack) : error)}\n`)
  process.exit(1)
})
