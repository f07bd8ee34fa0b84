/** Sentences that are said otherwise than the files have them, each under its id: `zh-CN.complaint.steps.kind.ask`. Pure. */
import { z } from 'zod'

const SentenceSchema = z.strictObject({
  text: z.string().min(1),
  /** What the file said in its place then: where it has other placeholders now, this counts no more. */
  written: z.string(),
  /** Of a name, what it was before: still understood. */
  formerly: z.array(z.string()).default([]),
})
/** As it is kept, under its id. */
export type KeptSentence = z.infer<typeof SentenceSchema>
export type KeptSentences = ReadonlyMap<string, KeptSentence>

const UNDER = 'sentences.'
export const sentencePath = (id: string): string => UNDER + id

/** The sentence that is set there; nothing where the path is of something else. */
export const sentenceIdOf = (path: string): string | undefined => (path.startsWith(UNDER) ? path.slice(UNDER.length) : undefined)

/** @returns nothing where this version cannot read it */
export const readKeptSentence = (value: unknown): KeptSentence | undefined => SentenceSchema.safeParse(value).data

/** What this version cannot read is as the file has it. */
export const sentencesIn = (settings: ReadonlyMap<string, unknown>): KeptSentences =>
  new Map(
    [...settings].flatMap(([path, value]) => {
      const id = sentenceIdOf(path)
      const kept = id === undefined ? undefined : readKeptSentence(value)
      return id !== undefined && kept ? [[id, kept] as const] : []
    }),
  )
