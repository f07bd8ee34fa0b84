/** 转人工: somebody who is none of ours asks for a person. Customer service has it to do until one of them has spoken with them. */
import { z } from 'zod'
import { caseType } from '../cases/declare.js'
import { maybe, text } from '../cases/fields.js'

/** `nos` are their open complaints, `flow` the dialogue that they were in, `draft` what a colleague may finish of it. */
const Asked = z.object({ phone: maybe, nos: z.array(text), flow: maybe, draft: maybe })
const Nothing = z.object({})

export const helpRequest = caseType({
  kind: 'helpRequest',
  prefix: 'RG',
  fields: Asked.extend({ name: text }),
  states: ['ASKED', 'HELPED'],
  ended: ['HELPED'],
  acts: {
    helpAsked: {
      from: [],
      to: 'ASKED',
      by: ['ANYONE'],
      data: Asked.extend({ name: text }),
      change: (_, { data }) => data,
    },
    helpAskedAgain: {
      from: ['ASKED'],
      by: ['SYSTEM'],
      data: Asked,
      // what a colleague may finish stays, whatever else they ask from
      change: (_, { data: { draft, ...data } }) => ({ ...data, flow: data.flow, ...(draft !== undefined && { draft }) }),
      asks: () => true,
    },
    helped: {
      from: ['ASKED'],
      to: 'HELPED',
      by: ['CS'],
      data: Nothing,
      button: 'helped',
      task: { seats: ['CS'], clock: 'TH' },
    },
    /** They talked with a colleague where they had asked. */
    served: {
      from: ['ASKED'],
      to: 'HELPED',
      by: ['SYSTEM'],
      data: z.object({ servicer: text }),
    },
  },
  clocks: {
    TH: {
      starts: ['helpAsked'],
      stops: ['helped', 'served'],
      span: ({ acceptHours: hours }) => ({ hours }),
      chase: [
        ['due', 'CS'],
        ['again', 'CS', 'MKT_HEAD'],
      ],
    },
  },
  readers: ['CS', 'MKT_HEAD'],
  registrar: { name: 'name', phone: 'phone' },
  pushers: ['MKT_HEAD'],
  rows({ fields: { name, phone, nos, flow } }) {
    const shown = (field: string, values: object) => ({ key: `helpRequest.shown.${field}`, values: { ...values } })
    return {
      name,
      phone,
      nos: nos.length > 0 ? shown('nos', { nos }) : undefined,
      flow: flow ? shown('flow', { flow }) : undefined,
    }
  },
  beside: ({ fields: { draft } }) => (draft ? [{ key: `do:takeAskedDraft:${draft}`, label: { key: 'staff.takeDraft' } }] : []),
})
