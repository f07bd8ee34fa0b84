// Starts the replica set once; the server is healthy as soon as it has a primary.
const password = require('node:fs').readFileSync('/data/configdb/root-password', 'utf8')
db.getSiblingDB('admin').auth('root', password)
try {
  rs.status()
} catch {
  rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'mongo:27017' }] })
}
quit(db.hello().isWritablePrimary ? 0 : 1)
