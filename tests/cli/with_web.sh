#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with_web.sh HOST COMMAND: runs COMMAND while a web server serves ./web, as HOST for tiles.
set -u
host=$1
shift
rm -f web.log
python3 -u -m http.server 0 --bind 127.0.0.1 --directory web >web.log 2>/dev/null &
server=$!
while ! grep -q ' port ' web.log 2>/dev/null && kill -0 "$server" 2>/dev/null; do sleep 0.05; done
TILES_LOOPBACK_HOSTS="$host=127.0.0.1:$(sed 's/.* port \([0-9]*\).*/\1/;q' web.log)"
export TILES_LOOPBACK_HOSTS
sh -c "$*"
status=$?
kill "$server"
exit "$status"
