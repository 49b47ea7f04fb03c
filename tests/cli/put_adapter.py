# SPDX-License-Identifier: Apache-2.0
"""put_adapter.py FILE ARCHITECTURE WIDTH: a LoRA of rank 1 as GGUF for the first attention output of a model that is WIDTH wide."""
import struct
import sys

ALIGNMENT = 32


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def main() -> None:
    path, architecture, width = sys.argv[1], sys.argv[2], int(sys.argv[3])
    pairs = [("general.type", "adapter"), ("general.architecture", architecture), ("adapter.type", "lora"),
             ("general.base_model.0.name", "Somebody's Base")]
    keys = b"".join(text(key) + struct.pack("<I", 8) + text(value) for key, value in pairs)
    keys += text("adapter.lora.alpha") + struct.pack("<If", 6, 1.0)
    tensors, data = b"", b""
    for name, shape, value in (("lora_a", (width, 1), 1.0), ("lora_b", (1, width), 0.5)):
        tensors += text("blk.0.attn_output.weight." + name) + struct.pack("<IQQIQ", 2, *shape, 0, len(data))
        data += struct.pack("<f", value) * width
        data += bytes(-len(data) % ALIGNMENT)
    head = b"GGUF" + struct.pack("<IQQ", 3, 2, len(pairs) + 1) + keys + tensors
    with open(path, "wb") as file:
        file.write(head + bytes(-len(head) % ALIGNMENT) + data)


main()
