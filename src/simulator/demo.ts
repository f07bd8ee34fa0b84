/** Demo people and customers of `org.example.yaml`, for the playground and for tests. */
import { randomBytes } from 'node:crypto'
import type { Customers } from '../customers/index.js'
import type { Connection } from '../database/connect.js'
import type { AppOptions } from './dingtalk/company.js'
import type { CorporationOptions, SimulatedUser } from './wecom/corporation.js'
import type { KfAccountOptions } from './wecom-kf/account.js'

export const DEMO_USERS: readonly SimulatedUser[] = [
  { userid: 'wangqiang', name: '王强', department: [4], title: '小王 · 销售员（渭南片区）' },
  { userid: 'liuna', name: '刘娜', department: [3], title: '小刘 · 客户服务' },
  { userid: 'zhaojianguo', name: '赵建国', department: [2], title: '赵部长 · 市场营销部' },
  { userid: 'zhoumin', name: '周敏', department: [5], title: '周部长 · 质检部' },
  { userid: 'chenjing', name: '陈静', department: [6], title: '陈工 · 渭南厂质检' },
  { userid: 'sunqiang', name: '孙强', department: [7], title: '孙主任 · 渭南厂包装发运' },
  { userid: 'wudawei', name: '吴大为', department: [7], title: '吴主任 · 渭南厂生产' },
  { userid: 'qianweimin', name: '钱卫民', department: [7], title: '钱总 · 渭南厂总经理' },
  { userid: 'songbo', name: '宋波', department: [9], title: '宋部长 · 生产技术部' },
  { userid: 'fengyuan', name: '冯远', department: [8], title: '冯总 · 铜川厂总经理' },
  { userid: 'hepeng', name: '何鹏', department: [8], title: '何主任 · 铜川厂' },
  { userid: 'zhanggong', name: '张工', department: [10], title: '张工 · 宏基商混（客户）' },
  { userid: 'linjing', name: '林静', department: [2], title: '小林 · 系统管理员' },
]

const DEPARTMENTS = [
  { id: 1, name: '秦源水泥', parentid: 0 },
  { id: 2, name: '市场营销部', parentid: 1 },
  { id: 3, name: '客户服务组', parentid: 2 },
  { id: 4, name: '销售组', parentid: 2 },
  { id: 5, name: '质检部', parentid: 1 },
  { id: 6, name: '渭南厂质检', parentid: 5 },
  { id: 7, name: '渭南厂', parentid: 1 },
  { id: 8, name: '铜川厂', parentid: 1 },
  { id: 9, name: '生产技术部', parentid: 1 },
  { id: 10, name: '上下游客户', parentid: 1 },
] as const

const letters = (bytes: number) => randomBytes(bytes).toString('hex')
const aesKey = () => randomBytes(32).toString('base64').replace(/[+/]/g, 'A').slice(0, 43)

/** A corporation with secrets of its own; new ones at every start, as nothing outside this process needs them. */
export function demoCorporation(users: readonly SimulatedUser[] = DEMO_USERS): CorporationOptions {
  return {
    corpId: `ww${letters(8)}`,
    agentId: 1_000_007,
    secret: letters(20),
    token: letters(12),
    aesKey: aesKey(),
    users,
    departments: DEPARTMENTS,
    tags: [
      { tagid: 1, tagname: '渭南质检', users: ['chenjing'], departments: [] },
      { tagid: 2, tagname: '铜川质检', users: ['hepeng'], departments: [] },
    ],
  }
}

/** Customers who are nobody's colleagues and write from WeChat. */
export const WECHAT_CUSTOMERS = [
  { userid: 'zhanggong', externalUserId: 'wmQYcement01ZhangGong8Xv3Lq2aTnBw', name: '张工', title: '张工 · 宏基商混' },
  { userid: 'caolaoban', externalUserId: 'wmQYcement02CaoLaoBan7Rk5Hs9dWmEj', name: '曹老板', title: '曹老板 · 没建档的新客户' },
] as const

/** The account that they write to. */
export const demoAccount = ({ corpId, token, aesKey }: CorporationOptions): KfAccountOptions => ({
  corpId,
  token,
  aesKey,
  secret: letters(20),
  openKfId: 'wkQYcement00KeFuZhangHao4Tz6Pn1c',
  // nobody plays the client in which servicers write: 转人工 is a task here
  servicers: [{ userid: 'liuna', isOnDuty: false }],
  customers: WECHAT_CUSTOMERS.map(({ externalUserId, name }) => ({ externalUserId, nickname: name })),
})

/** An app on DingTalk at which the same people are, by the same ids. */
export function demoDingtalkApp(members: readonly SimulatedUser[]): AppOptions {
  const clientId = `ding${letters(8)}`
  return {
    corpId: `ding${letters(10)}`,
    clientId,
    clientSecret: letters(32),
    robotCode: clientId,
    token: letters(12),
    aesKey: aesKey(),
    members,
    departments: DEPARTMENTS,
  }
}

/** In place of a person: nobody registered the demo customers. */
const CREATOR = 'demo'

const DEMO_CUSTOMERS = [
  {
    name: '渭南宏基商品混凝土有限公司',
    shortName: '宏基商混',
    region: '渭南',
    plant: 'weinan',
    contacts: [{ name: '张工', title: '材料科长', phone: '13991300001', chatId: 'wecom:zhanggong' }],
  },
  {
    name: '渭南宏远建材有限公司',
    shortName: '宏远建材',
    region: '渭南',
    plant: 'weinan',
    contacts: [{ name: '李会计', phone: '13991300002' }],
  },
  {
    name: '中铁关中环线项目部',
    shortName: '关中环线',
    region: '渭南',
    plant: 'weinan',
    contacts: [{ name: '马经理', phone: '13991300003' }],
  },
  {
    name: '铜川秦北水泥制品厂',
    shortName: '秦北制品',
    region: '铜川',
    plant: 'tongchuan',
    contacts: [{ name: '高厂长', phone: '13991300004' }],
  },
  {
    name: '大荔县众诚农资商行',
    shortName: '众诚农资',
    region: '大荔',
    plant: 'weinan',
    contacts: [{ name: '老曹', phone: '13991300005' }],
  },
] as const

export async function addDemoCustomers(customers: Customers): Promise<void> {
  for (const customer of DEMO_CUSTOMERS) {
    await customers.add(`demo ${customer.name}`, { ...customer, createdBy: CREATOR, salesperson: 'wecom:wangqiang', isIncomplete: false })
  }
}

/** Whom the archive has as members of the corporation, from an earlier playground too, is reached in WeChat from now on. */
export async function moveToWechat(connection: Connection): Promise<void> {
  const archive = connection.db!.collection('customers')
  for (const { userid, externalUserId } of WECHAT_CUSTOMERS)
    await archive.updateOne({ 'contacts.chatId': `wecom:${userid}` }, { $set: { 'contacts.$.chatId': `wecom-kf:${externalUserId}` } })
}

/** True where a playground has been on this database. Asked before anything is written, and a model would create its collection. */
export async function holdsDemoCustomers(connection: Connection): Promise<boolean> {
  return (await connection.db!.collection('customers').findOne({ createdBy: CREATOR }, { projection: { _id: 1 } })) !== null
}
