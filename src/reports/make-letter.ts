import { latest } from '../cases/history.js'
import { evidenceOf } from '../complaints/evidence.js'
import type { Complaint } from '../complaints/model.js'
import type { Notice } from '../delivery/notice.js'
import { annexBytes } from './annex-bytes.js'
import { DOCX, type MakeFormsDeps, madeBy } from './make-forms.js'
import type { LetterTask } from './making/tasks.js'
import { type FileRequest, TRIES } from './requests.js'
import { signerOf } from './signer.js'

type MakeLetterDeps = Pick<MakeFormsDeps, 'form' | 'areFetched' | 'files' | 'store'>

/** The written reply (R19.3.b), a formal letter with our data: a draft until the head of quality has signed it. */
export function createMakeLetter({ form, areFetched, files, store }: MakeLetterDeps) {
  const { phrase } = form.wording

  return async function makeLetter(request: FileRequest, complaint: Complaint): Promise<Notice[]> {
    const explained = latest(complaint, 'explained')
    if (explained?.data?.replyNeeded !== true) return []
    const signed = latest(complaint, 'replySigned')
    // the customer is told what it shows, not who of ours brought it
    const data = evidenceOf(complaint, complaint.round).flatMap(({ cameWith: _, ...one }) => (one.group === 'ourData' ? [one] : []))
    const mayWait = request.attempts + 1 < TRIES
    if (mayWait && !(await areFetched(data.map(({ id }) => id)))) throw new Error(`data of ${complaint._id} are still being fetched`)
    const values = {
      ...latest(complaint, 'factsWritten')?.data,
      ...explained.data,
      no: complaint._id,
      kind: complaint.kind,
      customer: complaint.customer.name,
      description: complaint.description,
      receivedAt: complaint.receivedAt.toISOString(),
      count: data.length,
    }
    const line = (name: string, more = {}) => phrase(`forms.letter.${name}`, { ...values, ...more })
    const title = line(complaint.kind === 'OTHER' ? 'titleOther' : 'title')
    const task: LetterTask = {
      type: 'letter',
      company: form.company,
      title,
      number: line(signed ? 'number' : 'numberOfDraft', { name: signed ? signerOf(signed, phrase) : '' }),
      paragraphs: [
        line('to'),
        line('body'),
        line('facts'),
        line('cause'),
        ...(data.length > 0 ? [line('ourData')] : []),
        line('explanation'),
        line('thanks'),
        line('end'),
        ...(data.length > 0 ? [line('annexed')] : []),
      ],
      signature: [line('company', { company: form.company }), line('day', { at: (signed ?? explained).at.toISOString() }), line('seal')],
      made: madeBy(request, phrase),
      unreadable: phrase('forms.unreadable'),
      photos: data.length,
    }
    const parts = annexBytes(data, { files, phrase })
    return [await store(`${request.run}.letter`, `${explained.data.replyNo}-${title}.docx`, DOCX, task, parts)]
  }
}
