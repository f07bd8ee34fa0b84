/** What a platform allows, as data: whoever sends, joins or lays out asks here and knows no platform. */
export interface Limits {
  /** Messages to one person. */
  readonly toPerson: { readonly aMinute: number; readonly anHour: number }
  /** Messages of the app to anybody, all replicas together. */
  readonly sendsAMinute: number
  /** Where what is sent is counted by the month: the amounts that a company may have bought, the smallest first. */
  readonly sendsAMonth?: readonly number[]
  /** Sends of one process under way at once; files have places of their own, as each may take minutes. */
  readonly atOnce: { readonly messages: number; readonly files: number }
  /** Of one text, in UTF-8; a longer one becomes several messages. */
  readonly textBytes: number
  readonly card: CardLimits
  /** Of what is sent and of what people send. */
  readonly fileBytes: { readonly image: number; readonly voice: number; readonly video: number; readonly file: number }
  /** So long the platform keeps what a person sent. */
  readonly mediaKeptMs: number
  /** A message that was delivered may be delivered, or played back, again for so long. */
  readonly repeatsForMs: number
  /** Present where a talk can be given to a person of the company. */
  readonly hasServicers?: true
  /** Absent where we may write at any time; else so many messages for so long after a person's own. */
  readonly replyWindow?: ReplyWindow
}

export interface ReplyWindow {
  readonly messages: number
  readonly ms: number
  /** Of all words of a message that can be pressed, in UTF-8; with more of them it becomes several messages. */
  readonly cardBytes: number
}

export interface CardLimits {
  /** What is longer is cut, in characters as people count them. */
  readonly chars: { readonly title: number; readonly button: number; readonly rowLabel: number }
  /** Of one card; more of them become a second card. */
  readonly buttons: number
  /** That can be tapped or ticked; a question with more of them becomes a numbered list. */
  readonly options: number
  readonly form: { readonly selects: number; readonly options: number }
  /** How long after it was sent a card can still be changed; 0 where it never can. */
  readonly changesForMs: number
}
