#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# build_oracles.sh: builds the programs in Go that tests/interop asks, and prints the folder they are in. They and the
# toolchain are kept in $TILES_CACHE/go. Debian's Go fetches a current toolchain as the module it is published as; the module is
# checked against the hash below, those of Ollama and Tessera against go.sum.
set -eu
cd "$(dirname "$0")"
cache=${TILES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tiles}/go
version=go1.26.0

say() { echo "oracles in Go: $*" >&2; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) platform=linux-amd64 sum=h1:1p2G5COR51f8Q3EQ4HLJQDDL2ytLEqfL/yTawB0Jr8w= ;;
  Linux-aarch64) platform=linux-arm64 sum=h1:lAFrRm35hIzvRSMYiELtaPaitr22pp6iaBbdPBuJg2U= ;;
  *) platform= ;;
esac

member() { sed -n "s/^[[:space:]]*\"$1\": \"\(.*\)\",\{0,1\}\$/\1/p"; }

# Prints the path of the pinned 'go'; elsewhere than on Linux that of the system.
toolchain() {
  [ -n "$platform" ] || { command -v go; return; }
  bootstrap=/usr/bin/go
  [ -x "$bootstrap" ] || bootstrap=$(command -v go)
  described=$(cd "$cache" && GO111MODULE=on GOFLAGS=-mod=mod GOTOOLCHAIN=local \
    "$bootstrap" mod download -json "golang.org/toolchain@v0.0.1-$version.$platform")
  found=$(echo "$described" | member Sum)
  [ "$found" = "$sum" ] || { say "the toolchain has hash '$found', not '$sum'"; exit 1; }
  folder=$(echo "$described" | member Dir)
  # Modules have no executable files.
  [ -x "$folder/bin/go" ] || chmod -R u+x "$folder/bin" "$folder/pkg/tool"
  echo "$folder/bin/go"
}

mkdir -p "$cache"
export GOMODCACHE="$cache/modules" GOCACHE="$cache/build" GOFLAGS=-modcacherw
oracles=$cache/oracles-$(cat build_oracles.sh ollama/* go_templates/* tlog_go/* | sha256 | cut -c1-16)
if [ ! -e "$oracles/done" ]; then
  say "building (Go $version)"
  go=$(toolchain)
  for program in go_templates ollama tlog_go; do
    (cd "$program" && GOFLAGS=-mod=readonly GOTOOLCHAIN=local CGO_ENABLED=0 "$go" build -o "$oracles/$program" .)
  done
  touch "$oracles/done"
fi
echo "$oracles"
