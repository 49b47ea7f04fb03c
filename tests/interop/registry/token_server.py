# SPDX-License-Identifier: Apache-2.0
"""token_server.py FOLDER: gives tokens as https://distribution.github.io/distribution/spec/auth/token says, signed with
FOLDER/key.pem, whose certificate FOLDER/cert.pem the registry trusts; serves until killed. Anybody may pull library/…, the user
'tester' with the password 'secret' everything. FOLDER/token-port gets the port, FOLDER/token-requests one line for each request:
whether it came with a password, and the scope."""
import base64
import http.server
import json
import pathlib
import re
import ssl
import subprocess
import sys
import time
import urllib.parse

FOLDER = pathlib.Path(sys.argv[1])
PASSWORD = "Basic " + base64.b64encode(b"tester:secret").decode()
CERTIFICATE = base64.b64encode(ssl.PEM_cert_to_DER_cert((FOLDER / "cert.pem").read_text())).decode()


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token_for(service: str, access: list[dict]) -> str:
    now = int(time.time())
    head = {"typ": "JWT", "alg": "RS256", "x5c": [CERTIFICATE]}
    claims = {"iss": "tests", "sub": "", "aud": service, "nbf": now - 10, "iat": now, "exp": now + 300, "jti": str(now), "access": access}
    text = ".".join(encoded(json.dumps(part).encode()) for part in (head, claims))
    signed = subprocess.run(["openssl", "dgst", "-sha256", "-sign", str(FOLDER / "key.pem")], input=text.encode(), capture_output=True,
                            check=True)
    return text + "." + encoded(signed.stdout)


class Tokens(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self) -> None:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        scope = query.get("scope", [""])[0]
        given = self.headers.get("Authorization")
        with open(FOLDER / "token-requests", "a", encoding="utf-8") as log:
            log.write(f"{'password' if given else 'nobody'} {scope}\n")
        if given not in (None, PASSWORD):
            self.send_response(401)
            self.end_headers()
            return
        found = re.fullmatch(r"repository:([a-z/]+):pull", scope)
        access = [{"type": "repository", "name": found[1], "actions": ["pull"]}] if found and (given or found[1].startswith("library/")) else []
        body = json.dumps({"token": token_for(query["service"][0], access)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tokens)
(FOLDER / "token-port").write_text(str(server.server_port))
server.serve_forever()
