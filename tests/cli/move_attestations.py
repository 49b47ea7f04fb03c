# SPDX-License-Identifier: Apache-2.0
"""move_attestations.py HOME FROM TO: what is attached to one model, attached to another as well."""
import hashlib
import json
import pathlib
import sys

SUBJECT = "app.tiles.subject"


def main() -> None:
    home, source, target = sys.argv[1:]
    store = pathlib.Path(home) / "models/store"
    index = json.loads((store / "index.json").read_text())
    named = {entry.get("annotations", {}).get("org.opencontainers.image.ref.name"): entry for entry in index["manifests"]}
    subject = {key: named[target][key] for key in ("mediaType", "digest", "size")}
    for entry in list(index["manifests"]):
        if entry.get("annotations", {}).get(SUBJECT) != named[source]["digest"]:
            continue
        manifest = json.loads((store / "blobs/sha256" / entry["digest"][7:]).read_text())
        data = json.dumps(manifest | {"subject": subject}).encode()
        digest = hashlib.sha256(data).hexdigest()
        (store / "blobs/sha256" / digest).write_bytes(data)
        index["manifests"].append(entry | {"digest": "sha256:" + digest, "size": len(data), "annotations": {SUBJECT: subject["digest"]}})
    (store / "index.json").write_text(json.dumps(index))


main()
