# SPDX-License-Identifier: Apache-2.0
"""put_gguf.py FILE BYTES [KIND]: a GGUF file with one tensor of so many random bytes, a multiple of 4; KIND is model, adapter or
mmproj."""
import os
import pathlib
import struct
import sys

STRING, FLOAT32 = 8, 0  # Numbers of a value's and of a tensor's type.


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def entry(key: str, value: str) -> bytes:
    return text(key) + struct.pack("<I", STRING) + text(value)


def main() -> None:
    file, size, kind = pathlib.Path(sys.argv[1]), int(sys.argv[2]), (sys.argv[3:] or ["model"])[0]
    entries = [entry("general.architecture", "llama"), entry("general.type", kind)]
    if kind == "adapter":
        entries.append(entry("adapter.type", "lora"))
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, len(entries)) + b"".join(entries)
    head += text("w") + struct.pack("<IQIQ", 1, size // 4, FLOAT32, 0)
    head += bytes(-len(head) % 32)
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file, "wb") as out:
        out.write(head)
        for at in range(0, size, 1 << 20):
            out.write(os.urandom(min(1 << 20, size - at)))


main()
