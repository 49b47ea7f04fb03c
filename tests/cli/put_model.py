# SPDX-License-Identifier: Apache-2.0
"""put_model.py HOME NAME KIND=FILE…: a build in the store of a home, as docs/formats/manifest.md describes it.

KIND is the middle of a media type of Tiles ("params", "system", "messages", "template", …) or "weights". FILE may be "=text".
"adapter@0.5" gives an adapter its scale.
"""
import hashlib
import json
import os
import pathlib
import sys

SUFFIX = {"params": "+json", "messages": "+json", "runtime": "+json", "template": ".txt", "system": ".txt",
          "license": ".txt", "mir": ".txt"}


def put(store: pathlib.Path, data: bytes) -> dict:
    digest = hashlib.sha256(data).hexdigest()
    (store / "blobs/sha256" / digest).write_bytes(data)
    return {"digest": "sha256:" + digest, "size": len(data)}


def layer(store: pathlib.Path, argument: str) -> dict:
    kind, source = argument.split("=", 1)
    kind, _, scale = kind.partition("@")
    data = source[1:].encode() if source.startswith("=") else pathlib.Path(source).read_bytes()
    media = f"application/vnd.tiles.model.{kind}.v1{SUFFIX.get(kind, '.raw')}"
    if kind == "weights":
        media = "application/vnd.cncf.model.weight.v1.raw"
    annotations = {"annotations": {"app.tiles.adapter.scale": scale}} if scale else {}
    return {"mediaType": media, **put(store, data), **annotations}


def main() -> None:
    home, name, *arguments = sys.argv[1:]
    store = pathlib.Path(home) / "models/store"
    os.makedirs(store / "blobs/sha256", exist_ok=True)
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "artifactType": "application/vnd.cncf.model.manifest.v1+json",
                "config": {"mediaType": "application/vnd.cncf.model.config.v1+json", **put(store, b"{}")},
                "layers": [layer(store, argument) for argument in arguments]}
    entry = {"mediaType": manifest["mediaType"], **put(store, json.dumps(manifest).encode()),
             "annotations": {"org.opencontainers.image.ref.name": name}}
    index_file = store / "index.json"
    index = json.loads(index_file.read_text()) if index_file.exists() else {"schemaVersion": 2, "manifests": []}
    index["manifests"] = [old for old in index["manifests"]
                          if old["annotations"]["org.opencontainers.image.ref.name"] != name] + [entry]
    index_file.write_text(json.dumps(index))
    (store / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')


main()
