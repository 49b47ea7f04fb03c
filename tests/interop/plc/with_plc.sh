#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with_plc.sh COMMAND: runs COMMAND while the real directory server of did:plc answers as plc.directory for tiles; $PLC is its address.
set -u
rm -f plc.log
"$NPM_ORACLES/node" "$NPM_ORACLES/plc/plc.mjs" >plc.log 2>plc.errors &
server=$!
while ! grep -q '^port ' plc.log 2>/dev/null && kill -0 "$server" 2>/dev/null; do sleep 0.05; done
grep -q '^port ' plc.log || { echo "the directory of did:plc did not start"; cat plc.errors; exit 1; } >&2
PLC=127.0.0.1:$(sed -n 's/^port //p' plc.log)
export PLC TILES_LOOPBACK_HOSTS="plc.directory=$PLC"
sh -c "$*"
status=$?
kill "$server" || cat plc.errors >&2
exit "$status"
