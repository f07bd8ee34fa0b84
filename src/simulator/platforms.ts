/** The platforms of the demo company, each with its simulator, behind one server. */
import { DEMO_USERS, demoAccount, demoCorporation, demoDingtalkApp, WECHAT_CUSTOMERS } from './demo.js'
import { dingtalkRoutes } from './dingtalk/http.js'
import { createDingtalkSimulator } from './dingtalk/index.js'
import { createDingtalkPhone } from './dingtalk/phone.js'
import type { Kept } from './kept.js'
import { createPhones, type Player } from './phones.js'
import { groupOf } from './wecom/corporation.js'
import { simulatorRoutes } from './wecom/http.js'
import { createWecomSimulator } from './wecom/index.js'
import { createWecomPhone } from './wecom/phone.js'
import { createKfSimulator, joinApis } from './wecom-kf/index.js'
import { createKfPhone } from './wecom-kf/phone.js'

const WECOM_PREFIX = '/simulator/wecom'
const DINGTALK_PREFIX = '/simulator/dingtalk'

export interface PlatformsOptions {
  /** Of the server that all of it is behind. */
  readonly address: string
  readonly now: () => Date
  readonly kept: Kept
}

export function createPlatforms({ address, now, kept }: PlatformsOptions) {
  const inWechat = WECHAT_CUSTOMERS.map(({ userid }): string => userid)
  const staff = DEMO_USERS.filter(({ userid }) => !inWechat.includes(userid))
  const corporation = demoCorporation(staff)
  const account = demoAccount(corporation)
  const app = demoDingtalkApp(staff)
  const wecom = createWecomSimulator({ ...corporation, callbackAddress: `${address}/wecom/callback`, now, kept: kept.wecom })
  const kf = createKfSimulator({
    ...account,
    callbackAddress: `${address}/wecom/kf/callback`,
    now,
    kept: kept.kf,
    keptInbox: kept.inbox,
  })
  const dingtalk = createDingtalkSimulator({ ...app, base: () => `${address}${DINGTALK_PREFIX}`, now, kept: kept.dingtalk })
  const apiBase = `${address}${WECOM_PREFIX}`
  const dingtalkBase = `${address}${DINGTALK_PREFIX}`

  const players: readonly Player[] = [
    ...staff.map(
      (user): Player => ({
        userid: user.userid,
        name: user.name,
        title: user.title ?? user.name,
        group: groupOf(user, corporation),
        platforms: ['wecom', 'dingtalk'],
      }),
    ),
    ...WECHAT_CUSTOMERS.map(({ userid, name, title }): Player => ({ userid, name, title, group: '客户', platforms: ['wecom-kf'] })),
  ]
  const phones = createPhones(players, [
    createWecomPhone(wecom),
    createKfPhone(kf, Object.fromEntries(WECHAT_CUSTOMERS.map(({ userid, externalUserId }) => [userid, externalUserId]))),
    createDingtalkPhone(dingtalk, address),
  ])

  return {
    phones,
    faults: { wecom, 'wecom-kf': kf, dingtalk },
    routers: [simulatorRoutes(joinApis(kf, wecom), WECOM_PREFIX), dingtalkRoutes(dingtalk, DINGTALK_PREFIX)],
    noteShut: kf.noteShut,
    wecom: { ...corporation, apiBase },
    wecomKf: { ...account, account: account.openKfId, apiBase },
    dingtalk: { ...app, mode: 'http' as const, apiBase: dingtalkBase, oapiBase: dingtalkBase },
  }
}
