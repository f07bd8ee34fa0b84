/** The minutes of a quality-analysis meeting (R19.4.c): why it was held, who came, what was found, and what became of each measure. */
import type { Model } from 'mongoose'
import type { CaseEvent, CaseRecord } from '../cases/case.js'
import { dataOf } from '../cases/history.js'
import type { CaseFilter } from '../cases/rights.js'
import { isWhole } from '../cases/whole.js'
import { filesOf } from '../complaints/part-a.js'
import { correctiveAction } from '../corrective-actions/corrective-action.js'
import type { Notice } from '../delivery/notice.js'
import type { Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import { annexBytes } from './annex-bytes.js'
import type { Form, FormCell } from './form.js'
import { DOCX, type MakeFormsDeps, madeBy } from './make-forms.js'
import type { FormTask } from './making/tasks.js'
import type { FileRequest } from './requests.js'
import { signerOf } from './signer.js'

export interface MakeMinutesDeps extends Pick<MakeFormsDeps, 'form' | 'numbers' | 'files' | 'store'> {
  readonly cases: Model<CaseRecord>
}

export function createMakeMinutes({ form, numbers, files, store, cases }: MakeMinutesDeps) {
  const { phrase } = form.wording

  /** @param visible what the reader may see of meetings */
  return async function makeMinutes(request: FileRequest, no: string, visible: CaseFilter): Promise<Notice[]> {
    const meeting = await cases.findOne({ $and: [{ _id: no, caseKind: 'meeting' }, visible] }).lean<CaseRecord>()
    if (!meeting) throw new UserFacingError('meeting.notAllowed', { no })
    const found = await cases.find({ parent: no, caseKind: 'correctiveAction' }).lean<CaseRecord[]>()
    const measures = found.filter((one) => isWhole(one, correctiveAction)).sort((one, other) => (one._id < other._id ? -1 : 1))
    const annexed = filesOf(lastOf(meeting, 'minutesFiled').minutesFile).map(({ id, kind }, index) => ({
      id,
      kind,
      group: 'minutes' as const,
      count: index + 1,
    }))
    const title = phrase('minutesPaper.title')
    const task: FormTask = {
      type: 'form',
      form: formOf(meeting, measures, phrase),
      company: form.company,
      annex: '',
      title,
      foot: { ...numbers.minutes, no, made: madeBy(request, phrase), page: phrase('forms.page') },
      wording: { signLine: phrase('forms.signLine'), unreadable: phrase('forms.unreadable') },
      photos: annexed.length,
    }
    return [await store(`${request.run}.minutes`, `${no}-${title}.docx`, DOCX, task, annexBytes(annexed, { files, phrase }))]
  }
}

type Phrase = (key: string, values?: Values) => string

const eventsOf = ({ events }: CaseRecord): readonly CaseEvent[] => events
const lastOf = (record: CaseRecord, type: string): Values => {
  const event = eventsOf(record).findLast((one) => one.type === type)
  return event ? dataOf(event) : {}
}

function formOf(meeting: CaseRecord, measures: readonly CaseRecord[], phrase: Phrase): Form {
  const cell = (field: string, value: unknown): FormCell => ({
    field,
    label: phrase(`minutesPaper.labels.${field}`),
    value: typeof value === 'string' && value !== '' ? value : phrase('forms.none'),
  })
  const { attendees, causes } = lastOf(meeting, 'minutesFiled')
  const day = (value: unknown) => (typeof value === 'string' ? phrase('forms.day', { at: value }) : undefined)
  const section = (name: string, rows: readonly (readonly FormCell[])[]) => ({ title: phrase(`minutesPaper.sections.${name}`), rows })
  return {
    sections: [
      section('meeting', [
        [cell('no', meeting._id), cell('parent', meeting.parent)],
        [cell('meetingOn', day(lastOf(meeting, 'meetingConvened').meetingOn)), cell('customer', meeting.customer?.name)],
        [cell('reason', lastOf(meeting, 'meetingOpened').reason)],
        [cell('attendees', attendees)],
      ]),
      section('causes', [[cell('causes', causes)]]),
      ...measures.map((measure, index) => ({
        title: phrase('minutesPaper.sections.measure', { nth: index + 1, no: measure._id }),
        rows: measureRows(measure, cell, phrase),
      })),
    ],
    signatures: ['GM', 'MKT_HEAD', 'QC_HEAD', 'DEPT'].map((role) => ({ title: phrase(`roles.${role}`), opinion: '', noted: '' })),
  }
}

/** What is to be done, by whom and until when, and what came of it. */
function measureRows(measure: CaseRecord, cell: (field: string, value: unknown) => FormCell, phrase: Phrase): FormCell[][] {
  const given = lastOf(measure, 'measureGiven')
  const said = (type: string) => {
    const event = eventsOf(measure).findLast((one) => one.type === type)
    return event && phrase(`minutesPaper.${type}`, { ...dataOf(event), name: signerOf(event, phrase), at: event.at.toISOString() })
  }
  const departments = measure.departments.map((department) => phrase('minutesPaper.department', { department })).join('、')
  return [
    [cell('measure', given.measure)],
    [cell('department', departments), cell('due', typeof given.due === 'string' ? phrase('forms.day', { at: given.due }) : undefined)],
    [cell('result', said('measureDone'))],
    [cell('verified', said('measureVerified'))],
  ]
}
