/** Texts as long as a platform takes them. */

/** Pieces that are each one message, in order, cut at line ends where possible and never inside a character; at least one. */
export function splitText(text: string, bytes: number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const line of text.split(/(?<=\n)/)) {
    for (const part of Buffer.byteLength(line) > bytes ? chunks(line, bytes) : [line]) {
      if (Buffer.byteLength(piece) + Buffer.byteLength(part) > bytes) {
        pieces.push(piece.trimEnd())
        piece = ''
      }
      piece += part
    }
  }
  return piece.trim() === '' && pieces.length > 0 ? pieces : [...pieces, piece.trimEnd()]
}

function chunks(line: string, bytes: number): string[] {
  const parts: string[] = []
  let part = ''
  for (const character of line) {
    if (Buffer.byteLength(part) + Buffer.byteLength(character) > bytes) {
      parts.push(part)
      part = ''
    }
    part += character
  }
  return [...parts, part]
}

/** `…` stands for what is left out; in characters as people count them. */
export function cut(text: string, characters: number): string {
  const all = [...text]
  return all.length <= characters ? text : `${all.slice(0, characters - 1).join('')}…`
}

/** In UTF-8, never inside a character. */
export function cutBytes(text: string, bytes: number): string {
  let kept = ''
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > bytes) break
    kept += character
  }
  return kept
}
