/**
 * The names in one message, as they were typed and in their order: `刘娜、陈静`, `刘娜 陈静`, `刘娜和陈静`. A word for “and” counts only between two
 * characters on each side, so that 李和平 stays one name.
 */
export function namesIn(text: string): string[] {
  return text.split(/\s+and\s+|[\s,，、;；。/+&]+|(?<=\p{Script=Han}{2})[和跟与及](?=\p{Script=Han}{2})/iu).filter((name) => name !== '')
}
