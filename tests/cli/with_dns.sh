#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with_dns.sh COMMAND: runs COMMAND while a DNS server, dnsmasq, answers with the lines of ./dns.conf, as the one that tiles asks.
set -u
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
dnsmasq --keep-in-foreground --conf-file=dns.conf --port="$port" --listen-address=127.0.0.1 --bind-interfaces --no-resolv --no-hosts \
  --local=/example.org/ --user="$(id -un)" --pid-file= --log-facility=- 2>dns.log &
server=$!
while ! grep -q 'started, version' dns.log 2>/dev/null && kill -0 "$server" 2>/dev/null; do sleep 0.05; done
TILES_LOOPBACK_DNS=127.0.0.1:$port
export TILES_LOOPBACK_DNS
sh -c "$*"
status=$?
kill "$server"
exit "$status"
