import { expect, it } from 'vitest'
import type { Notice } from '../../src/delivery/notice.js'
import { introduced } from '../../src/reports/introduced.js'

const file: Notice = { type: 'file', kind: 'file', fileId: 'f', name: 'a.docx' }
const said: Notice = { type: 'text', text: { key: 'ledger.made' } }
const FORMS = { kind: 'forms', no: 'TS-1', rounds: [1] } as const

it.each([
  ['of files that somebody asked for', { wanted: FORMS }, [file, file], { no: 'TS-1', what: 'forms', role: null, count: 2 }],
  ['of a file that comes by itself', { wanted: FORMS, role: 'CS' }, [file], { no: 'TS-1', what: 'forms', role: 'formsCS', count: 0 }],
  ['of a list of no case', { wanted: { kind: 'openList' } }, [file], { no: null, what: 'openList', role: null, count: 0 }],
] as const)('a sentence comes first %s', (_, request, notices, values) => {
  expect(introduced(request, notices)).toEqual([{ type: 'text', text: { key: 'files.here', values } }, ...notices])
})

it('what begins with words of its own keeps them', () => {
  expect(introduced({ wanted: { kind: 'ledger', year: 2026 } }, [said, file])).toEqual([said, file])
})
