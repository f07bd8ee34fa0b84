/** The state of one simulated customer service account. */
import type { Medium } from '../wecom/corporation.js'

export interface KfAccountOptions {
  readonly corpId: string
  /** Of the app that manages the account. */
  readonly secret: string
  readonly token: string
  readonly aesKey: string
  readonly openKfId: string
  readonly servicers: readonly { readonly userid: string; readonly isOnDuty: boolean }[]
  readonly customers: readonly SimulatedCustomer[]
}

export interface SimulatedCustomer {
  readonly externalUserId: string
  readonly nickname: string
}

/** An item of sync_msg. */
export type Item = Readonly<Record<string, unknown>> & { readonly msgid: string; readonly send_time: number; readonly msgtype: string }

/** What a customer sees in the chat. */
export interface KfEntry {
  readonly id: number
  /** Of the customer. */
  readonly userid: string
  readonly at: number
  /** The platform itself only says that nothing more can be sent. */
  readonly from: 'customer' | 'app' | 'servicer' | 'platform'
  readonly msgid: string
  readonly body: Readonly<Record<string, unknown>> & { readonly msgtype: string }
  /** For files: the name under which it is seen, and its bytes. */
  readonly fileName?: string
  readonly fileSize?: number
}

export interface KfFaults {
  /** Share of API calls answered with HTTP 500. */
  serverErrorRate: number
  /** Share of API calls answered with -1. */
  busyRate: number
  /** Share of messages that arrive, while the answer to the bot is lost. */
  lostAnswerRate: number
  /** Share of notifications that never arrive. */
  dropRate: number
  /** Every notification arrives twice. */
  duplicate: boolean
  /** Notifications do not say for which account they are, as older ones did not. */
  namesNoAccount: boolean
  /** Every token dies after its first use. */
  tokenExpiresEarly: boolean
  /** A page now and then has nothing in it, though there is more. */
  emptyPages: boolean
  /** No page has more items than this; 0 where the caller says how many. */
  pageItems: number
  /** What is accepted fails later with this type; 0 is one of the types, so it is undefined where nothing fails. */
  sendFails: number | undefined
  /** The console has not given the account to the app. */
  isManagedElsewhere: boolean
  /** Every customer can be sent to at any time, and as often as one likes. */
  alwaysOpen: boolean
}

export const NO_KF_FAULTS: KfFaults = {
  serverErrorRate: 0,
  busyRate: 0,
  lostAnswerRate: 0,
  dropRate: 0,
  duplicate: false,
  namesNoAccount: false,
  tokenExpiresEarly: false,
  emptyPages: false,
  pageItems: 0,
  sendFails: undefined,
  isManagedElsewhere: false,
  alwaysOpen: false,
}

export type { Medium }
