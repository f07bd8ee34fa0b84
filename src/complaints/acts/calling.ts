/** A message that a customer did not get is said by phone (design.md, «People, contacts, channels»). */
import { isUpTo, untoldIn } from '../untold.js'
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
      waits: (record) =>
        untoldIn(record)
          .flatMap(({ data: { about } }) => about ?? [])
          .slice(-1),
    },
  },
}
