/** A message that a customer did not get is said by phone (design.md, «People, contacts, channels»). */
import { isUpTo, lastFailed, untoldIn } from '../untold.js'
import { type Acts, ANY, refuseForGood, SYSTEM } from './acts.js'

export const calling: Acts<'messageFailed' | 'toldByPhone'> = {
  messageFailed: { from: ANY, by: SYSTEM, adds: ({ record: { version } }) => ({ about: String(version) }) },
  // what came later than the card that was pressed is asked for again
  toldByPhone: {
    from: ANY,
    by: ['CS'],
    refused: ({ record, data }) => (untoldIn(record).some((one) => isUpTo(one, data.upTo)) ? undefined : refuseForGood('toldAlready')),
    about: 'upTo',
    owns: 'CS',
    button: 'tellByPhone',
    task: {
      seats: ['CS'],
      clock: 'TP',
      // that of the clock, which runs for all of them
      waits: (record) => (untoldIn(record).length > 0 ? lastFailed(record) : []),
    },
  },
}
