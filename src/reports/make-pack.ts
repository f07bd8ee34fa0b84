/** 表单打包: the forms of the complaints of a list as one ZIP that a platform takes, with what is left out and why. */
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Model } from 'mongoose'
import yazl from 'yazl'
import type { View } from '../complaints/access.js'
import { evidenceOf } from '../complaints/evidence.js'
import type { Complaint } from '../complaints/model.js'
import type { Records } from '../complaints/records.js'
import { isWhole } from '../complaints/whole.js'
import { type Notice, say } from '../delivery/notice.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Person } from '../people/person.js'
import type { FigureQueries } from './figures.js'
import type { Listings } from './listing.js'
import { createMakeForms, type MakeFormsDeps, roundsOf } from './make-forms.js'
import { fileNameOf } from './make-table.js'
import type { Maker } from './making/maker.js'
import type { FileRequest } from './requests.js'

export interface MakePackDeps extends Omit<MakeFormsDeps, 'store' | 'asPdf'> {
  readonly figures: Pick<FigureQueries, 'count'>
  readonly complaints: Model<Complaint>
  readonly listings: Pick<Listings, 'named'>
  readonly records: Pick<Records, 'perform'>
  readonly maker: Pick<Maker, 'make'>
  readonly keep: (key: string, name: string, contentType: string, bytes: AsyncIterable<Uint8Array>) => Promise<Notice>
}

/** So long the file of nobody else waits. */
const MOST_CASES = 30
/** Platforms take 20 MB. */
const MOST_BYTES = 18 * 1024 * 1024
/** Of those that are left out for one reason. */
const MOST_NAMED = 10

/** Why forms are not in the pack. */
const REASONS = ['outside', 'damaged', 'fetching', 'size'] as const
type Reason = (typeof REASONS)[number]
interface Document {
  readonly name: string
  readonly bytes: Buffer
}
interface Left {
  readonly reason: Reason
  readonly no: string
}

export function createMakePack(deps: MakePackDeps) {
  const { figures, complaints, listings, records, maker, areFetched, keep, form } = deps

  /** @param list as a button names it. @throws UserFacingError where nothing of it can be packed */
  async function makePack(request: FileRequest, reader: Person, list: string): Promise<Notice[]> {
    const listing = await listings.named(list, reader, request.at)
    if (!listing.view.isInside) throw new NotAllowedError('lists.packNotAllowed')
    const found = await complaints
      .find(listing.filter)
      .sort({ ...listing.sort })
      .limit(MOST_CASES)
      .lean<Complaint[]>()
    const more = Math.max(0, (await figures.count(undefined, listing.filter)) - found.length)
    const { chosen, left } = await choose(found, listing.view)
    const photos = chosen.reduce((sum, complaint) => sum + evidenceOf(complaint).length, 0)
    const packed: Document[] = []
    for (const complaint of chosen) {
      const documents = await formsOf(request, complaint, photos)
      if (bytesOf([...packed, ...documents]) > MOST_BYTES) left.push({ reason: 'size', no: complaint._id })
      else {
        await log(request, complaint._id)
        packed.push(...documents)
      }
    }
    const count = found.length - left.length
    const said = { left: REASONS.flatMap((reason) => leftFor(reason, left)), ...(more > 0 && { beyond: { most: MOST_CASES, more } }) }
    if (count === 0) throw new UserFacingError('lists.nothingPacked', said)
    const title = form.wording.phrase('lists.pack', { title: listing.title })
    const file = await keep(`${request.run}.pack`, `${fileNameOf(title)}.zip`, 'application/zip', zipOf(packed, request.at))
    return [say('lists.packed', { title, count, ...said }), file]
  }

  /** Those whose inside the reader sees, and of which everything is there. */
  async function choose(found: readonly Complaint[], { levelOf, shown }: View): Promise<{ chosen: Complaint[]; left: Left[] }> {
    const chosen: Complaint[] = []
    const left: Left[] = []
    for (const complaint of found) {
      const { _id: no } = complaint
      if (!isWhole(complaint)) left.push({ reason: 'damaged', no })
      else if (levelOf(complaint) !== 'inside') left.push({ reason: 'outside', no })
      else if (!(await areFetched(evidenceOf(complaint).map(({ id }) => id)))) left.push({ reason: 'fetching', no })
      else chosen.push(shown(complaint))
    }
    return { chosen, left }
  }

  /** @param photos how many there are in the whole pack: all of them share the room of one document */
  async function formsOf(request: FileRequest, complaint: Complaint, photos: number): Promise<Document[]> {
    const documents: Document[] = []
    const makeForms = createMakeForms({
      ...deps,
      async store(_key, name, _contentType, task, parts) {
        const shared = task.type === 'form' ? { ...task, photos: Math.max(task.photos, photos) } : task
        documents.push({ name, bytes: await buffer(maker.make(shared, parts)) })
        return { type: 'file', kind: 'file', fileId: '', name }
      },
      // Word alone: there is no room for everything twice
      asPdf: async () => [],
    })
    await makeForms(request, complaint, roundsOf(complaint))
    return documents
  }

  /** Every export is noted in the story of its case (domain.md 8). */
  const log = ({ run, by, at }: FileRequest, no: string) =>
    records.perform(no, () => ({ id: `${run}.${no}`, type: 'exported', at, by: { id: by.id, name: by.name }, actors: ['ANYONE'] }))

  return makePack
}

function leftFor(reason: Reason, left: readonly Left[]): { reason: Reason; nos: string[]; count: number }[] {
  const nos = left.filter((one) => one.reason === reason).map(({ no }) => no)
  return nos.length > 0 ? [{ reason, nos: nos.slice(0, MOST_NAMED), count: nos.length }] : []
}

const bytesOf = (documents: readonly Document[]): number => documents.reduce((sum, { bytes }) => sum + bytes.length, 0)

/** Documents are compressed already. */
async function* zipOf(documents: readonly Document[], mtime: Date): AsyncGenerator<Uint8Array> {
  const zip = new yazl.ZipFile()
  for (const { name, bytes } of documents) zip.addBuffer(bytes, name, { compress: false, mtime })
  zip.end()
  for await (const bytes of Readable.from(zip.outputStream)) yield bytes
}
