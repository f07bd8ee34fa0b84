/** What a YAML file says, and in which line; what is wrong with it where it cannot be read. */
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'

export interface YamlFile {
  /** Whatever stands in it, never to be changed in place; undefined where it cannot be read. */
  readonly value: unknown
  readonly faults: readonly { readonly line: number; readonly message: string }[]
  /** Counted from 1. Where nothing stands at this path, the line of what it would stand in. */
  lineOf(path: readonly PropertyKey[]): number
}

interface Kept {
  readonly text: string
  readonly read: YamlFile
}
/** The last text of each file: a list that changes makes all dialogues read anew, and parsing is most of that. */
const kept = new Map<string, Kept>()

/** @param file how the text is named: as long as it says the same, it is parsed once */
export function readYamlFile(file: string, text: string): YamlFile {
  const known = kept.get(file)
  if (known?.text === text) return known.read
  const read = parse(text)
  kept.set(file, { text, read })
  return read
}

function parse(text: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const faults = document.errors.map(({ linePos, message }) => ({
    line: linePos?.[0].line ?? 1,
    message: message.split('\n')[0] ?? '',
  }))
  return { value: faults.length > 0 ? undefined : document.toJS(), faults, lineOf }

  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const parent = document.getIn(path.slice(0, length - 1), true)
      const key = path[length - 1]
      const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key)) : undefined
      const node = pair?.key ?? document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
}
