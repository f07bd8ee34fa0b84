import { expect, it } from 'vitest'
import { filesSent } from '../../src/delivery/notice.js'

it.each([
  ['image', 'GJ-1.jpg'],
  ['voice', 'GJ-1.amr'],
  ['video', 'GJ-1.mp4'],
  ['file', 'GJ-1'],
] as const)('%s goes out as what it was kept as', (kind, name) => {
  expect(filesSent({ id: 'f1', kind }, 'GJ-1')).toEqual([{ type: 'file', kind, fileId: 'f1', name }])
})

it('a name that it came with stays', () => {
  expect(filesSent({ id: 'f1', kind: 'file', name: '磅单.pdf' }, 'GJ-1')).toMatchObject([{ name: '磅单.pdf' }])
})

it.each(['link', 'text'] as const)('a %s is no file', (kind) => {
  expect(filesSent({ id: 'f1', kind }, 'GJ-1')).toEqual([])
})
