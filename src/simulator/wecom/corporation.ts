/** The state of one simulated corporation with one self-built app. */

export interface SimulatedUser {
  readonly userid: string
  readonly name: string
  readonly department: readonly number[]
  /** For people who look at the simulation. */
  readonly title?: string
  readonly isOutsideApp?: boolean
}

export interface SimulatedDepartment {
  readonly id: number
  readonly name: string
  readonly parentid: number
}

export interface SimulatedTag {
  readonly tagid: number
  readonly tagname: string
  readonly users: readonly string[]
  readonly departments: readonly number[]
}

export interface CorporationOptions {
  readonly corpId: string
  readonly agentId: number
  readonly secret: string
  readonly token: string
  readonly aesKey: string
  readonly users: readonly SimulatedUser[]
  readonly departments: readonly SimulatedDepartment[]
  readonly tags?: readonly SimulatedTag[]
}

/** The department right below the company that somebody belongs to: among whom people look for them. */
export function groupOf(
  { department: [own] }: Pick<SimulatedUser, 'department'>,
  { departments }: Pick<CorporationOptions, 'departments'>,
): string {
  const found = departments.find(({ id }) => id === own)
  const parent = departments.find(({ id }) => id === found?.parentid)
  return parent && parent.parentid !== 0 ? groupOf({ department: [parent.id] }, { departments }) : (found?.name ?? '')
}

/** What one person sees in the chat with the app. */
export interface ChatEntry {
  readonly id: number
  readonly userid: string
  readonly at: number
  readonly from: 'person' | 'app'
  /** The message as the platform knows it. */
  readonly body: Readonly<Record<string, unknown>> & { readonly msgtype: string }
  /** For files: the name under which the person sees it, and its bytes. */
  readonly fileName?: string
  readonly fileSize?: number
  /** For cards: what replaced the buttons. */
  readonly replaced?: string
}

export interface Medium {
  readonly id: string
  readonly type: string
  readonly bytes: Buffer
  readonly name: string
  readonly contentType: string
  readonly createdAt: number
}

export interface Faults {
  /** Every callback arrives twice. */
  duplicate: boolean
  /** Callbacks wait this long. */
  delayMs: number
  /** Two callbacks in a row change places. */
  outOfOrder: boolean
  /** Share of API calls answered with HTTP 500. */
  serverErrorRate: number
  /** Share of API calls answered with -1. */
  busyRate: number
  /** Share of callbacks that never arrive. */
  dropRate: number
  /** Every token dies after its first use. */
  tokenExpiresEarly: boolean
  /** Share of messages that arrive, while the answer to the bot is lost. */
  lostAnswerRate: number
}

export const NO_FAULTS: Faults = {
  duplicate: false,
  delayMs: 0,
  outOfOrder: false,
  serverErrorRate: 0,
  busyRate: 0,
  dropRate: 0,
  tokenExpiresEarly: false,
  lostAnswerRate: 0,
}

/** What came of the faults: how often each has struck, and what then went well after all. */
export interface FaultCounts extends Readonly<Record<keyof Faults, number>> {
  /** Messages that the bot sent again, and that arrived. */
  readonly sentAgain: number
  /** Callbacks that the platform had to deliver again. */
  readonly redelivered: number
}
export type Struck = keyof FaultCounts
