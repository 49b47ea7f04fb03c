# SPDX-License-Identifier: Apache-2.0
"""make_gguf.py FILE [SEED [PART PARTS]]: a small model of one layer in 32-bit floats, whose weights are drawn from SEED; with PART and PARTS, a part
of a split one. It loads as far as quantising needs."""
import random
import struct
import sys

WIDTH = 256
TENSORS = ("token_embd.weight", "output.weight", "blk.0.attn_q.weight", "blk.0.attn_v.weight", "blk.0.ffn_down.weight")


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def number(key: str, value: int) -> bytes:
    return text(key) + struct.pack("<II", 4, value)


def main() -> None:
    path, seed, part, parts = (sys.argv[1:] + ["1", "0", "1"][len(sys.argv) - 2:])[:4]
    part, parts = int(part), int(parts)
    rng = random.Random(int(seed))
    keys = [text("general.architecture") + struct.pack("<I", 8) + text("llama"),
            *(number("llama." + key, value) for key, value in
              {"block_count": 1, "context_length": 64, "embedding_length": WIDTH, "feed_forward_length": WIDTH,
               "attention.head_count": 4, "vocab_size": WIDTH}.items()),
            text("llama.attention.layer_norm_rms_epsilon") + struct.pack("<If", 6, 1e-5)]
    if parts > 1:
        keys += [text("split.no") + struct.pack("<IH", 2, part), text("split.count") + struct.pack("<IH", 2, parts),
                 text("split.tensors.count") + struct.pack("<Ii", 5, len(TENSORS))]
    head, data = b"", b""
    names = TENSORS[part::parts]
    for name in names:
        head += text(name) + struct.pack("<IQQIQ", 2, WIDTH, WIDTH, 0, len(data))
        data += struct.pack(f"<{WIDTH * WIDTH}f", *(rng.uniform(-1, 1) for _ in range(WIDTH * WIDTH)))
    whole = b"GGUF" + struct.pack("<IQQ", 3, len(names), len(keys)) + b"".join(keys) + head
    with open(path, "wb") as file:
        file.write(whole + bytes(-len(whole) % 32) + data)


main()
