#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with_registry.sh open|login COMMAND: runs COMMAND while Debian's docker-registry serves what publish.py puts there, on loopback, as
# registry.ollama.ai and as registry.example.org for tiles. With 'login' it asks for the user 'tester' with the password 'secret'.
# The digests of the manifests are in the file 'published'.
set -u
kind=$1
shift
{
  echo 'version: 0.1'
  echo 'log: {level: info, accesslog: {disabled: true}}'
  echo "storage: {filesystem: {rootdirectory: $PWD/registry}}"
  echo 'http: {addr: "127.0.0.1:0"}'
  if [ "$kind" = login ]; then
    echo "auth: {htpasswd: {realm: tests, path: $PWD/htpasswd}}"
  fi
} >registry.yml
# What htpasswd -B makes of the password; the registry takes no other kind.
echo 'tester:$2b$04$1ysrGtYfomfNBohKCGsjMew9KedHtwdfc.TZwE1lobsXqPktbXKqy' >htpasswd
rm -f registry.log
docker-registry serve registry.yml >registry.log 2>&1 &
server=$!
address() { sed -n 's/.*listening on \(127\.0\.0\.1:[0-9]*\).*/\1/p' registry.log; }
while [ -z "$(address)" ] && kill -0 "$server" 2>/dev/null; do sleep 0.05; done
REGISTRY=$(address)
export REGISTRY TILES_LOOPBACK_HOSTS="registry.ollama.ai=$REGISTRY,registry.example.org=$REGISTRY"
login=
[ "$kind" = login ] && login=tester:secret
# shellcheck disable=SC2086  # Nothing or one word.
python3 "$SCRIPTS/publish.py" "$REGISTRY" weights.gguf $login >published && sh -c "$*"
status=$?
kill "$server"
exit "$status"
