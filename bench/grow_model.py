# SPDX-License-Identifier: Apache-2.0
"""Writes a model of about the wanted size: the layers of a small one, again and again. It computes nonsense and loads as
any model of its size does."""
import pathlib
import re
import struct

SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
STRING, ARRAY = 8, 9
ALIGNMENT = 32


class Head:
    """The parts of a GGUF file, version 3: bytes of the metadata, tensors with their bytes."""

    def __init__(self, path: pathlib.Path):
        self.bytes = path.read_bytes()
        self.at = 4
        version, tensor_count, self.key_count = self.take("<IQQ")
        assert version == 3, f"GGUF version {version}"
        begin = self.at
        self.layers_at = 0
        for _ in range(self.key_count):
            key = self.text()
            kind, = self.take("<I")
            if key.endswith(b".block_count"):
                self.layers_at = self.at - begin
            self.skip(kind)
        self.metadata = self.bytes[begin:self.at]
        self.tensors = [self.tensor() for _ in range(tensor_count)]
        data_at = -(-self.at // ALIGNMENT) * ALIGNMENT
        ends = sorted(offset for *_, offset in self.tensors)[1:] + [len(self.bytes) - data_at]
        size_at = {begin: end - begin for begin, end in zip(sorted(offset for *_, offset in self.tensors), ends)}
        self.tensors = [(name, shape, self.bytes[data_at + offset:data_at + offset + size_at[offset]])
                        for name, shape, offset in self.tensors]

    def take(self, form: str) -> tuple:
        values = struct.unpack_from(form, self.bytes, self.at)
        self.at += struct.calcsize(form)
        return values

    def text(self) -> bytes:
        size, = self.take("<Q")
        self.at += size
        return self.bytes[self.at - size:self.at]

    def skip(self, kind: int) -> None:
        if kind == STRING:
            self.text()
        elif kind == ARRAY:
            item, count = self.take("<IQ")
            for _ in range(count if item == STRING else 0):
                self.text()
            self.at += 0 if item == STRING else count * SIZES[item]
        else:
            self.at += SIZES[kind]

    def tensor(self) -> tuple[bytes, bytes, int]:
        name = self.text()
        begin = self.at
        dimensions, = self.take("<I")
        self.at += 8 * dimensions + 4
        shape = self.bytes[begin:self.at]
        return name, shape, self.take("<Q")[0]


def grow(source: pathlib.Path, target: pathlib.Path, wanted_bytes: int) -> None:
    head = Head(source)
    layers, = struct.unpack_from("<I", head.metadata, head.layers_at)
    layered = [tensor for tensor in head.tensors if tensor[0].startswith(b"blk.")]
    layer_bytes = sum(len(data) for *_, data in layered) / layers
    rounds = max(1, round((wanted_bytes - len(head.bytes)) / (layer_bytes * layers)) + 1)
    tensors = [tensor for tensor in head.tensors if not tensor[0].startswith(b"blk.")]
    for repeat in range(rounds):
        tensors += [(re.sub(rb"blk\.(\d+)", lambda found: b"blk.%d" % (int(found[1]) + repeat * layers), name), shape, data)
                    for name, shape, data in layered]
    metadata = bytearray(head.metadata)
    struct.pack_into("<I", metadata, head.layers_at, layers * rounds)
    out, offset = bytearray(b"GGUF" + struct.pack("<IQQ", 3, len(tensors), head.key_count) + metadata), 0
    for name, shape, data in tensors:
        out += struct.pack("<Q", len(name)) + name + shape + struct.pack("<Q", offset)
        offset += -(-len(data) // ALIGNMENT) * ALIGNMENT
    with target.open("wb") as file:
        file.write(out + bytes(-len(out) % ALIGNMENT))
        for *_, data in tensors:
            file.write(data + bytes(-len(data) % ALIGNMENT))
