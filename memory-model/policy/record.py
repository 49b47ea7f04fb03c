# SPDX-License-Identifier: Apache-2.0
"""The record beside released weights: what they were made from, on what, and what they score."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import pathlib
import platform
import shutil

import torch

from policy import curves
from policy.bank import HELD_OUT_SHARE
from policy.generate import MAKERS
from policy.grow import Released
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


def data_digest(folder: pathlib.Path, packages: tuple[str, ...] = ("policy",)) -> str:
    """One digest over the generator's sources and data files, over what makes rows of its tasks, and over what was written by hand for it."""
    digest = hashlib.sha256()
    written = ("data", "spoken") if "reader" in packages else ("data",)
    data = [path for name in written for path in (folder / name).rglob("*") if path.is_file()]
    for path in sorted([*data, *(path for package in packages for path in (folder / package).glob("*.py"))]):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def machine(device: str, processes: int) -> dict:
    """What a training runs on; written into the run's folder when it starts."""
    hardware = {"processor": _processor(), "processes": processes, "machine": platform.machine()}
    if device == "cuda":
        hardware["gpu"] = torch.cuda.get_device_name()
    versions = {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in _PACKAGES}}
    return {"hardware": hardware, "versions": versions}


def progress(run: pathlib.Path) -> dict:
    """The last line of the run's log that has a loss."""
    lines = [json.loads(line) for line in (run / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if "loss" in line][-1]


def results(run: pathlib.Path) -> dict:
    """Scores by the name of their file: scores.json, scores_natural.json and so on."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(run.glob("scores*.json"))}


def release(run: pathlib.Path, target: pathlib.Path, seed: int) -> None:
    """Copies the weights to `target` (.gguf), and writes the record (.json) and the curves (.svg) beside them."""
    shutil.copyfile(run / "memory.gguf", target)
    notes, weights, released = run / "notes.txt", target.read_bytes(), Released(target)
    record = {
        "name": released.name(),
        "weights": {"sha256": hashlib.sha256(weights).hexdigest(), "bytes": len(weights)},
        "shape": released.numbers(),
        "parameters": released.parameter_count(),
        "data": {
            "seed": seed,
            "sha256": data_digest(target.parent.parent),
            "kinds_of_task": len(MAKERS),
            "attributes": len(ATTRIBUTES) + len(WIDE),
            "names_held_out": f"1 in {HELD_OUT_NAME_SHARE}",
            "phrasings_held_out": f"1 in {HELD_OUT_SHARE}",
            "attributes_and_relations_held_out": f"1 in {HELD_OUT_KEY_SHARE}",
            "patterns": len(BANK.patterns),
        },
        "training": progress(run),
        **json.loads((run / "machine.json").read_text(encoding="utf-8")),
        "notes": notes.read_text(encoding="utf-8").splitlines() if notes.exists() else [],
        "scores": results(run),
    }
    target.with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    target.with_suffix(".svg").write_text(curves.drawn(run / "train.jsonl"), encoding="utf-8")
