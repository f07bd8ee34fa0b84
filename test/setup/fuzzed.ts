/** Texts that a platform never sends, made out of those that it does. */
import fc from 'fast-check'

interface Edit {
  readonly at: number
  readonly without: number
  readonly instead: string
}

/** What readers of XML, JSON, numbers and addresses stumble over. */
const ODD = [
  ...['', '<', '>', '&', '"', "'", '\\', '\u0000', '\r\n', ' ', '=', '%', '%00', '😀', '\ud800', '＃', '{', '}', '[', ']', ',', ':'],
  ...['<![CDATA[', ']]>', '<!DOCTYPE a [<!ENTITY b "c">]>', '&b;', '<Encrypt>', '</xml>', 'null', 'true', '-1', '1e999', '[]', '{}'],
  ...['{"$gt":""}', '"__proto__":', 'constructor', '../', '9'.repeat(40), '[['.repeat(200), 'a'.repeat(5_000)],
]

/** A few places of a text, and what stands there instead. */
export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    at: fc.nat(5_000),
    without: fc.oneof(fc.nat(3), fc.nat(400)),
    instead: fc.oneof(fc.constantFrom(...ODD), fc.string({ maxLength: 6 })),
  }),
  { minLength: 1, maxLength: 4 },
)

export const edited = (text: string, made: readonly Edit[]): string =>
  made.reduce((now, { at, without, instead }) => {
    const from = at % (now.length + 1)
    return `${now.slice(0, from)}${instead}${now.slice(from + without)}`
  }, text)
