#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with_hub.sh FAULTS COMMAND: runs COMMAND while a hub serves ./hub, as huggingface.co for tiles. Afterwards ./hub/requests says what
# was asked of it. $HUB is its address, for what lies at /files/.
set -u
faults=$1
shift
rm -f hub/port hub/requests
# shellcheck disable=SC2086  # A list of words.
python3 "$SCRIPTS/hub_server.py" hub $faults 2>hub/errors &
server=$!
while [ ! -e hub/port ] && kill -0 "$server" 2>/dev/null; do sleep 0.05; done
HUB=127.0.0.1:$(cat hub/port)
export HUB TILES_LOOPBACK_HOSTS="huggingface.co=$HUB,files.example.org=$HUB"
sh -c "$*"
status=$?
kill "$server"
exit "$status"
