# SPDX-License-Identifier: Apache-2.0
"""The record beside released weights: what they were made from, on what, and what they score."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import pathlib
import platform
import shutil

from policy import checkpoint
from policy.bank import HELD_OUT_SHARE
from policy.generate import MAKERS
from policy.names import HELD_OUT_NAME_SHARE
from policy.attributes import ATTRIBUTES, WIDE
from policy.phrases import BANK
from policy.split import HELD_OUT_KEY_SHARE

_PACKAGES = ("torch", "tokenizers", "gguf", "numpy")


def _processor() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def _data_digest(folder: pathlib.Path) -> str:
    """One digest over the generator's sources and data files."""
    digest = hashlib.sha256()
    data = [path for path in (folder / "data").rglob("*") if path.is_file()]
    for path in sorted([*data, *(folder / "policy").glob("*.py")]):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def release(out: pathlib.Path, target: pathlib.Path, processes: int) -> None:
    """Copies the weights to `target` (.gguf) and writes the record beside them (.json)."""
    state = checkpoint.load(out / "checkpoint.pt")
    shutil.copyfile(out / "memory.gguf", target)
    scores, notes = out / "scores.json", out / "notes.txt"
    weights = target.read_bytes()
    record = {
        "weights": {"sha256": hashlib.sha256(weights).hexdigest(), "bytes": len(weights)},
        "shape": state["shape"],
        "parameters": sum(tensor.numel() for tensor in state["weights"].values()),
        "data": {
            "seed": state["seed"],
            "sha256": _data_digest(target.parent.parent),
            "kinds_of_task": len(MAKERS),
            "attributes": len(ATTRIBUTES) + len(WIDE),
            "names_held_out": f"1 in {HELD_OUT_NAME_SHARE}",
            "phrasings_held_out": f"1 in {HELD_OUT_SHARE}",
            "attributes_and_relations_held_out": f"1 in {HELD_OUT_KEY_SHARE}",
            "patterns": len(BANK.patterns),
        },
        "training": {**state["progress"], "seconds": round(state["progress"]["seconds"])},
        "hardware": {"processor": _processor(), "processes": processes, "machine": platform.machine()},
        "versions": {
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in _PACKAGES},
        },
        "notes": notes.read_text(encoding="utf-8").splitlines() if notes.exists() else [],
        "scores": json.loads(scores.read_text()) if scores.exists() else None,
    }
    target.with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
