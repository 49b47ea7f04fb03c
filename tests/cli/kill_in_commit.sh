#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kill_in_commit.sh VAULT: kills the program while it carries out a journalled commit. A kill that comes too late is tried again.
vault="$1"
attempt=0
while [ $attempt -lt 50 ] && ! [ -e "$vault/.tiles/pending.json" ]; do
  attempt=$((attempt + 1))
  block="for i in range(32): create_file(f'entities/p${attempt}_{i}_TURN.md', 'fact ' * 4000)"
  printf '{"turns": ["%s", "%s"]}\n' "$(echo "$block" | sed s/TURN/a/)" "$(echo "$block" | sed s/TURN/b/)" >task.json
  tiles memory python --vault "$vault" --json <task.json >/dev/null &
  until [ -e "$vault/.tiles/pending.json" ] || ! kill -0 $! 2>/dev/null; do :; done
  kill -9 $! 2>/dev/null
  wait $! 2>/dev/null
done
if ! [ -e "$vault/.tiles/pending.json" ]; then
  echo "no commit was caught in $attempt attempts" >&2
  exit 1
fi
