/** The state of one simulated company on DingTalk with one app and its robot. */

export interface SimulatedMember {
  readonly userid: string
  readonly name: string
  /** Where they work; the whole company unless given. */
  readonly department?: readonly number[]
}
export interface SimulatedDepartment {
  readonly id: number
  readonly name: string
  readonly parentid: number
}

export interface AppOptions {
  readonly corpId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly robotCode: string
  /** Of the subscription of events. */
  readonly token: string
  readonly aesKey: string
  /** Cards that are published in the console. */
  readonly cardTemplate?: string
  readonly members: readonly SimulatedMember[]
  readonly departments?: readonly SimulatedDepartment[]
  /** 角色, with those who hold them. */
  readonly roles?: readonly { readonly id: number; readonly users: readonly string[] }[]
}

/** What one message looks like to whoever gets it. */
export type Seen =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'markdown'; readonly title: string; readonly text: string; readonly buttons: readonly Button[] }
  | { readonly type: 'card'; readonly id: string; readonly values: Readonly<Record<string, string>> }
  | { readonly type: 'media'; readonly kind: string; readonly mediaId: string; readonly name: string }

/** A link; one that begins with `dtmd:` makes whoever presses it say its text. */
export interface Button {
  readonly label: string
  readonly url: string
}

export interface ChatEntry {
  readonly id: number
  readonly userid: string
  readonly at: number
  readonly from: 'person' | 'robot'
  readonly seen: Seen
}

export interface Medium {
  readonly id: string
  readonly kind: string
  readonly bytes: Buffer
  readonly name: string
}

export interface Faults {
  /** Calls of one method in a second. */
  qps: number
  /** Calls that are left of the month. */
  quotaLeft: number
  /** Calls from this address are answered with a page and nothing else. */
  isBanned: boolean
  /** Who has left the company. */
  readonly hasLeft: Set<string>
  /** The app may not read contacts. */
  mayNotReadContacts: boolean
  /** Whom the platform sends nothing for now. */
  readonly flowControlled: Set<string>
}

export const noFaults = (): Faults => ({
  qps: 20,
  quotaLeft: Number.POSITIVE_INFINITY,
  isBanned: false,
  hasLeft: new Set(),
  mayNotReadContacts: false,
  flowControlled: new Set(),
})
