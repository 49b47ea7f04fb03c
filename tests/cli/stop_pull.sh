#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# stop_pull.sh SIGNAL HOME COMMAND: runs COMMAND, a pull into HOME of one file, and sends it SIGNAL when two pieces are recorded. Ends
# with its exit status.
signal=$1
home=$2
shift 2
"$@" &
pull=$!
pieces() { cat "$home"/models/store/.tiles/pulls/*/journal 2>/dev/null | wc -l; }
while [ "$(pieces)" -lt 3 ] && kill -0 "$pull" 2>/dev/null; do sleep 0.02; done
kill -"$signal" "$pull"
wait "$pull"
