/** A member of the staff with whom a story can be told, whatever platform they are on. */

export interface SentFile {
  readonly bytes: Buffer
  readonly name: string
}

export interface Talker {
  says(text: string): Promise<string>
  saysAll(...texts: readonly string[]): Promise<string>
  taps(label: string): Promise<string>
  sendsPhoto(content?: string): Promise<string>
  /** Everything that was said since they last did something. */
  heard(): string
  /** All that was ever said to them. */
  transcript(): string
  /** What came as files, in order. */
  files(): readonly SentFile[]
}
