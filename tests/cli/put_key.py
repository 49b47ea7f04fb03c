# SPDX-License-Identifier: Apache-2.0
"""put_key.py IN OUT KEY VALUE: a copy of a GGUF file with one more metadata value, a 64-bit real. Source: ggml's docs/gguf.md."""
import struct
import sys

SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}  # By type.
TEXT, LIST, REAL, ALIGNMENT = 8, 9, 12, 32


class Head:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 24

    def number(self, form: str) -> int:
        (value,) = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize(form)
        return value

    def skip_text(self) -> None:
        size = self.number("Q")
        self.at += size

    def skip_value(self, kind: int) -> None:
        if kind == TEXT:
            self.skip_text()
        elif kind == LIST:
            item, count = self.number("I"), self.number("Q")
            for _ in range(count if item in (TEXT, LIST) else 0):
                self.skip_value(item)
            self.at += 0 if item in (TEXT, LIST) else count * SIZES[item]
        else:
            self.at += SIZES[kind]

    def skip_tensor(self) -> None:
        self.skip_text()
        dimensions = self.number("I")
        self.at += 8 * dimensions + 4 + 8


def padding(size: int) -> int:
    return -size % ALIGNMENT


def main() -> None:
    source, target, key, value = sys.argv[1:]
    with open(source, "rb") as file:
        data = file.read()
    tensors, keys = struct.unpack_from("<QQ", data, 8)
    head = Head(data)
    for _ in range(keys):
        head.skip_text()
        head.skip_value(head.number("I"))
    after_keys = head.at
    for _ in range(tensors):
        head.skip_tensor()
    weights = data[head.at + padding(head.at) :]
    added = struct.pack("<Q", len(key)) + key.encode() + struct.pack("<Id", REAL, float(value))
    longer = data[:16] + struct.pack("<Q", keys + 1) + data[24:after_keys] + added + data[after_keys : head.at]
    with open(target, "wb") as file:
        file.write(longer + bytes(padding(len(longer))) + weights)


main()
