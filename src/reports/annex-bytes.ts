import type { Evidence, Origin } from '../complaints/evidence.js'
import { FileNotStoredError, type FileStore } from '../database/files.js'
import type { Wording } from './form.js'
import type { PhotoPart } from './making/tasks.js'
import { signerOf } from './signer.js'

/** Each photo under its name; one that is lost, or that does not come, is only named, as is what is no picture. */
export async function* annexBytes(
  annexed: readonly Evidence[],
  { files, phrase }: { readonly files: Pick<FileStore, 'open'>; readonly phrase: Wording['phrase'] },
): AsyncGenerator<PhotoPart> {
  for (const { id, kind, group, count, cameWith } of annexed) {
    const heading = phrase(`forms.annexes.${group}`)
    const photo = phrase(`forms.photo.${group}`, { count })
    const origin = cameWith && { origin: originOf(cameWith, phrase) }
    if (kind !== 'image') {
      yield { photo: `${photo}${phrase('forms.elsewhere', { kind })}`, heading, ...origin, isElsewhere: true }
      continue
    }
    yield { photo, heading, ...origin }
    try {
      for await (const piece of (await files.open(id)).stream) yield piece
    } catch (error) {
      if (!(error instanceof FileNotStoredError)) throw error
    }
  }
}

/** 登记时 王强 2026-11-03 07:01 */
export const originOf = (event: Origin, phrase: Wording['phrase']): string =>
  phrase('forms.origin', { occasion: event.type, name: signerOf(event, phrase), at: event.at.toISOString() })
