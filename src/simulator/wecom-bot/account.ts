/** One simulated smart bot, and what its members see. */
export interface BotAccountOptions {
  readonly botId: string
  readonly secret: string
  /** Ids as the platform writes them, which need not be small letters. */
  readonly members: readonly { readonly userid: string; readonly name: string }[]
}

/** A message in the chat of a member. */
export interface BotEntry {
  readonly at: number
  readonly from: 'member' | 'bot'
  readonly body: BotBody
  /** How it came from the bot. */
  readonly cmd?: string
  /** For files: the name under which it is seen. */
  readonly fileName?: string
}
export type BotBody = Readonly<Record<string, unknown>> & { readonly msgtype: string }

/** What becomes of one frame of the bot's in place of its answer. */
export type Mishap =
  /** It is done, and the answer gets lost. */
  | 'lost'
  /** It is not done, and never answered. */
  | 'slow'
  /** It is not done, and the connection breaks. */
  | 'drop'
  /** It is not done, and the answer is no frame. */
  | 'nonsense'
  | { readonly errcode: number; readonly errmsg: string }

export interface BotFaults {
  /** Asked for every frame but pings and subscriptions. */
  mishap: (cmd: string) => Mishap | undefined
  /** Connections are refused before they are open. */
  isAway: boolean
  /** Pings are answered no more. */
  isMute: boolean
  /** Every message and event is brought twice. */
  duplicate: boolean
  /** Messages of one conversation. */
  aMinute: number
  anHour: number
}

export const noBotFaults = (): BotFaults => ({
  mishap: () => undefined,
  isAway: false,
  isMute: false,
  duplicate: false,
  aMinute: 30,
  anHour: 1_000,
})
