// Run by the image once, before anybody can connect: the bot may use its own database and no other.
const pwd = require('node:fs').readFileSync('/data/configdb/password', 'utf8')
db.getSiblingDB('huisheng').createUser({ user: 'huisheng', pwd, roles: [{ role: 'readWrite', db: 'huisheng' }] })
