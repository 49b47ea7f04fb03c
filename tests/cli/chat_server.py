# SPDX-License-Identifier: Apache-2.0
"""chat_server.py [--no-logprobs]: OpenAI's chat interface on a free port of this machine; prints the port, answers until killed.

It calls the tool once with what reads user.md, then answers with the value of the line `- car:` of the result, or that it does not know.
"""
import json
import re
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


def answer(messages: list[dict]) -> dict:
    if messages[-1]["role"] != "tool":
        call = {"name": "python", "arguments": json.dumps({"code": "print(read_file('user.md'))"})}
        return {"content": None, "tool_calls": [{"id": "c1", "type": "function", "function": call}]}
    found = re.search(r"- car: (.*)", messages[-1]["content"])
    return {"content": found.group(1) if found else "I don't know."}


class Handler(BaseHTTPRequestHandler):
    def say(self, status: int, body: dict) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        self.say(200, {"data": [{"id": "canned"}]}) if self.path == "/v1/models" else self.say(404, {})

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if request.get("logprobs") and "--no-logprobs" in sys.argv:
            return self.say(400, {"error": {"message": "no logprobs here"}})
        choice = {"message": {"role": "assistant", **answer(request["messages"])}, "finish_reason": "stop"}
        if request.get("logprobs"):
            choice["logprobs"] = {"content": [{"token": "x", "logprob": -0.5}]}
        return self.say(200, {"choices": [choice]})

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


main()
