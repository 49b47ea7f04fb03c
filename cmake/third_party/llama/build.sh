#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# build.sh [ROOT]: builds the pinned llama.cpp into ROOT/llama-<key> unless it is there, and prints that folder.
# TILES_CPU=native|portable chooses the instruction set. Safe when run twice at once; an aborted build leaves nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=${1:-${TILES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tiles}/third_party}
cpu=${TILES_CPU:-native}
crate=llama-cpp-sys-2-0.1.161
crate_sha256=e9bea77fde41bbc15a278891cd5edd2ba07c5260d162614b41080ba1f100b39b

say() { echo "llama.cpp: $*" >&2; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi | cut -d' ' -f1; }
cpu_flavour() {
  case $cpu in
    portable) echo portable ;;
    native) if [ -r /proc/cpuinfo ]; then grep -m1 -E '^(flags|Features)' /proc/cpuinfo; else sysctl -n machdep.cpu; fi ;;
    *) say "TILES_CPU is '$cpu', not 'native' or 'portable'"; exit 2 ;;
  esac
}
key() {
  { echo "$crate_sha256"; uname -sm; cpu_flavour; ${CC:-cc} --version; ${CXX:-c++} --version
    cat "$here/CMakeLists.txt" "$here/llama-targets.cmake"; } | sha256 | cut -c1-16
}

# Unpacks the crate into $1 after checking its hash once more: cargo has checked it against Cargo.lock.
unpack() {
  cargo fetch --locked --quiet --manifest-path "$here/crate/Cargo.toml"
  archive=$(ls "${CARGO_HOME:-$HOME/.cargo}"/registry/cache/*/"$crate.crate" | head -n1)
  [ "$(sha256 "$archive")" = "$crate_sha256" ] || { say "'$archive' is not sha256:$crate_sha256"; exit 1; }
  tar -xzf "$archive" -C "$1"
}

build() {
  work=$(mktemp -d "$root/llama-building.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  unpack "$work"
  generator=
  if command -v ninja >/dev/null; then generator=-GNinja; fi
  launcher=
  if command -v ccache >/dev/null; then launcher="-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache"; fi
  say "building $crate for '$cpu' into '$prefix'"
  # shellcheck disable=SC2086  # both may be empty
  cmake $generator $launcher -S "$here" -B "$work/build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$work/prefix" \
    -DTILES_LLAMA_SOURCE="$work/$crate/llama.cpp" -DTILES_CPU="$cpu" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  cmake --build "$work/build" --parallel "${TILES_JOBS:-$(getconf _NPROCESSORS_ONLN)}" --target tiles_llama >"$work/log" 2>&1 ||
    { tail -n 50 "$work/log" >&2; exit 1; }
  cmake --install "$work/build" >/dev/null
  mv "$work/prefix" "$prefix"
}

mkdir -p "$root"
prefix=$root/llama-$(key)
if command -v flock >/dev/null; then
  exec 9>"$root/llama.lock"
  flock 9
fi
[ -e "$prefix/llama-targets.cmake" ] || build >&2
echo "$prefix"
