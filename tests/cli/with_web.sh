#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with_web.sh HOST[,HOST] COMMAND: runs COMMAND while a web server serves ./web, as each HOST for tiles.
set -u
hosts=$1
shift
rm -f web.log
python3 -u -m http.server 0 --bind 127.0.0.1 --directory web >web.log 2>/dev/null &
server=$!
while ! grep -q ' port ' web.log 2>/dev/null && kill -0 "$server" 2>/dev/null; do sleep 0.05; done
place=127.0.0.1:$(sed 's/.* port \([0-9]*\).*/\1/;q' web.log)
TILES_LOOPBACK_HOSTS=$(echo "$hosts" | sed "s/,/=$place,/g")=$place
# No name server either, but one that the test has started: nothing leaves this machine.
TILES_LOOPBACK_DNS=${TILES_LOOPBACK_DNS:-127.0.0.1:1}
export TILES_LOOPBACK_HOSTS TILES_LOOPBACK_DNS
sh -c "$*"
status=$?
kill "$server"
exit "$status"
