#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with_pds.sh COMMAND: runs COMMAND while a real server of AT Protocol accounts answers as pds.example.org for tiles; $PDS is its address. Needs with_plc.sh
# around it.
set -u
rm -f pds.log
"$NPM_ORACLES/node" "$NPM_ORACLES/pds/pds.mjs" >pds.log 2>pds.errors &
server=$!
while ! grep -q '^port ' pds.log 2>/dev/null && kill -0 "$server" 2>/dev/null; do sleep 0.05; done
grep -q '^port ' pds.log || { echo "the server of accounts did not start"; cat pds.errors; exit 1; } >&2
PDS=127.0.0.1:$(sed -n 's/^port //p' pds.log)
export PDS
# Hosts of handles, too: nothing leaves this machine.
export TILES_LOOPBACK_HOSTS="$TILES_LOOPBACK_HOSTS,pds.example.org=$PDS,ana.pds.example.org=$PDS"
sh -c "$*"
status=$?
kill "$server" || cat pds.errors >&2
exit "$status"
