#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with_witness.sh COMMAND: runs COMMAND while a witness of the log of ./home, whose own home is ./other, serves; $URL and $KEY are its
# address and its key. Says so when the witness does not end as it should.
set -u
log=$(tiles log show --json --home home | python3 -c 'import json, sys; print(json.load(sys.stdin)["key"])')
: >told
tiles log witness serve "$log" --listen 127.0.0.1:0 --home other >told 2>witness-errors &
server=$!
while ! grep -q address told && kill -0 "$server" 2>/dev/null; do sleep 0.05; done
URL=$(sed -n 's/^address *//p' told)
KEY=$(sed -n 's/^key *//p' told)
export URL KEY
sh -c "$*"
status=$?
kill -INT "$server"
wait "$server" || echo "the witness ended with $?: $(cat witness-errors)"
exit "$status"
