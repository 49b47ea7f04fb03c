# SPDX-License-Identifier: Apache-2.0
"""put_foreign.py ollama|hub FOLDER NAME FILE…: a model as that program keeps it on disk.

ollama: NAME is "host/namespace/model/tag"; FILE is the weights, the others "kind=text" ("system", "params", "template", "license").
hub: NAME is "user/repo"; each FILE is put under its own name into the snapshot of a commit, with a link to its blob.
"""
import hashlib
import json
import pathlib
import shutil
import sys

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def sha256(path: pathlib.Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def put_ollama(folder: pathlib.Path, name: str, weights: pathlib.Path, texts: list[str]) -> None:
    blobs = folder / "blobs"
    blobs.mkdir(parents=True, exist_ok=True)

    def layer(media: str, digest: str, size: int) -> dict:
        return {"mediaType": media, "digest": "sha256:" + digest, "size": size}

    def put_text(media: str, text: str) -> dict:
        data = text.encode()
        digest = hashlib.sha256(data).hexdigest()
        (blobs / f"sha256-{digest}").write_bytes(data)
        return layer(media, digest, len(data))

    digest = sha256(weights)
    shutil.copyfile(weights, blobs / f"sha256-{digest}")
    layers = [layer("application/vnd.ollama.image.model", digest, weights.stat().st_size)]
    for text in texts:
        kind, body = text.split("=", 1)
        layers.append(put_text("application/vnd.ollama.image." + kind, body))
    config = put_text("application/vnd.docker.container.image.v1+json",
                      '{"model_format":"gguf","model_family":"llama","model_type":"134.52M","file_type":"Q4_1","renderer":"","parser":"","rootfs":{"type":"layers","diff_ids":[]}}')
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "config": config, "layers": layers}
    path = folder / "manifests" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(manifest, separators=(",", ":")))


def put_hub(folder: pathlib.Path, name: str, files: list[pathlib.Path]) -> None:
    repository = folder / ("models--" + name.replace("/", "--"))
    snapshot = repository / "snapshots" / COMMIT
    for part in ("blobs", "refs"):
        (repository / part).mkdir(parents=True, exist_ok=True)
    snapshot.mkdir(parents=True, exist_ok=True)
    for file in files:
        digest = sha256(file)
        shutil.copyfile(file, repository / "blobs" / digest)
        (snapshot / file.name).symlink_to(f"../../blobs/{digest}")
    (repository / "refs/main").write_text(COMMIT)
    (folder / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")


def main() -> None:
    program, folder, name, *files = sys.argv[1:]
    if program == "ollama":
        put_ollama(pathlib.Path(folder), name, pathlib.Path(files[0]), files[1:])
    else:
        put_hub(pathlib.Path(folder), name, [pathlib.Path(file) for file in files])


main()
