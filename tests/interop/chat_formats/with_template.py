# SPDX-License-Identifier: Apache-2.0
"""with_template.py MODEL TEMPLATE OUT: MODEL, a GGUF file, with another chat template in its head, as a publisher would add it."""
import pathlib
import struct
import sys

KEY = b"tokenizer.chat_template"
STRING = 8
ALIGNMENT = 32


def main() -> None:
    model, text, out = (pathlib.Path(name) for name in sys.argv[1:])
    data = model.read_bytes()
    at = data.index(struct.pack("<Q", len(KEY)) + KEY + struct.pack("<I", STRING)) + 8 + len(KEY) + 4
    old = 8 + struct.unpack_from("<Q", data, at)[0]
    body = text.read_bytes()
    new = struct.pack("<Q", len(body)) + body
    # Tensors lie at multiples of the alignment from the end of the head: blanks behind the template keep them there.
    blanks = (old - len(new)) % ALIGNMENT
    body += b"\n" * blanks
    out.write_bytes(data[:at] + struct.pack("<Q", len(body)) + body + data[at + old:])


main()
