import JSZip from 'jszip'
import { expect, it } from 'vitest'
import { makeForm } from '../../src/reports/making/docx.js'
import type { PhotoPart } from '../../src/reports/making/tasks.js'
import { formsOf, recordOf } from '../setup/printed.js'

async function* noPhotos(): AsyncGenerator<PhotoPart> {}

it('lets a list of numbers break between them, and no number within', async () => {
  const [form] = formsOf(recordOf({ kind: 'BAG_WEIGHT', weights: [49.4, 49.6] }))
  const foot = { number: '', revision: '', no: '', made: '', page: '' }
  const wording = { signLine: '', unreadable: '' }
  const docx = await makeForm({ type: 'form', form: form!, company: '', annex: '', title: '', foot, wording, photos: 0 }, noPhotos())
  expect(await (await JSZip.loadAsync(docx)).file('word/document.xml')!.async('string')).toContain('49.4、\u200B49.6')
})
