/** 抄送: what colleagues were told or asked about a case, and who has still to reply. Pure. */
import type { By, CaseEvent, CaseRecord, Copy } from './case.js'

type Doer = Pick<CaseEvent, 'by' | 'onBehalfOf'>
type Copied = Pick<CaseRecord, 'copies'>

export interface Sent {
  readonly about?: string | undefined
  readonly colleagues: readonly By[]
  readonly wantsReply: boolean
}

export function withCopy({ copies = [] }: Copied, { by, onBehalfOf, data }: Doer & { readonly data: Sent }): Copied {
  const { about = '', colleagues, wantsReply } = data
  const from = [by, onBehalfOf].filter((one) => one !== undefined)
  return { copies: [...copies, { about, from, to: colleagues, open: wantsReply ? colleagues : [] }] }
}

export function withReply(
  { copies = [] }: Copied,
  { by, onBehalfOf = by, data }: Doer & { readonly data: { readonly about: string } },
): Copied {
  const isOther = ({ id }: By) => id !== onBehalfOf?.id
  return { copies: copies.map((copy) => (copy.about === data.about ? { ...copy, open: copy.open.filter(isOther) } : copy)) }
}

export const copyAbout = ({ copies = [] }: Copied, about: unknown): Copy | undefined => copies.find((copy) => copy.about === about)

export const isAmong = (people: readonly By[], person: Pick<By, 'id'> | undefined): boolean => people.some(({ id }) => id === person?.id)

export const isCopiedTo = ({ copies = [] }: Copied, person: Pick<By, 'id'>): boolean => copies.some(({ to }) => isAmong(to, person))

/** The oldest of those that somebody has still to reply to. */
export const openCopyFor = ({ copies = [] }: Copied, person: Pick<By, 'id'>): Copy | undefined =>
  copies.find(({ open }) => isAmong(open, person))
