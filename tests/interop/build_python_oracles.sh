#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# build_python_oracles.sh: installs the Python packages that interop tests ask, and prints the folder they are in: `python`, which
# sees them and nothing else. They are those of attest/requirements.txt, each checked by the hash in it, and none of their scripts is run. Kept in
# $TILES_CACHE/python.
set -eu
cd "$(dirname "$0")"
cache=${TILES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tiles}/python

say() { echo "oracles in Python: $*" >&2; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

mkdir -p "$cache"
version=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
oracles=$cache/oracles-$version-$(cat build_python_oracles.sh attest/requirements.txt | sha256 | cut -c1-16)
if [ ! -e "$oracles/done" ]; then
  rm -rf "$oracles"
  mkdir -p "$oracles"
  say "installing model-signing and what it needs"
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --only-binary :all: --require-hashes \
    --requirement attest/requirements.txt --target "$oracles/packages" >&2
  printf '#!/bin/sh\nPYTHONPATH=%s exec python3 -s "$@"\n' "'$oracles/packages'" >"$oracles/python"
  chmod +x "$oracles/python"
  touch "$oracles/done"
fi
echo "$oracles"
