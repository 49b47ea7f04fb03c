#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# llama_bench.sh: builds llama-bench, the peer of engine_bench, from a pinned source package into the cache, with the flags
# of our own build of llama.cpp (cmake/third_party/llama), and prints where it is.
set -eu
root=${TILES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tiles}/third_party
package=llama-cpp-python==0.3.36
package_sha256=832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e
# As in our own build: GCC before 14 breaks the code for AMX (bug 114098), and the first product of matrices ends the process.
without_amx=
case "$(uname -m)" in
  x86_64) without_amx="-mno-amx-tile -mno-amx-int8 -mno-amx-bf16" ;;
esac
program=$root/llama-bench-$(echo "$package_sha256" | cut -c1-16)${without_amx:+-without-amx}

say() { echo "llama-bench: $*" >&2; }

build() {
  work=$(mktemp -d "$root/llama-bench-building.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' INT TERM
  say "fetching '$package' and building"
  echo "$package --hash=sha256:$package_sha256" >"$work/requirements.txt"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-binary llama-cpp-python --require-hashes \
    --requirement "$work/requirements.txt" --dest "$work" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }
  tar -xzf "$work"/*.tar.gz -C "$work"
  source=$(echo "$work"/*/vendor/llama.cpp)
  generator=
  if command -v ninja >/dev/null; then generator=-GNinja; fi
  launcher=
  if command -v ccache >/dev/null; then launcher="-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache"; fi
  # shellcheck disable=SC2086  # both may be empty
  GIT_CEILING_DIRECTORIES=$root cmake $generator $launcher -S "$source" -B "$work/build" -DCMAKE_BUILD_TYPE=Release \
    "-DCMAKE_C_FLAGS=$without_amx" "-DCMAKE_CXX_FLAGS=$without_amx" \
    -DBUILD_SHARED_LIBS=OFF -DLLAMA_BUILD_COMMON=ON -DLLAMA_BUILD_TOOLS=ON -DLLAMA_BUILD_TESTS=OFF \
    -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_SERVER=OFF -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF -DGGML_NATIVE=ON \
    -DGGML_CCACHE=OFF -DGGML_BLAS=OFF -DGGML_METAL=OFF >"$work/log" 2>&1 || { tail -n 30 "$work/log" >&2; exit 1; }
  cmake --build "$work/build" --parallel "${TILES_JOBS:-$(getconf _NPROCESSORS_ONLN)}" --target llama-bench >"$work/log" 2>&1 ||
    { tail -n 50 "$work/log" >&2; exit 1; }
  mv "$work/build/bin/llama-bench" "$program"
}

mkdir -p "$root"
[ -x "$program" ] || build >&2
echo "$program"
