import { XMLParser } from 'fast-xml-parser'
import { WebhookError } from '../../errors.js'

/** Message ids exceed 2^53, so nothing becomes a number; entities stay off. */
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
})

export type XmlFields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is XmlFields => typeof value === 'object' && value !== null

/** The fields below the root `xml`. @throws WebhookError 400 */
export function readXml(text: string): XmlFields {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new WebhookError(400, 'document type')
  let root: unknown
  try {
    root = parser.parse(text).xml
  } catch (cause) {
    throw new WebhookError(400, 'xml', { cause })
  }
  if (!isFields(root)) throw new WebhookError(400, 'xml root')
  return root
}

/** The text of a field, `''` where it is empty, undefined where it is absent. */
export function textOf(fields: unknown, ...path: string[]): string | undefined {
  let value: unknown = fields
  for (const name of path) {
    if (!isFields(value)) return undefined
    value = Object.hasOwn(value, name) ? value[name] : undefined
  }
  return typeof value === 'string' ? value : undefined
}

/** Repeated elements as a list in their order, however many there were. */
export function listOf(fields: unknown, ...path: string[]): unknown[] {
  let value: unknown = fields
  for (const name of path) {
    if (!isFields(value) || !Object.hasOwn(value, name)) return []
    value = value[name]
  }
  return Array.isArray(value) ? value : [value]
}

/** CDATA with `]]>` inside split into two sections. */
export const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
