/** Photos for print: small enough for a document, large enough to read a delivery note on A4. */
import sharp, { type OutputInfo } from 'sharp'

export interface Picture {
  readonly jpeg: Buffer
  readonly width: number
  readonly height: number
}

/** Long side in pixels and quality, from what one wants to what still proves something. */
const STEPS = [
  [1600, 80],
  [1600, 65],
  [1280, 65],
  [1024, 60],
  [800, 50],
  [640, 45],
] as const
/** A phone takes 50 million; what claims more is no photo but an attempt to fill the memory. */
const MOST_PIXELS = 100_000_000
const TIMEOUT_S = 20
const FORMATS: ReadonlySet<string | undefined> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif'])

sharp.cache(false)
sharp.concurrency(1)

/** Upright, on white, in at most `maxBytes` where that is possible; undefined for what is no picture. */
export async function printable(bytes: Buffer, maxBytes: number): Promise<Picture | undefined> {
  try {
    const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'none', pages: 1 })
    if (!FORMATS.has((await picture.metadata()).format)) return undefined
    const [longest] = STEPS[0]
    const { data, info } = await picture
      .rotate() // as the camera was held
      .resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .timeout({ seconds: TIMEOUT_S })
      .raw()
      .toBuffer({ resolveWithObject: true })
    return await firstThatFits(data, info, maxBytes)
  } catch {
    return undefined // damaged, hostile, or of a kind that nobody can read
  }
}

async function firstThatFits(pixels: Buffer, raw: OutputInfo, maxBytes: number): Promise<Picture | undefined> {
  let smallest: Picture | undefined
  for (const [side, quality] of STEPS) {
    const { data, info } = await sharp(pixels, { raw: { width: raw.width, height: raw.height, channels: raw.channels } })
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality })
      .toBuffer({ resolveWithObject: true })
    smallest = { jpeg: data, width: info.width, height: info.height }
    if (data.length <= maxBytes) break
  }
  return smallest
}
