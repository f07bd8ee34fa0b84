/** Customers in WeChat, and the account that they write to. */
import { randomBytes } from 'node:crypto'
import type { App } from '../../src/app.js'
import type { MovableClock } from '../../src/simulator/clock.js'
import {
  createKfSimulator,
  type Done,
  type KfAccountOptions,
  type KfEntry,
  type KfSimulator,
  menuOf,
} from '../../src/simulator/wecom-kf/index.js'
import type { Bot } from './bot.js'

/** Ids as the platform gives them: it tells cases apart. */
export const LI = 'wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw'
export const CAO = 'wmAJ2GCAAAWJ6L725ICOVXh83-B7CQlx'

/** An account with secrets of its own, at a company whose callbacks are signed so. */
export const kfAccount = ({ corpId, token, aesKey }: Pick<KfAccountOptions, 'corpId' | 'token' | 'aesKey'>): KfAccountOptions => ({
  corpId,
  token,
  aesKey,
  secret: randomBytes(20).toString('hex'),
  openKfId: 'wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q',
  servicers: [
    { userid: 'liuna', isOnDuty: true },
    { userid: 'wangqiang', isOnDuty: false },
  ],
  customers: [
    { externalUserId: LI, nickname: '李会计' },
    { externalUserId: CAO, nickname: '老曹' },
  ],
})

const BETWEEN_MESSAGES_MS = 5_000

/** What a customer sees of an entry: words, and what can be clicked. */
export function shownIn({ body }: Pick<KfEntry, 'body'>): string {
  const text = (body.text as { content?: string } | undefined)?.content
  if (text !== undefined) return text
  if (body.msgtype !== 'msgmenu') return `[${body.msgtype}]`
  const head = (body.msgmenu as { head_content?: string }).head_content
  return [
    head,
    `[${menuOf(body)
      .map(({ content }) => content)
      .join('|')}]`,
  ]
    .filter(Boolean)
    .join('\n')
}

export class KfCustomer {
  private seen = 0

  constructor(
    readonly id: string,
    private readonly kf: KfSimulator,
    private readonly clock: Pick<MovableClock, 'moveBy'>,
    private readonly app: Pick<App, 'settled'>,
  ) {}

  says(text: string): Promise<string> {
    return this.after(() => this.kf.says(this.id, text))
  }

  async saysAll(...texts: readonly string[]): Promise<string> {
    for (const text of texts) await this.says(text)
    return this.heard()
  }

  taps(label: string): Promise<string> {
    return this.after(() => this.kf.taps(this.id, label))
  }

  sendsPhoto(content = `jpeg ${Math.random()}`): Promise<string> {
    return this.after(() => this.kf.sendsImage(this.id, Buffer.from(content)))
  }

  /** Whatever a customer, a servicer or the platform does, once the bot is done with it. */
  async after(act: () => Promise<Done>): Promise<string> {
    this.seen = this.entries().length
    this.clock.moveBy(BETWEEN_MESSAGES_MS)
    const { status } = await act()
    if (status !== 200) throw new Error(`the bot answered ${status}`)
    await this.app.settled()
    return this.heard()
  }

  entries(): readonly KfEntry[] {
    return this.kf.chat(this.id)
  }

  /** What the bot has said since the customer last did something. */
  heard(): string {
    return this.fromBot(this.entries().slice(this.seen)).join('\n')
  }

  /** Each message of the bot, from the first. */
  messages(): string[] {
    return this.fromBot(this.entries())
  }

  private fromBot(entries: readonly KfEntry[]): string[] {
    return entries.filter(({ from }) => from === 'app').map(shownIn)
  }
}

/** The account and its customers, in place of what the bot of a test starts itself. */
export const startKf = (
  company: Pick<KfAccountOptions, 'corpId' | 'token' | 'aesKey'>,
  more: { readonly callbackAddress: string; readonly now: () => Date },
): KfSimulator => createKfSimulator({ ...kfAccount(company), ...more })

export const PHONE = '13991300002'

/** 李会计, who writes in WeChat, is put into the archive. */
export async function addKfCustomer(bot: Bot): Promise<KfCustomer> {
  await bot.app.customers.add('test', {
    name: '渭南宏泰商品混凝土有限公司',
    shortName: '宏泰商混',
    region: '渭南',
    plant: 'weinan',
    contacts: [{ name: '李会计', phone: PHONE, chatId: `wecom-kf:${LI}` }],
    createdBy: 'test',
    salesperson: 'wecom:wangqiang',
    isIncomplete: false,
  })
  return bot.customer(LI)
}

/** What a customer says and taps about missing bags, up to the summary. */
export async function tellShortage(customer: KfCustomer): Promise<string> {
  await customer.says('我要投诉')
  await customer.taps('袋数不足')
  return tellOfShortage(customer)
}

async function tellOfShortage(customer: KfCustomer): Promise<string> {
  await customer.saysAll('PO42.5', 'T2611-021 陕E12345 昨天')
  await customer.taps('厂家送货')
  await customer.saysAll('700 692', '今天上午收货员老李点的')
  await customer.sendsPhoto()
  return customer.saysAll('卸车少了8袋，要求补上', '前进路12号工地')
}

/** The same of somebody whom nobody knows, with cement of 渭南厂. @param contact name and number as they write them @returns what the bot says once it is filed */
export async function fileAsStranger(customer: KfCustomer, company: string, contact: string): Promise<string> {
  await customer.says('我要投诉')
  await customer.taps('袋数不足')
  await customer.saysAll(company, contact)
  await customer.taps('渭南厂')
  await tellOfShortage(customer)
  return customer.taps('提交')
}
