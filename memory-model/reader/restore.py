# SPDX-License-Identifier: Apache-2.0
"""The weights of a released reader, to go on from: what export.py wrote, read back."""

from __future__ import annotations

import pathlib

import gguf
import torch
from torch import Tensor

from reader.export import PROTOCOL_KEY, parameter_names
from reader.network import Reader

_LINEAR = {  # the head's parameters, in the order in which they were written
    "answer": ("answer.line.weight",),
    "no_answer": ("answer.none.weight", "answer.none.bias"),
    "edit": ("edit.line.weight",),
    "no_edit": ("edit.none.weight", "edit.none.bias"),
    "beyond": ("beyond.weight", "beyond.bias"),
    "value": ("value.weight", "value.bias"),
    "about": ("about.weight", "about.bias"),
    "other": ("other.weight", "other.bias"),
}


def restore(reader: Reader, path: pathlib.Path) -> None:
    """Words and keys stay: training never changes them. Of the places those that were released."""
    source = gguf.GGUFReader(path)
    state = reader.state_dict()
    for head, parameters in _LINEAR.items():
        numbers = torch.tensor(source.fields[f"{PROTOCOL_KEY}.{head}"].contents(), dtype=torch.float32)
        for name in parameters:
            size = state[name].numel()
            state[name] = numbers[:size].reshape(state[name].shape)
            numbers = numbers[size:]
    names = parameter_names(reader)
    for tensor in source.tensors:
        if tensor.name == "token_embd.weight":
            continue
        name = names[tensor.name]
        values: Tensor = torch.from_numpy(gguf.quants.dequantize(tensor.data, tensor.tensor_type).copy()).float()
        whole = state[name].clone()
        whole[: values.shape[0]] = values.reshape(-1, *whole.shape[1:]) if whole.dim() > 1 else values
        state[name] = whole
    reader.load_state_dict(state)
