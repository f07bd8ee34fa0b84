import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OWN_RULES } from '../src/app.js'
import { EnvironmentSchema, ROOT, readConfig } from '../src/config.js'
import { ConfigError } from '../src/errors.js'
import { readOrganisation } from '../src/people/organisation.js'

const WECOM = {
  WECOM_CORP_ID: 'ww1',
  WECOM_AGENT_ID: '7',
  WECOM_SECRET: 's',
  WECOM_TOKEN: 'abc',
  WECOM_AES_KEY: 'a'.repeat(43),
  ORG_FILE: join(ROOT, 'org.example.yaml'),
}
const issuesOf = (environment: Record<string, string>, language = 'en'): string => {
  try {
    readConfig(environment, OWN_RULES)
    return ''
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.in(language)
  }
}

describe('configuration', () => {
  it('needs nothing: simulated WeCom, embedded database, example organisation', () => {
    expect(readConfig({}, OWN_RULES)).toMatchObject({
      isSimulated: true,
      port: 3000,
      defaultLanguage: 'zh-CN',
      publicUrl: 'http://127.0.0.1:3000',
    })
  })
  it('with a WeCom app switches the simulator off', () => {
    expect(readConfig(WECOM, OWN_RULES)).toMatchObject({
      isSimulated: false,
      wecom: { corpId: 'ww1', agentId: 7, apiBase: 'https://qyapi.weixin.qq.com' },
    })
  })
  it('with a customer service account takes the company, token and key of the app', () => {
    const kf = { WECOM_KF_ID: 'wk1', WECOM_KF_SECRET: 'k' }
    expect(readConfig({ ...WECOM, ...kf }, OWN_RULES).wecomKf).toEqual({
      corpId: 'ww1',
      account: 'wk1',
      secret: 'k',
      token: 'abc',
      aesKey: 'a'.repeat(43),
      apiBase: 'https://qyapi.weixin.qq.com',
    })
    expect(readConfig(WECOM, OWN_RULES).wecomKf).toBeUndefined()
    expect(issuesOf({ ...WECOM, WECOM_KF_ID: 'wk1' })).toContain('WeChat customer service is half configured — set WECOM_KF_SECRET too')
  })
  it('with a smart bot needs two variables and no address', () => {
    const bot = { WECOM_BOT_ID: 'aib1', WECOM_BOT_SECRET: 's' }
    const config = readConfig({ ...bot, ORG_FILE: join(ROOT, 'org.example.yaml') }, OWN_RULES)
    expect(config).toMatchObject({
      isSimulated: false,
      wecomBot: { botId: 'aib1', secret: 's', url: 'wss://openws.work.weixin.qq.com' },
    })
    expect(config.wecom).toBeUndefined()
    expect(readConfig({ ...WECOM, ...bot }, OWN_RULES)).toMatchObject({ wecom: { corpId: 'ww1' }, wecomBot: { botId: 'aib1' } })
    expect(issuesOf({ ...bot, SIMULATOR: 'on' })).toContain('remove the WECOM_ variables')
    expect(issuesOf({ WECOM_BOT_ID: 'aib1' })).toContain('the WeCom smart bot is half configured — set WECOM_BOT_SECRET too')
    expect(issuesOf({ ...bot, WECOM_BOT_URL: 'https://openws.work.weixin.qq.com' })).toContain('write it with wss://')
  })
  it('with a DingTalk app needs none of WeCom', () => {
    const dingtalk = { DINGTALK_CLIENT_ID: 'd1', DINGTALK_CLIENT_SECRET: 's', DINGTALK_TOKEN: 'abc', DINGTALK_AES_KEY: 'a'.repeat(43) }
    const config = readConfig({ ...dingtalk, ORG_FILE: join(ROOT, 'org.example.yaml') }, OWN_RULES)
    expect(config).toMatchObject({
      isSimulated: false,
      dingtalk: { clientId: 'd1', robotCode: 'd1', oapiBase: 'https://oapi.dingtalk.com' },
    })
    expect(config.wecom).toBeUndefined()
    const both = readConfig({ ...WECOM, ...dingtalk, DINGTALK_ROBOT_CODE: 'r' }, OWN_RULES)
    expect(both).toMatchObject({ wecom: { corpId: 'ww1' }, dingtalk: { robotCode: 'r' } })
    expect(issuesOf({ ...dingtalk, SIMULATOR: 'on' })).toContain('remove the DINGTALK_ variables')
    expect(issuesOf({ ...WECOM, DINGTALK_CLIENT_ID: 'd1' })).toContain(
      'DingTalk is half configured — set DINGTALK_CLIENT_SECRET, DINGTALK_TOKEN, DINGTALK_AES_KEY too',
    )
  })
  it('with a DingTalk app over Stream needs no address, no token and no key', () => {
    const app = { DINGTALK_CLIENT_ID: 'd1', DINGTALK_CLIENT_SECRET: 's', DINGTALK_MODE: 'stream' }
    const { dingtalk, isSimulated } = readConfig({ ...app, ORG_FILE: join(ROOT, 'org.example.yaml') }, OWN_RULES)
    expect([isSimulated, dingtalk?.mode]).toEqual([false, 'stream'])
    expect(dingtalk).not.toHaveProperty('token')
    const { DINGTALK_CLIENT_SECRET: _, ...half } = app
    expect(issuesOf(half)).toContain('DingTalk is half configured — set DINGTALK_CLIENT_SECRET too')
    expect(issuesOf({ ...app, DINGTALK_MODE: 'http' })).toContain('set DINGTALK_TOKEN, DINGTALK_AES_KEY too')
    expect(issuesOf({ ...app, DINGTALK_MODE: 'socket' })).toContain('DINGTALK_MODE')
  })
  it('tells the faults of the organisation file beside those of the environment', () => {
    const folder = mkdtempSync(join(tmpdir(), 'huisheng-config-'))
    const file = join(folder, 'org.yaml')
    const text = readFileSync(join(ROOT, 'org.example.yaml'), 'utf8')
    writeFileSync(file, text.replace(/plant: weinan/, 'plant: weinam'))
    for (const [name, value] of [
      ['WECOM_CORP_ID', 'ww1'],
      ['PORT', 'x'],
    ] as const)
      expect(issuesOf({ [name]: value, ORG_FILE: file })).toMatch(/(WeCom is half configured|PORT)[\s\S]*names plant “weinam”/)
    rmSync(folder, { recursive: true })
  })
  it.each([
    [
      'half a WeCom app',
      { WECOM_CORP_ID: 'ww1', WECOM_SECRET: 's' },
      'WeCom is half configured — set WECOM_AGENT_ID, WECOM_TOKEN, WECOM_AES_KEY too',
    ],
    ['production without a database', { NODE_ENV: 'production', ...WECOM }, 'MONGODB_URI in production name a MongoDB replica set'],
    ['production without a channel', { NODE_ENV: 'production', MONGODB_URI: 'mongodb://db' }, 'no channel is configured'],
    ['a database that is none', { MONGODB_URI: 'localhost' }, 'MONGODB_URI must begin with mongodb://'],
    ['a port that is none', { PORT: 'x' }, 'PORT'],
    ['an address with a port', { HOST: '127.0.0.1:3000' }, 'HOST must be an address or a name of this machine, without a port'],
    ['the simulator in production', { NODE_ENV: 'production', SIMULATOR: 'on', MONGODB_URI: 'mongodb://db' }, 'SIMULATOR it is for trying'],
    ['simulator and app together', { ...WECOM, SIMULATOR: 'on' }, 'SIMULATOR'],
    [
      'an organisation file that is not there',
      { ...WECOM, ORG_FILE: '/nowhere.yaml' },
      '/nowhere.yaml cannot be read — copy an example and change it: cp ',
    ],
    ['an office that is not there', { SOFFICE: '/nowhere/soffice' }, 'SOFFICE /nowhere/soffice cannot be run'],
    ['a key of the wrong length', { ...WECOM, WECOM_AES_KEY: 'short' }, 'WECOM_AES_KEY must be 43'],
  ])('%s is said', (_name, environment, message) => {
    expect(issuesOf(environment)).toContain(message)
  })
  it.each([
    ['a port beyond all', { PORT: '99999' }, 'PORT：不能是 99999，最大写 65535'],
    ['a port that is no number', { PORT: '三千' }, 'PORT：要写数字，不能是 三千，请只写数字，不带引号和单位'],
    ['a language that there is none', { DEFAULT_LANGUAGE: 'zh_CN' }, 'DEFAULT_LANGUAGE：不能是 zh_CN，是不是 zh-CN？'],
    ['a level that there is none', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL：不能是 loud，可以写：fatal, error'],
    ['an address without http', { PUBLIC_URL: 'bot.example.com' }, 'PUBLIC_URL：要写网址，不能是 bot.example.com，请带上 http://'],
    ['a misspelt variable', { MONGODB_URL: 'mongodb://db/x' }, 'MONGODB_URL：没有地方用这个变量，是不是 MONGODB_URI？'],
    ['one in other letters', { WECOM_CORPID: 'ww1' }, 'WECOM_CORPID：没有地方用这个变量，是不是 WECOM_CORP_ID？'],
    ['a key of the wrong length', { ...WECOM, WECOM_AES_KEY: 'short' }, 'WECOM_AES_KEY：要写 43 个字母和数字，请从'],
    ['half an app', { WECOM_CORP_ID: 'ww1' }, 'WECOM_*：企业微信应用只配了一半，请把 WECOM_AGENT_ID, '],
    ['production without a database', { NODE_ENV: 'production', ...WECOM }, 'MONGODB_URI：正式运行要写 MongoDB 副本集的地址，如 '],
    ['a file that is not there', { ...WECOM, ORG_FILE: '/nowhere.yaml' }, 'ORG_FILE：/nowhere.yaml 读不到，请复制一份样例再改：cp '],
    ['a program that is not there', { SOFFICE: '/nowhere/soffice' }, 'SOFFICE：/nowhere/soffice 运行不了'],
  ])('%s is said in Chinese unless English is asked for', (_name, environment, message) => {
    const said = issuesOf(environment, 'zh-CN')
    expect(said).toMatch(/^配置还不能用，请先改好：/)
    expect(said).toContain(message)
  })
  it('takes no offence at variables of others, also near one that is set', () => {
    expect(
      issuesOf({ MONGODB_PORT: 'tcp://10.0.0.1:27017', XDG_DATA_DIRS: '/usr/share', MONGODB_URL: 'x', MONGODB_URI: 'mongodb://db/x' }),
    ).toBe('')
  })
  it('finds LibreOffice on the PATH, where it is named, or not at all', () => {
    const folder = mkdtempSync(join(tmpdir(), 'huisheng-path-'))
    const soffice = join(folder, 'soffice')
    writeFileSync(soffice, '#!/bin/sh\n', { mode: 0o755 })
    const found = (environment: Record<string, string>) => readConfig(environment, OWN_RULES).soffice
    expect(found({ PATH: `/nowhere:${folder}` })).toBe(soffice)
    expect(found({ PATH: '/nowhere', SOFFICE: soffice })).toBe(soffice)
    expect(found({ PATH: folder, SOFFICE: 'off' })).toBeUndefined()
    expect(found({ PATH: '/nowhere' })).toBeUndefined()
    rmSync(folder, { recursive: true })
  })
  it('tells every fault at once', () => {
    expect(issuesOf({ PORT: 'x', LOG_LEVEL: 'loud' })).toMatch(/PORT[\s\S]*LOG_LEVEL/)
  })
  it('takes a production site on the embedded engine only when it is said', () => {
    expect(issuesOf({ NODE_ENV: 'production', DATABASE: 'embedded', ...WECOM })).toBe('')
  })
  it.each([
    ['the simulator on this machine alone', {}, '127.0.0.1', 'http://127.0.0.1:3000'],
    ['a real channel on every address', WECOM, undefined, 'http://127.0.0.1:3000'],
    ['a real channel where it is told to', { ...WECOM, HOST: '10.0.0.7', PORT: '80' }, '10.0.0.7', 'http://10.0.0.7:80'],
    ['the simulator on every address only when it is told to', { HOST: '0.0.0.0' }, '0.0.0.0', 'http://127.0.0.1:3000'],
    ['an address of the newer kind', { HOST: '::1' }, '::1', 'http://[::1]:3000'],
  ])('listens with %s', (_what, environment, host, publicUrl) => {
    const config = readConfig(environment, OWN_RULES)
    expect([config.host, config.publicUrl]).toEqual([host, publicUrl])
  })
  it.each([
    ['.env.example', /^#?\s?([A-Z_]+)=/gm],
    ['README.md', /(?<=^\| |^\|.*` )`([A-Z_]+)`(?=[^|]* \|.*\|.*\|$)/gm],
    ['README.zh-CN.md', /(?<=^\| |^\|.*` )`([A-Z_]+)`(?=[^|]* \|.*\|.*\|$)/gm],
  ])('is listed in %s, name by name', (file, names) => {
    const listed = [...readFileSync(join(ROOT, file), 'utf8').matchAll(names)].map((match) => match[1])
    const ours = Object.keys(EnvironmentSchema.shape).filter((name) => name !== 'XDG_CACHE_HOME' && name !== 'PATH')
    expect(listed.sort()).toEqual(ours.sort())
  })
})

describe('the organisation file', () => {
  const example = readFileSync(join(ROOT, 'org.example.yaml'), 'utf8')
  it('as given is in order', () => {
    expect(readOrganisation('org.yaml', example, OWN_RULES).plants).toHaveLength(2)
  })
  it.each([
    [
      'an unknown plant',
      example.replace('plant: tongchuan, kinds: [CAKING', 'plant: xian, kinds: [CAKING'),
      /org\.yaml 第 13 行.*没有「xian」这家工厂/,
    ],
    ['an unknown role', example.replace('role: GM', 'role: BOSS'), /org\.yaml 第 32 行（roles\.11\.role）/],
    ['nobody to report to', example.replace('role: QC_HEAD', 'role: QC'), /没有人是 QC_HEAD，每份上报都要发给这个角色（R19\.1\.b）/],
    ['a department role without one', example.replace(', department: weinan-packing', ''), /角色 DEPT 没有写是哪个部门/],
    [
      'an unknown kind',
      example.replace('BAG_COUNT, BAG_WEIGHT, BREAKAGE, BULK_SHORT] }', 'RAIN] }'),
      /org\.yaml 第 10 行（departments\.0\.kinds）/,
    ],
    [
      'a misspelt part of the rules',
      example.replace('rules:', 'rules:\n  gfit: {}'),
      /org\.yaml 第 \d+ 行（rules\.gfit）：.*，是不是 gift？/,
    ],
    ['broken YAML', example.replace('plants:', 'plants: ['), /org\.yaml 第 \d+ 行：/],
  ])('%s is found with its line', (_name, text, message) => {
    expect(() => readOrganisation('org.yaml', text, OWN_RULES)).toThrow(message)
  })
})
