#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fetch_templates.sh: the chat templates of published models, as llama.cpp's source package carries them for its own tests; prints
# the folder in $TILES_CACHE that they are in. The package is the one that bench/llama_bench.sh builds the peer from.
set -eu
root=${TILES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tiles}/third_party
package=llama-cpp-python==0.3.36
package_sha256=832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e
folder=$root/chat-templates-$(echo "$package_sha256" | cut -c1-16)

if [ ! -e "$folder" ]; then
  mkdir -p "$root"
  work=$(mktemp -d "$root/chat-templates-fetching.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' INT TERM
  echo "$package --hash=sha256:$package_sha256" >"$work/requirements.txt"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-binary llama-cpp-python \
    --require-hashes --requirement "$work/requirements.txt" --dest "$work" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }
  tar -xzf "$work"/*.tar.gz -C "$work" --wildcards '*/vendor/llama.cpp/models/templates/*.jinja' '*/vendor/llama.cpp/LICENSE'
  mv "$work"/*/vendor/llama.cpp "$work/llama.cpp"
  mv "$work/llama.cpp/LICENSE" "$work/llama.cpp/models/templates/"
  mv "$work/llama.cpp/models/templates" "$folder"
fi
echo "$folder"
