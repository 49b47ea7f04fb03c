#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with_registry.sh open|login|token COMMAND: runs COMMAND while Debian's docker-registry serves what publish.py puts there, on
# loopback, as registry.ollama.ai and as registry.example.org for tiles. With 'login' it asks for the user 'tester' with the password
# 'secret'; with 'token' it is Docker's registry for tiles and takes the tokens of token_server.py, which is auth.docker.io. The
# digests of the manifests are in the file 'published'.
set -u
kind=$1
shift

configuration() {  # KIND
  echo 'version: 0.1'
  echo 'log: {level: info, accesslog: {disabled: true}}'
  echo "storage: {filesystem: {rootdirectory: $PWD/registry}}"
  echo 'http: {addr: "127.0.0.1:0"}'
  case "$1" in
    login) echo "auth: {htpasswd: {realm: tests, path: $PWD/htpasswd}}" ;;
    token) echo "auth: {token: {realm: 'https://auth.docker.io/token', service: tests, issuer: tests, rootcertbundle: $PWD/cert.pem}}" ;;
  esac
}
# What htpasswd -B makes of the password; the registry takes no other kind.
echo 'tester:$2b$04$1ysrGtYfomfNBohKCGsjMew9KedHtwdfc.TZwE1lobsXqPktbXKqy' >htpasswd
servers=
address() { sed -n 's/.*listening on \(127\.0\.0\.1:[0-9]*\).*/\1/p' registry.log; }
serve() {  # KIND; sets REGISTRY
  configuration "$1" >registry.yml
  rm -f registry.log
  docker-registry serve registry.yml >registry.log 2>&1 &
  server=$!
  servers="$servers $server"
  while [ -z "$(address)" ] && kill -0 "$server" 2>/dev/null; do sleep 0.05; done
  REGISTRY=$(address)
}
publish() { python3 "$SCRIPTS/publish.py" "$REGISTRY" weights.gguf "$@" >published; }

if [ "$kind" = token ]; then
  serve open
  publish || exit 1
  kill "$server"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=tests 2>/dev/null
  rm -f token-port token-requests
  python3 "$SCRIPTS/token_server.py" . 2>token-errors &
  servers="$servers $!"
  while [ ! -e token-port ] && kill -0 "$!" 2>/dev/null; do sleep 0.05; done
  serve token
  hosts="registry-1.docker.io=$REGISTRY,auth.docker.io=127.0.0.1:$(cat token-port)"
else
  serve "$kind"
  if [ "$kind" = login ]; then publish tester:secret; else publish; fi || exit 1
  hosts="registry.ollama.ai=$REGISTRY,registry.example.org=$REGISTRY"
fi
export REGISTRY TILES_LOOPBACK_HOSTS="$hosts"
sh -c "$*"
status=$?
# shellcheck disable=SC2086  # A list of words.
kill $servers 2>/dev/null
exit "$status"
