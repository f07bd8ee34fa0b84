import { imageSize } from 'image-size'
import type { Context } from 'koa'

/** What a chat shows as a photo. A drawing (SVG) is none: it may carry script. */
const PHOTO_TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
}
/** Types that no browser runs; anything else is saved as bytes. */
const DOCUMENT = /^application\/(pdf|vnd\.openxmlformats-officedocument\.[\w.]+)$/

/** The type of a photo by its content; undefined for everything that is none. */
export function photoTypeOf(bytes: Buffer): string | undefined {
  try {
    return PHOTO_TYPES[imageSize(bytes).type ?? '']
  } catch {
    return undefined
  }
}

/** A photo is shown, everything else is saved under its name. The type is what we find, never what the sender called it. */
export function serveMedium(context: Context, { type, bytes, name }: { type: string; bytes: Buffer; name: string }): void {
  context.set({
    'cache-control': 'private, max-age=86400',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  })
  const photoType = type === 'image' ? photoTypeOf(bytes) : undefined
  if (photoType) context.type = photoType
  else {
    context.attachment(name)
    if (!DOCUMENT.test(context.response.type)) context.type = 'application/octet-stream'
  }
  context.body = bytes
}
