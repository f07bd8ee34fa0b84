/** `npm run data:export -- folder` and `npm run data:import -- folder`: moves everything to another database (MONGODB_URI). */
import { OWN_RULES } from '../app.js'
import { readConfig } from '../config.js'
import { BACKGROUND_LIMITS, connect } from '../database/connect.js'
import { refuseForeignImport } from '../database/installation.js'
import { chooseProvider } from '../database/provider.js'
import { exportAll, importAll } from '../database/transfer.js'

const [direction, folder] = process.argv.slice(2)
if (!folder || (direction !== 'export' && direction !== 'import')) {
  process.stderr.write('usage: npm run data:export -- FOLDER   or   npm run data:import -- FOLDER\n')
  process.exit(2)
}
const provider = await chooseProvider(readConfig(process.env, OWN_RULES))
const connection = await connect(provider.uri, BACKGROUND_LIMITS)
if (direction === 'import') await refuseForeignImport(connection, folder)
const counts = direction === 'export' ? await exportAll(connection, folder) : await importAll(connection, folder)
for (const [name, count] of Object.entries(counts)) process.stdout.write(`${name}: ${count}\n`)
await connection.destroy()
await provider.stop()
