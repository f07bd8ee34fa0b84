/** The app of one platform on everybody's phone: what the playground shows and presses, whichever platform it is. */

export interface Phone {
  /** As it stands in the id of a contact. */
  readonly platform: string
  /** As people call it. */
  readonly name: string
  contactOf(userid: string): string
  chat(userid: string): readonly PhoneEntry[]
  onEntry(listener: (entry: PhoneEntry) => void): () => void
  medium(id: string): PhoneMedium | undefined
  says(userid: string, text: string): Promise<unknown>
  sendsPhoto(userid: string, bytes: Buffer, contentType: string): Promise<unknown>
  /** Absent where the platform brings no places. */
  sendsPlace?(userid: string, place: Place): Promise<unknown>
  /** What stands below every chat, where the platform has it. */
  readonly menu?: Menu
  /** Told of somebody who opens the chat, where the platform says so. */
  opens?(userid: string): Promise<unknown>
  /** Present where somebody who opens an empty chat is greeted in it. */
  readonly greets?: true
  /** What is called so, on the newest message that still has all of these. @throws Error where none has */
  taps(userid: string, labels: readonly string[]): Promise<unknown>
  isOnPhone(userid: string, press: Press): boolean
  presses(userid: string, press: Press): Promise<unknown>
  /** Waits for what is on its way to the bot. */
  settled(): Promise<void>
}

/** What one person sees. */
export interface PhoneEntry {
  /** No other entry has it, on whatever platform; what came later has a larger one. */
  readonly id: number
  readonly userid: string
  readonly platform: string
  readonly at: number
  readonly from: 'person' | 'app' | 'platform'
  /** The page has a way to draw each type. */
  readonly body: Readonly<Record<string, unknown>> & { readonly msgtype: string }
  /** For files: the name under which the person sees it, and its bytes. */
  readonly fileName?: string
  readonly fileSize?: number
  /** For cards: what replaced the buttons. */
  readonly replaced?: string
}

export interface PhoneMedium {
  readonly type: string
  readonly bytes: Buffer
  readonly name: string
}

export interface Place {
  readonly label: string
  readonly latitude: number
  readonly longitude: number
}

export interface Menu {
  entries(): readonly MenuEntry[] | undefined
  clicks(userid: string, key: string): Promise<unknown>
}
interface MenuEntry {
  readonly name?: string | undefined
  readonly key?: string | undefined
  readonly sub_button?: readonly MenuEntry[] | undefined
}

/** Something on a message that can be pressed, with the options chosen there. */
export interface Press {
  readonly card: string
  readonly key: string
  readonly selected: Readonly<Record<string, readonly string[]>>
}
