# SPDX-License-Identifier: Apache-2.0
"""publish.py ADDRESS WEIGHTS [USER:PASSWORD]: puts two models of these weights into the registry at ADDRESS: library/tiny:4b in the
format of Ollama's registry and team/small:v1 in that of CNCF ModelPack. Prints the digest of each manifest."""
import base64
import hashlib
import http.client
import json
import pathlib
import sys
import urllib.parse

ADDRESS, WEIGHTS = sys.argv[1], pathlib.Path(sys.argv[2]).read_bytes()
HEADERS = {"Authorization": "Basic " + base64.b64encode(sys.argv[3].encode()).decode()} if len(sys.argv) > 3 else {}
OLLAMA, MODELPACK = "application/vnd.ollama.image.", "application/vnd.cncf.model."


def send(method: str, target: str, body: bytes = b"", media_type: str = "application/octet-stream") -> dict:
    connection = http.client.HTTPConnection(ADDRESS, timeout=30)
    connection.request(method, target, body, HEADERS | {"Content-Type": media_type})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status not in (201, 202):
        raise SystemExit(f"{method} {target}: {answer.status} {text.decode(errors='replace')}")
    return dict(answer.getheaders())


def put_blob(repository: str, media_type: str, body: bytes) -> dict:
    digest = "sha256:" + hashlib.sha256(body).hexdigest()
    place = urllib.parse.urlsplit(send("POST", f"/v2/{repository}/blobs/uploads/")["Location"])
    send("PUT", f"{place.path}?{place.query}&digest={digest}", body)
    return {"mediaType": media_type, "digest": digest, "size": len(body)}


def put_manifest(repository: str, tag: str, manifest: dict) -> None:
    text = json.dumps(manifest).encode()
    send("PUT", f"/v2/{repository}/manifests/{tag}", text, manifest["mediaType"])
    print("sha256:" + hashlib.sha256(text).hexdigest())


def main() -> None:
    tiny, small = "library/tiny", "team/small"
    put_manifest(tiny, "4b", {
        "schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": put_blob(tiny, "application/vnd.docker.container.image.v1+json",
                           b'{"model_format":"gguf","model_family":"llama","file_type":"Q4_K_M","architecture":"amd64","os":"linux"}'),
        "layers": [put_blob(tiny, OLLAMA + "model", WEIGHTS), put_blob(tiny, OLLAMA + "system", b"Be brief."),
                   put_blob(tiny, OLLAMA + "params", b'{"temperature":0.5}'), put_blob(tiny, OLLAMA + "license", b"Do as you like.")]})
    put_manifest(small, "v1", {
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "artifactType": MODELPACK + "manifest.v1+json", "config": put_blob(small, MODELPACK + "config.v1+json", b"{}"),
        "layers": [put_blob(small, MODELPACK + "weight.v1.raw", WEIGHTS)
                   | {"annotations": {"org.cncf.model.filepath": "small.gguf"}}]})


main()
