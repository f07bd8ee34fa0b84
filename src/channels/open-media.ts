import { ChannelNetworkError } from '../errors.js'
import type { Download } from './channel.js'

/** So long nothing may arrive; how long the whole takes depends on its size. */
const STALL_MS = 10_000

export interface OpenOptions {
  readonly signal?: AbortSignal
  readonly stallMs?: number
  /** What a status says that is no success, where it says more than that there was no answer. */
  readonly refused?: (status: number) => Error | undefined
}

/**
 * Opens a medium as a stream, which need not be read at once but must be read to its end or left.
 * @param method what the call is named in errors
 * @param refuse reads the JSON that the platform answers instead when it says no, and throws
 * @throws ChannelNetworkError, also while it is read: where nothing arrives for `stallMs`, or the signal aborts
 */
export async function openMedia(
  method: string,
  url: URL,
  refuse: (response: Response) => Promise<unknown>,
  { signal, stallMs = STALL_MS, refused = () => undefined }: OpenOptions = {},
): Promise<Download> {
  const stalled = new AbortController()
  const watch = createWatch(stallMs, () => stalled.abort(new Error(`no bytes for ${stallMs} ms`)))
  const failed = (cause: unknown) => new ChannelNetworkError(method, { cause })
  const response = await watch(fetch(url, { signal: AbortSignal.any([stalled.signal, ...(signal ? [signal] : [])]) })).catch(
    (cause: unknown) => Promise.reject(failed(cause)),
  )
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    throw refused(response.status) ?? failed(new Error(`HTTP ${response.status}`))
  }
  const contentType = response.headers.get('content-type') ?? 'application/octet-stream'
  if (/json|text\/plain/.test(contentType)) await watch(refuse(response))
  const name = fileNameIn(response.headers.get('content-disposition') ?? '')
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  return { stream: bytesOf(response.body), contentType, ...(name && { name }), ...(Number.isSafeInteger(length) && { length }) }

  /** Time counts only while we wait for the platform, not while what arrived is being stored. */
  async function* bytesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
    const reader = body.getReader()
    try {
      for (;;) {
        const { done, value } = await watch(reader.read()).catch((cause: unknown) => Promise.reject(failed(cause)))
        if (done) return
        yield value
      }
    } finally {
      await reader.cancel().catch(() => {})
    }
  }
}

const createWatch =
  (ms: number, onStall: () => void) =>
  async <T>(waiting: Promise<T>): Promise<T> => {
    const timer = setTimeout(onStall, ms)
    try {
      return await waiting
    } finally {
      clearTimeout(timer)
    }
  }

/** As platforms write it: extended (RFC 6266), percent-encoded, or in plain UTF-8, of which HTTP makes Latin-1. */
export function fileNameIn(disposition: string): string | undefined {
  const extended = /filename\*=utf-8''([^;]+)/i.exec(disposition)?.[1]
  const quoted = /filename="([^"]+)"/i.exec(disposition)?.[1]
  const written = extended ?? (quoted && asUtf8(quoted))
  if (!written) return undefined
  try {
    return decodeURIComponent(written)
  } catch {
    return written // a percent sign of its own
  }
}

function asUtf8(latin1: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin1, 'latin1'))
  } catch {
    return latin1
  }
}
