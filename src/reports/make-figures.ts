/** 统计分析: what is counted of the complaints of a time, as text, picture and workbook. */
import { Readable } from 'node:stream'
import type { Model } from 'mongoose'
import { addDays, type Calendar, instant } from '../calendar/index.js'
import { scopeOf } from '../complaints/access.js'
import type { Complaint } from '../complaints/model.js'
import { type Notice, say } from '../delivery/notice.js'
import { NotAllowedError } from '../errors.js'
import type { Organisation } from '../people/organisation.js'
import type { Person } from '../people/person.js'
import { readCounted } from './counted.js'
import { AGAIN_DAYS, againIn, type Shipped } from './counting.js'
import { during, wholeMonthsIn, yearBefore } from './day-span.js'
import { createShowFigures, type Figured } from './figure-rows.js'
import type { FormContext } from './form.js'
import type { Asked, Listings } from './listing.js'
import type { Store } from './make-forms.js'
import { fileNameOf, XLSX } from './make-table.js'
import type { ChartTask, WorkbookTask } from './making/tasks.js'
import type { FileRequest } from './requests.js'
import type { Shipments } from './shipments.js'

export interface MakeFiguresDeps {
  readonly complaints: Model<Complaint>
  readonly listings: Pick<Listings, 'asked'>
  readonly shipments: Pick<Shipments, 'known'>
  readonly calendar: Pick<Calendar, 'workingDaysBetween'>
  readonly organisation: Pick<Organisation, 'plants'>
  readonly form: FormContext
  readonly fontFile: string
  readonly store: Store
}

export function createMakeFigures(deps: MakeFiguresDeps) {
  const { complaints, listings, shipments, calendar, organisation, form, fontFile, store } = deps
  const { phrase } = form.wording
  const show = createShowFigures(form.wording, organisation)

  /** @param words 今年 渭南. @throws UserFacingError where they are not understood, or not for this reader */
  return async function makeFigures(request: FileRequest, reader: Person, words: string): Promise<Notice[]> {
    const asked = await listings.asked(words, reader, request.at)
    const figured = await figure(reader, asked)
    const title = phrase('figures.title', { title: asked.title })
    const made = phrase('ledger.by', { name: request.by.name, at: request.at.toISOString(), count: figured.now.length })
    const picture: ChartTask = { type: 'chart', title, panels: show.panels(figured), empty: phrase('figures.empty'), fontFile }
    const table: WorkbookTask = { type: 'workbook', title, by: made, columns: show.columns() }
    return [
      say('figures.text', { title, ...show.text(figured) }),
      await store(`${request.run}.chart`, 'figures.png', 'image/png', picture),
      await store(`${request.run}.figures`, `${fileNameOf(title)}.xlsx`, XLSX, table, Readable.from([show.rows(figured)])),
    ]
  }

  async function figure(reader: Person, asked: Asked): Promise<Figured> {
    const { span, everything, view } = asked
    if (!view.isInside || !span) throw new NotAllowedError('figures.notAllowed')
    const last = yearBefore(span)
    const earlier = { from: addDays(span.from, -AGAIN_DAYS), before: span.before }
    const read = (days: typeof span) => readCounted(complaints, { $and: [everything, during(days)] }, view, calendar)
    const plants = ratedPlants(reader, asked)
    const shippedIn = async (days: typeof span): Promise<Shipped> => shipments.known(plants, wholeMonthsIn(days))
    const [present, past, shipped, shippedBefore] = await Promise.all([read(earlier), read(last), shippedIn(span), shippedIn(last)])
    const isOf = ({ registeredAt }: { readonly registeredAt: Date }) => registeredAt >= instant(span.from)
    return {
      span,
      now: present.counted.filter(isOf),
      before: past.counted,
      again: againIn(present.counted),
      merged: present.merged.filter(isOf).length,
      damaged: present.damaged,
      plants,
      shipped,
      shippedBefore,
    }
  }

  /** Whose shipments the complaints may be set against: those that the reader sees whole, where nothing but kinds and plants was asked for. */
  function ratedPlants(reader: Person, { pieces }: Asked): string[] {
    const scope = scopeOf(reader)
    const named = pieces.flatMap(({ plant }) => plant ?? [])
    if (pieces.some(({ of }) => of === 'other')) return []
    return organisation.plants
      .map(({ id }) => id)
      .filter((id) => (!scope || scope.includes(id)) && (named.length === 0 || named.includes(id)))
  }
}
