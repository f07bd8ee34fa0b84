import { z } from 'zod'
import { addFiles, isFiles } from '../files.js'
import type { Value } from '../session.js'
import { inputKind, misreadAs } from './kind.js'

/** Photos and the like, sent one by one until somebody says that these are all. */
export const files = inputKind({
  schema: z.strictObject({ type: z.literal('files'), min: z.number().default(0), max: z.number().default(20) }),
  reasons: ['files', 'filesMin', 'filesMax'],
  /** Whoever has sent enough and simply writes on has finished with them. */
  read({ input, id, answers }, text) {
    const sent = answers[id]
    const otherwise = { field: id, reason: 'files', values: { min: input.min } }
    return { is: 'passedOn', answers: hasEnough(sent, input.min) && isFiles(sent) ? { [id]: sent } : undefined, text, otherwise }
  },
  takeFiles({ input, id, answers }, sent) {
    const all = addFiles(answers[id], sent)
    if (all.length > input.max) return misreadAs(id, 'filesMax', { max: input.max })
    if (all.length === input.max) return { is: 'answer', answers: { [id]: all } }
    return {
      is: 'kept',
      answers: { [id]: all },
      note: all.length < input.min ? 'filesMore' : 'filesReceived',
      values: { count: all.length, min: input.min },
      offers: all.length === Math.max(1, input.min) ? ['finish'] : [],
    }
  },
  command({ input, id, answers }, command) {
    if (command !== 'finish') return undefined
    const sent = answers[id]
    const count = isFiles(sent) ? sent.length : 0
    if (count < input.min) return misreadAs(id, 'filesMin', { count, min: input.min })
    return { is: 'answer', answers: { [id]: sent ?? { none: 'skipped' } } }
  },
  isAnswered: (input, id, answers) => hasEnough(answers[id], input.min),
  sentBefore({ files }) {
    const photos = isFiles(files) ? files.filter(({ kind }) => kind !== 'text' && kind !== 'link') : []
    return photos.length > 0 ? photos : undefined
  },
  show: (_input, _field, value) => ({ key: 'fileCount', values: { count: isFiles(value) ? value.length : 0 } }),
  isReopened: true,
  hidesPrevious: true,
})

/** One at least; that there are none is an answer as well. */
const hasEnough = (value: Value | undefined, min: number): boolean =>
  value !== undefined && (!Array.isArray(value) || value.length >= Math.max(1, min))
