/** 上传: a page of one's own for files that a platform brings us none of; what comes there belongs to the talk that one is having. */
import { say } from '../delivery/notice.js'
import type { ActionsNamed } from './action.js'

export const UPLOAD_ACTIONS = ['giveUploadLink'] as const

export interface UploadLinks {
  giveForFiles(wish: {
    readonly contact: string
    readonly name: string
    readonly by: string
  }): Promise<{ readonly url: string; readonly until: Date }>
}

export function createUploadActions(links: UploadLinks): ActionsNamed<typeof UPLOAD_ACTIONS> {
  return {
    async giveUploadLink({ by, channel }) {
      const contact = by.contacts.find((one) => one.startsWith(`${channel}:`)) ?? by.id
      const { url, until } = await links.giveForFiles({ contact, name: by.name, by: by.id })
      return { say: [say('upload.given', { url, until: until.toISOString() })] }
    },
  }
}
