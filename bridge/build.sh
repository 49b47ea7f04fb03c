#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds libtiles_bridge.a once for each state of bridge/ and compiler, and prints the directory that holds it.
# usage: bridge/build.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
readonly THIRD_PARTY="${TILES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tiles}/third_party"

hash_of() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

key() {
  {
    rustc --version --verbose
    printf '%s\n' "${RUSTFLAGS:-}"
    find . -name target -prune -o \( -name '*.rs' -o -name '*.toml' -o -name '*.py' -o -name Cargo.lock -o -name build.sh \) -print |
      LC_ALL=C sort | while IFS= read -r file; do hash_of "$file"; done
  } | hash_of | cut -c1-16
}

# Two builds at once wait for each other where flock exists; elsewhere cargo's own lock of the target folder does it.
lock() {
  if command -v flock >/dev/null; then
    exec 9>"$THIRD_PARTY/bridge.lock"
    flock 9
  fi
}

build() {
  local into="$1" staged
  # One target folder for all keys: after a change of our own crates only these are compiled again.
  # Monty 1.4.0 declares Rust 1.96 and builds on 1.95, hence --ignore-rust-version.
  CARGO_TARGET_DIR="$THIRD_PARTY/bridge-target" \
    cargo build --release --locked --ignore-rust-version --package tiles_bridge >&2
  staged="$(mktemp -d "$THIRD_PARTY/bridge-staged-XXXXXX")"
  cp "$THIRD_PARTY/bridge-target/release/libtiles_bridge.a" "$staged/"
  chmod 755 "$staged"
  mv "$staged" "$into"
}

mkdir -p "$THIRD_PARTY"
readonly RESULT="$THIRD_PARTY/bridge-$(key)"
if [ ! -e "$RESULT/libtiles_bridge.a" ]; then
  lock
  [ -e "$RESULT/libtiles_bridge.a" ] || build "$RESULT"
fi
printf '%s\n' "$RESULT"
