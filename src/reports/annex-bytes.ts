import type { Evidence } from '../complaints/evidence.js'
import { FileNotStoredError, type FileStore } from '../database/files.js'
import type { Wording } from './form.js'
import type { PhotoPart } from './making/tasks.js'

/** Each photo under its name; one that is lost, or that does not come, is only named, as is what is no picture. */
export async function* annexBytes(
  annexed: readonly Evidence[],
  { files, phrase }: { readonly files: Pick<FileStore, 'open'>; readonly phrase: Wording['phrase'] },
): AsyncGenerator<PhotoPart> {
  for (const { id, kind, group, count } of annexed) {
    const heading = phrase(`forms.annexes.${group}`)
    const photo = phrase(`forms.photo.${group}`, { count })
    if (kind !== 'image') {
      yield { photo: `${photo}${phrase('forms.elsewhere', { kind })}`, heading, isElsewhere: true }
      continue
    }
    yield { photo, heading }
    try {
      for await (const piece of (await files.open(id)).stream) yield piece
    } catch (error) {
      if (!(error instanceof FileNotStoredError)) throw error
    }
  }
}
