/** What can be made in the process beside: plain data in, the bytes of a file out. */
import type { Form } from '../form.js'

/** At the foot of every page; what is empty is left out. */
export interface PageFoot {
  /** Number and revision of the form in the company's own list of forms. */
  readonly number: string
  readonly revision: string
  /** Of the record. */
  readonly no: string
  /** Who had it made, and when (domain.md 8). */
  readonly made: string
  /** `# / #`: where the page and their count stand. */
  readonly page: string
}
/** A printed form with its photos, whose parts are `Photo`s, or pages of photos alone. */
export interface FormTask {
  readonly type: 'form'
  /** Absent in a further volume, which holds photos alone. */
  readonly form?: Form
  readonly company: string
  /** 附件2 */
  readonly annex: string
  readonly title: string
  readonly foot: PageFoot
  readonly wording: { readonly signLine: string; readonly unreadable: string }
  /** How many photos follow; they share the room of one document. */
  readonly photos: number
}
/** The head of a photo; its bytes follow as they are read. None: it is only named. */
export interface PhotoHead {
  readonly photo: string
  /** Above the first of them. */
  readonly heading: string
  /** 登记时 王强 2026-11-03 07:01 */
  readonly origin?: string
  /** No picture: it is named, and stays where it is. */
  readonly isElsewhere?: true
}
export type PhotoPart = PhotoHead | Uint8Array

/** A letter on plain paper, signed at the lower right. */
export interface LetterTask {
  readonly type: 'letter'
  readonly company: string
  readonly title: string
  readonly number: string
  readonly paragraphs: readonly string[]
  readonly signature: readonly string[]
  /** Where it was exported: who had it made, and when. */
  readonly made: string
  readonly unreadable: string
  /** How many photos follow. */
  readonly photos: number
}

/** Bars of counts in one or several panels, as a picture that is readable on a phone. */
export interface ChartTask {
  readonly type: 'chart'
  readonly title: string
  readonly panels: readonly Panel[]
  /** Said where there is nothing to count. */
  readonly empty: string
  readonly fontFile: string
}
export interface Panel {
  readonly title?: string
  readonly rows: readonly string[]
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[]
  /** The series are parts of one bar; else each has a bar of its own. */
  readonly isStacked?: true
}

/** A QR code, with lines below it. */
export interface CodeTask {
  readonly type: 'code'
  readonly url: string
  readonly lines: readonly string[]
  readonly fontFile: string
}

export type CellValue = string | number | Date | null
export interface Column {
  readonly title: string
  /** In characters. */
  readonly width: number
  readonly format: 'text' | 'time' | 'money'
}
/** A table whose parts are batches of rows. Dates are shown as they stand in UTC: workbooks know no time zone. */
export interface WorkbookTask {
  readonly type: 'workbook'
  readonly title: string
  /** Second line: who made it and when. */
  readonly by: string
  readonly columns: readonly Column[]
}
export type RowsPart = readonly (readonly CellValue[])[]

export type Task = FormTask | LetterTask | ChartTask | CodeTask | WorkbookTask
export type Part = PhotoPart | RowsPart
