/** What can be said of the containers without running them. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { OWN_RULES } from '../src/app.js'
import { EnvironmentSchema, ROOT, readConfig } from '../src/config.js'

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
interface Service {
  readonly image?: string
  readonly command?: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly networks: readonly string[]
  readonly ports?: readonly string[]
}
const { services, networks } = parse(read('compose.yaml'), { merge: true }) as {
  services: Record<'mongo' | 'bot', Service>
  networks: Record<string, { internal?: boolean } | null>
}

describe('compose.yaml', () => {
  it.each(Object.keys(services) as (keyof typeof services)[])(
    '%s is restarted, bounded, and may change nothing but its volumes',
    (name) => {
      expect(services[name]).toMatchObject({
        restart: 'unless-stopped',
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        mem_limit: expect.stringMatching(/^\d+[mg]$/),
        pids_limit: expect.any(Number),
      })
    },
  )

  it('names every image by its exact version', () => {
    const images = [services.mongo.image, ...[...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map((match) => match[1])]
    expect(images).toHaveLength(3)
    for (const image of images) expect(image).toMatch(/^\w+:\d+\.\d+\.\d+(-[\w-]+)?$/)
  })

  it('lets nobody reach the database but the bot, and the bot only from this machine', () => {
    expect(services.mongo.ports).toBeUndefined()
    expect(services.mongo.networks.every((name) => networks[name]?.internal)).toBe(true)
    expect(services.bot.ports?.every((port) => port.startsWith('127.0.0.1:'))).toBe(true)
  })

  it('starts the bot with a configuration that it takes', () => {
    expect(Object.keys(EnvironmentSchema.shape)).toEqual(expect.arrayContaining(Object.keys(services.bot.environment)))
    const uri = /MONGODB_URI="([^"]+)"/.exec(services.bot.command!.join(' '))![1]!.replace('$$(cat /keys/password)', 'secret')
    expect(readConfig({ ...services.bot.environment, MONGODB_URI: uri }, OWN_RULES)).toMatchObject({
      isSimulated: true,
      host: '0.0.0.0',
      mongodbUri: uri,
    })
  })
})

describe('the secrets of the database', () => {
  let folder: string
  let keys: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'huisheng-keys-'))
    keys = mkdtempSync(join(folder, 'keys-'))
    writeFileSync(join(folder, 'docker-entrypoint.sh'), '#!/bin/sh\necho "$@"\n')
    chmodSync(join(folder, 'docker-entrypoint.sh'), 0o755)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const start = () =>
    execFileSync('bash', [join(ROOT, 'deploy/mongo/start.sh')], {
      env: { ...process.env, KEYS: keys, PATH: `${folder}:${process.env.PATH}` },
      encoding: 'utf8',
    })
  const secrets = () => Object.fromEntries(readdirSync(keys).map((name) => [name, readFileSync(join(keys, name), 'utf8')]))

  it('are made once, are all different, and only the bot’s can be read by others', () => {
    expect(start()).toContain(`mongod --replSet rs0 --keyFile ${keys}/keyfile --bind_ip_all`)
    const made = secrets()
    expect(Object.keys(made).sort()).toEqual(['keyfile', 'password', 'root-password'])
    expect(new Set(Object.values(made)).size).toBe(3)
    for (const secret of Object.values(made)) expect(secret).toMatch(/^[A-Za-z0-9]{64,1024}$/)
    const modes = Object.keys(made).map((name) => [name, (statSync(join(keys, name)).mode & 0o777).toString(8)])
    expect(Object.fromEntries(modes)).toEqual({ keyfile: '400', 'root-password': '400', password: '444' })
    start()
    expect(secrets()).toEqual(made)
  })

  it.each(['create-user.js', 'healthy.js'])('%s can be read by the shell', (file) => {
    expect(() => new Script(read(`deploy/mongo/${file}`))).not.toThrow()
  })
})
