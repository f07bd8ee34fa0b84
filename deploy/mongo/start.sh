#!/bin/bash
# Runs MongoDB as a replica set of one that asks everybody for a password. The passwords and the key of the set are made at the first start
# and stay in the volume `keys`; the bot may read its own password there and nothing else.
set -euo pipefail
cd "${KEYS:-/data/configdb}"
umask 077

make_secret() {
  local file=$1 mode=$2
  [ -s "$file" ] && return
  # letters and digits only: they need no escaping, neither in the key file nor in an address
  head -c 96 /dev/urandom | base64 -w0 | tr -d '+/=' >"$file.new"
  chmod "$mode" "$file.new"
  mv "$file.new" "$file"
}

make_secret keyfile 400
make_secret root-password 400
make_secret password 444

exec docker-entrypoint.sh mongod --replSet rs0 --keyFile "$PWD/keyfile" --bind_ip_all --wiredTigerCacheSizeGB 0.25
