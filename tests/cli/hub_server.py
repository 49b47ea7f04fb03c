#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""hub_server.py FOLDER [FAULT…]: a hub on loopback that follows the documented API, with faults; serves until killed. FOLDER/files
holds the files of every repository, which lie at /files/ too, as on a plain web server; FOLDER/port gets the port. FOLDER/requests
gets one line for each request: method, path, range, authorization, bytes of the body, port, seconds, requests under way. Faults:

cut            once, in the middle of a file
flip           once, a byte in the middle
ignore-ranges  the whole file comes whatever is asked
busy           once 429 with Retry-After: 1
expire         signed addresses hold for one request
stale          once 416
private        needs the token 'hf_good'
html           pages in place of answers
html-files     pages in place of files
redirect       files lie on a second port
wrong-text     another text comes than the listing announces
slow           4 MiB a second for each request"""
import hashlib
import http.server
import json
import pathlib
import re
import sys
import threading
import time

COMMIT = "0123456789abcdef0123456789abcdef01234567"
PAGE = b"<html><body>Log in</body></html>"
FOLDER, FAULTS = pathlib.Path(sys.argv[1]), set(sys.argv[2:])
LOCK, STATE = threading.Lock(), {"signed": 0, "under way": 0}


def once(fault: str) -> bool:
    with LOCK:
        present = fault in FAULTS
        FAULTS.discard(fault)
        return present


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def note(self, sent: int) -> None:
        words = [self.command, self.path.split("?")[0], self.headers.get("Range", "-"), self.headers.get("Authorization", "-"), str(sent),
                 str(self.server.server_port), f"{time.monotonic():.3f}", str(STATE["under way"])]
        with LOCK, open(FOLDER / "requests", "a", encoding="utf-8") as log:
            log.write("\t".join(words) + "\n")

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.note(len(body))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        with LOCK:
            STATE["under way"] += 1
        try:
            self.reply()
        finally:
            with LOCK:
                STATE["under way"] -= 1

    def reply(self) -> None:
        if once("busy"):
            return self.answer(429, b"", Retry_After="1")
        if "html" in FAULTS:
            return self.answer(200, PAGE)
        if "private" in FAULTS and self.headers.get("Authorization") != "Bearer hf_good" and "/signed/" not in self.path:
            return self.answer(401, b"", X_Error_Code="GatedRepo")
        if self.path.startswith("/api/models/"):
            return self.list_files()
        found = re.fullmatch(rf"/[^/]+/[^/]+/resolve/{COMMIT}/([\w./-]+)", self.path)
        if found and {"redirect", "expire"} & FAULTS:
            STATE["signed"] += 1
            place = f"http://127.0.0.1:{self.server.cdn}/signed/{STATE['signed']}/{found.group(1)}"
            return self.answer(302, b"", Location=place)
        signed = re.fullmatch(r"/signed/(\d+)/([\w./-]+)", self.path)
        if signed:
            return self.send_signed(int(signed.group(1)), signed.group(2))
        found = found or re.fullmatch(r"/files/([\w./-]+)", self.path)
        if found:
            return self.send_file(found.group(1))
        return self.answer(404, b"", X_Error_Code="EntryNotFound")

    def send_signed(self, number: int, path: str) -> None:
        key = f"used{number}"
        if "expire" in FAULTS and STATE.get(key):
            return self.answer(403, b"expired")
        STATE[key] = 1
        return self.send_file(path)

    def list_files(self) -> None:
        files = []
        for path in sorted((FOLDER / "files").rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                entry = {"rfilename": str(path.relative_to(FOLDER / "files")), "size": len(content)}
                # As on a hub, git itself holds what is small.
                if path.suffix == ".gguf":
                    entry["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
                else:
                    entry["blobId"] = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
                files.append(entry)
        self.answer(200, json.dumps({"sha": COMMIT, "siblings": files}).encode())

    def send_file(self, path: str) -> None:
        file = FOLDER / "files" / path
        if not file.is_file():
            return self.answer(404, b"")
        if "html-files" in FAULTS:
            return self.answer(200, PAGE)
        content = bytearray(file.read_bytes())
        if "wrong-text" in FAULTS and file.suffix != ".gguf":
            content += b"."
        if once("stale"):
            return self.answer(416, b"", Content_Range=f"bytes */{len(content)}")
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        first, end = (int(wanted.group(1)), int(wanted.group(2)) + 1) if wanted else (0, len(content))
        if "ignore-ranges" in FAULTS:
            first, end, wanted = 0, len(content), None
        if first <= len(content) // 2 < end and once("flip"):
            content[len(content) // 2] ^= 1
        body = bytes(content[first:end])
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("Content-Range", f"bytes {first}-{first + len(body) - 1}/{len(content)}")
        self.send_header("ETag", f'"{hashlib.sha256(file.read_bytes()).hexdigest()}"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if first <= len(content) // 2 < end and once("cut"):
            body = body[: len(content) // 2 - first]
            self.close_connection = True
        self.note(len(body))
        self.send_body(body)

    def send_body(self, body: bytes) -> None:
        step = 1 << 17 if "slow" in FAULTS else len(body)
        for at in range(0, len(body), max(1, step)):
            self.wfile.write(body[at:at + step])
            if "slow" in FAULTS:
                time.sleep(step / (4 << 20))


def main() -> None:
    cdn = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    hub = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    hub.cdn = cdn.cdn = cdn.server_port
    threading.Thread(target=cdn.serve_forever, daemon=True).start()
    (FOLDER / "port.new").write_text(str(hub.server_port), encoding="utf-8")
    (FOLDER / "port.new").rename(FOLDER / "port")
    hub.serve_forever()


if __name__ == "__main__":
    main()
