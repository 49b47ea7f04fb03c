#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# full_disk_memory.sh: tells the program something on a full disk of its own, in 'disk', and again with room.
set -e
mount -t tmpfs -o size=1m none disk
mkdir -p disk/memory
printf '# User\n- city: Valencia\n' >disk/memory/user.md
head -c 2000000 /dev/zero >disk/filler 2>/dev/null || true
tiles memory search valencia --home disk
tiles memory tell "My dog is called Rex." --home disk && code=0 || code=$?
echo "told full: $code"
ls -A disk/memory
rm disk/filler
tiles memory tell "My car is a Volvo." --home disk && code=0 || code=$?
echo "told with room: $code"
cat disk/memory/user.md
