/** The page behind a signed link: the page itself, which is the same for everybody, and what it asks for in the name of a link. */
import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import type { z } from 'zod'
import { contactOf, type IncomingContent } from '../../channels/channel.js'
import type { StoredFile } from '../../database/files.js'
import type { Link, Links } from '../../people/links.js'
import { addressOf } from '../address-of.js'
import { onlyFrom } from '../own-pages.js'
import { readBytes, readJson } from '../read-body.js'
import { FileBegun, Numbered, Opened, Said } from './bodies.js'
import type { Pace } from './pace.js'
import type { Document } from './page-document.js'
import { wordsOfPress } from './pressable.js'
import type { Entry, Talks } from './talks.js'
import { PIECE_BYTES, type Upload, type Uploads } from './uploads.js'

export interface PageDeps {
  readonly links: Pick<Links, 'open' | 'noteSeen'>
  /** The key to a page of their own for whoever has this code; undefined where it is none. */
  readonly begin: (code: string) => Promise<string | undefined>
  /** The case that a link opens, once there is one. */
  readonly caseOf: (link: Link) => Promise<string | undefined>
  readonly talks: Pick<Talks, 'add' | 'after'>
  readonly uploads: Pick<Uploads, 'begin' | 'add' | 'of'>
  /** One turn; rejects where it could not be committed. */
  readonly take: (message: { key: string; contact: string; content: IncomingContent }) => Promise<void>
  readonly languageOf: (contact: string) => Promise<string | undefined>
  readonly readFile: (id: string) => Promise<StoredFile>
  readonly document: () => Document
  /** Told of what the page is to try again. */
  readonly onFailed: (error: unknown) => void
  readonly isStopping: () => boolean
  /** Under which people reach this server. */
  readonly address: string
  /** The channel of the pages, which has what was uploaded. */
  readonly heldBy: string
  /** Of the largest file. */
  readonly mostBytes: number
  readonly asks: Pace
  readonly turns: Pace
  /** By the address of whoever begins. */
  readonly begins: Pace
  readonly now: () => Date
}

export const PAGE_PATH = '/c'
const API = `${PAGE_PATH}/api`
/** Whoever comes back within so long finds what they left, and is not shown the case anew. */
const STILL_THERE_MS = 10 * 60_000

interface State {
  link: Link
}
type Asked = Context & { readonly state: State; readonly params: Readonly<Record<string, string | undefined>> }

export function pageRoutes(deps: PageDeps): Router {
  const { document, address } = deps
  const router = new Router()
  router.get(PAGE_PATH, (context) => {
    const { html, policy } = document()
    context.set({ ...PRIVATE, 'content-security-policy': policy, 'x-frame-options': 'DENY', 'x-robots-tag': 'noindex' })
    context.type = 'text/html'
    context.body = html
  })
  router.use(API, onlyFrom(address), guarded(deps))
  router.post(`${API}/begin`, (context) => begin(context, deps))
  router.use(API, knownLink(deps))
  router.post(`${API}/open`, (context) => open(context as Asked, deps))
  router.get(`${API}/messages`, (context) => messages(context as Asked, deps))
  router.post(`${API}/messages`, (context) => say(context as Asked, deps))
  router.get(`${API}/files/:n`, (context) => sendFile(context as Asked, deps))
  router.post(`${API}/uploads`, (context) => beginUpload(context as Asked, deps))
  router.put(`${API}/uploads/:id`, (context) => takePiece(context as Asked, deps))
  return router
}

/** Nothing of it is kept on the way, and no other site hears where somebody came from. */
const PRIVATE = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

function guarded({ isStopping, onFailed }: PageDeps): Middleware {
  return async (context, next) => {
    context.set(PRIVATE)
    if (isStopping()) return refuse(context, 503, 'busy')
    return next().catch((error: unknown) => {
      onFailed(error)
      refuse(context, 503, 'busy')
    })
  }
}

/** It comes in a header that no form of another site can set, and stands in no address that anybody writes down. */
const keyIn = (context: Context): string => /^Bearer (\S{1,100})$/.exec(context.get('authorization'))?.[1] ?? ''

function knownLink({ links, asks }: PageDeps): Middleware {
  return async (context, next) => {
    const key = keyIn(context)
    if (!asks(key.split('.')[0] ?? '')) return refuse(context, 429, 'tooOften')
    const link = await links.open(key)
    if (!link) return refuse(context, 401, 'noLink')
    context.state.link = link
    return next()
  }
}

/** Whoever comes by a code, which many have, gets a key that nobody else has. */
async function begin(context: Context, { begin: beginBy, begins }: PageDeps): Promise<void> {
  if (!begins(addressOf(context.req))) return refuse(context, 429, 'tooOften')
  const key = await beginBy(keyIn(context))
  if (key === undefined) return refuse(context, 401, 'noLink')
  context.body = { key }
}

/** A link of another channel takes files for the talk there. */
const opensTalk = ({ contact }: Link, { heldBy }: Pick<PageDeps, 'heldBy'>): boolean => contactOf(contact).channel === heldBy

/** Who opens the page sees how their case stands and what they are asked; who has none yet is greeted. */
async function open(context: Asked, deps: PageDeps): Promise<void> {
  const { links, talks, caseOf, take, languageOf, mostBytes, now } = deps
  const { link } = context.state
  const body = await wanted(context, Opened)
  if (!body) return
  await links.noteSeen(link._id)
  const only = await caseOf(link)
  const isTalk = opensTalk(link, deps)
  const before = isTalk ? await talks.after(link.contact, 0) : []
  const last = before.at(-1)?.at.getTime() ?? 0
  if (isTalk && now().getTime() - last > STILL_THERE_MS) await take({ key: body.key, contact: link.contact, content: openedWith(only) })
  context.body = {
    id: link._id,
    name: link.name,
    only: only ?? null,
    isTalk,
    until: link.expiresAt,
    language: (await languageOf(link.contact)) ?? null,
    pieceBytes: PIECE_BYTES,
    mostBytes,
    entries: before.map(shown),
  }
}

const openedWith = (only: string | undefined): IncomingContent =>
  only === undefined ? { type: 'enter' } : { type: 'tap', key: `do:showComplaint:${only}`, card: 'page', selected: [] }

async function messages(context: Asked, deps: PageDeps): Promise<void> {
  const { link } = context.state
  const after = Numbered.parse(context.query.after)
  context.body = { entries: opensTalk(link, deps) ? (await deps.talks.after(link.contact, after)).map(shown) : [] }
}

async function say(context: Asked, deps: PageDeps): Promise<void> {
  const { links, talks, take, turns } = deps
  const { _id, contact } = context.state.link
  if (!opensTalk(context.state.link, deps)) return refuse(context, 403, 'filesOnly')
  const said = await wanted(context, Said)
  if (!said) return
  if (!turns(_id)) return refuse(context, 429, 'tooOften')
  const text = said.type === 'text' ? said.text : wordsOfPress(await talks.after(contact, 0), said)
  if (text === undefined) return refuse(context, 409, 'notShown')
  await links.noteSeen(_id)
  // in its place before the answer, also where the turn has to be tried again
  await talks.add(contact, { id: said.key, isOwn: true, message: { type: 'text', text } })
  const content: IncomingContent =
    said.type === 'text' ? { type: 'text', text } : { type: 'tap', key: said.pressed, card: said.card, selected: said.selected }
  await take({ key: said.key, contact, content })
  context.body = { ok: true }
}

/** What was sent to the page, to be saved; nothing of it is opened here. */
async function sendFile(context: Asked, deps: PageDeps): Promise<void> {
  const { talks, readFile } = deps
  const { link } = context.state
  const number = Numbered.parse(context.params.n)
  const entry = opensTalk(link, deps) ? (await talks.after(link.contact, number - 1)).find(({ n }) => n === number) : undefined
  if (entry?.message.type !== 'file' || entry.isOwn) return refuse(context, 404, 'noFile')
  const { bytes, contentType } = await readFile(entry.message.fileId)
  context.attachment(entry.message.name)
  context.type = contentType
  context.set('content-security-policy', "default-src 'none'; sandbox")
  context.body = bytes
}

async function beginUpload(context: Asked, { uploads, mostBytes }: PageDeps): Promise<void> {
  const { _id: link } = context.state.link
  const wish = await wanted(context, FileBegun)
  if (!wish) return
  if (wish.size > mostBytes) return refuse(context, 413, 'tooLarge')
  const begun = await uploads.begin(wish.key, { link, name: wish.name, size: wish.size })
  if (begun === 'tooMany') return refuse(context, 429, begun)
  if (typeof begun === 'string') return refuse(context, 415, begun)
  context.body = { id: begun._id, received: begun.received }
}

/** The answer says how far the file has come; whoever sent another piece goes on from there. The last piece is a turn. */
async function takePiece(context: Asked, deps: PageDeps): Promise<void> {
  const { uploads } = deps
  const { _id: link } = context.state.link
  const upload = await uploads.of(link, context.params.id ?? '')
  if (!upload) return refuse(context, 404, 'noUpload')
  const body = await readBytes(context, `${PIECE_BYTES}b`)
  if (!body.ok) return refuse(context, body.status, 'piece')
  const added = await uploads.add(upload, Numbered.parse(context.get('upload-offset')), body.value)
  if (typeof added === 'string') return refuse(context, 415, added)
  if (added.received === added.size) await bring(context.state.link, added, deps)
  context.body = { received: added.received, name: added.name }
}

/** Once, however often its last piece comes. */
async function bring(link: Link, { _id, name, type }: Upload, deps: PageDeps): Promise<void> {
  const { talks, take, heldBy } = deps
  const { contact } = link
  const kind = type?.kind ?? 'file'
  const key = `u${_id}`
  if (opensTalk(link, deps)) await talks.add(contact, { id: key, isOwn: true, message: { type: 'file', kind, fileId: _id, name } })
  await take({ key, contact, content: { type: 'file', mediaId: _id, kind, name, heldBy } })
}

const shown = ({ n, id, at, isOwn, message }: Entry) => ({ n, id, at, isOwn, message })

async function wanted<T>(context: Context, schema: z.ZodType<T>): Promise<T | undefined> {
  const body = await readJson(context, schema)
  if (body.ok) return body.value
  refuse(context, body.status, 'body')
  return undefined
}

function refuse(context: Context, status: number, error: string): void {
  context.status = status
  context.body = { error }
}
