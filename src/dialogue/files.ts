/** Files that people send, as answers or beside them. */
import { cut } from '../reading/text.js'
import type { FileRef, Value } from './session.js'

const TITLE_CHARS = 100
const LINK_CHARS = 2_000

/** A list in an answer or a fact about files holds nothing else. */
export const isFiles = (value: Value | undefined): value is readonly FileRef[] => Array.isArray(value)

/** Those before and the new ones; what has come already is not counted twice. */
export function addFiles(before: Value | undefined, files: readonly FileRef[]): readonly FileRef[] {
  const known = isFiles(before) ? before : []
  return [...known, ...files.filter(({ id }) => !known.some((file) => file.id === id)).map(bounded)]
}

/** A cut address leads nowhere: one that is too long is left out. */
function bounded(file: FileRef): FileRef {
  const { name, url, ...rest } = file
  return {
    ...rest,
    ...(name !== undefined && { name: file.kind === 'text' ? name : cut(name, TITLE_CHARS) }),
    ...(typeof url === 'string' && url.length <= LINK_CHARS && { url }),
  }
}
