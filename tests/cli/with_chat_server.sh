#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with_chat_server.sh OPTION COMMAND...: runs the command with $SERVER, the address of chat_server.py, which it ends after.
set -eu
option=$1; shift
rm -f port
python3 "$(dirname "$0")/chat_server.py" "$option" > port &
server=$!
trap 'kill $server' EXIT
for _ in $(seq 100); do [ -s port ] && break; sleep 0.05; done
SERVER="http://127.0.0.1:$(cat port)/v1" sh -c "$*"
