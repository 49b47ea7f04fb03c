# SPDX-License-Identifier: Apache-2.0
"""Writes the reader as GGUF for llama.cpp: a BERT, and the scores' weights as metadata."""

from __future__ import annotations

import json
import pathlib

import gguf
import numpy
from torch import Tensor, nn

from reader.keys import Keys
from reader.network import Reader
from reader.rows import ROW_TOKENS_MAX

PROTOCOL_KEY = "tiles.memory.reader"
PROTOCOL = "2"
_PREFIX = "##"
_LAYER_NAMES = {
    "query": "attn_q",
    "key": "attn_k",
    "value": "attn_v",
    "output": "attn_output",
    "output_norm": "attn_output_norm",
    "up": "ffn_up",
    "down": "ffn_down",
    "last_norm": "layer_output_norm",
}
_NAMES = {"words": "token_embd", "places": "position_embd", "kinds": "token_types", "norm": "token_embd_norm"}


def _name_of(parameter: str) -> str:
    part, kind = parameter.rsplit(".", 1)
    if part in _NAMES:
        return f"{_NAMES[part]}.{kind}"
    _, number, part = part.split(".")
    return f"blk.{number}.{_LAYER_NAMES[part]}.{kind}"


def parameter_names(reader: Reader) -> dict[str, str]:
    """By the name of a tensor the parameter of the reader that it holds."""
    return {_name_of(name): f"encoder.{name}" for name in reader.encoder.state_dict()}


def _write_words(writer: gguf.GGUFWriter, words: str) -> None:
    """llama.cpp marks where a word begins, BERT's vocabulary where it goes on."""
    vocabulary = json.loads(words)["model"]["vocab"]
    tokens, types = [], []
    for token in sorted(vocabulary, key=vocabulary.__getitem__):
        if token.startswith("[") and token.endswith("]") and len(token) > 2:
            tokens.append(token)
            types.append(gguf.TokenType.UNUSED if token.startswith("[unused") else gguf.TokenType.CONTROL)
        else:
            tokens.append(token.removeprefix(_PREFIX) if token.startswith(_PREFIX) else "\u2581" + token)
            types.append(gguf.TokenType.NORMAL)
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("jina-v2-en")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_type_count(2)
    writer.add_bos_token_id(vocabulary["[CLS]"])
    writer.add_sep_token_id(vocabulary["[SEP]"])
    writer.add_eos_token_id(vocabulary["[SEP]"])
    writer.add_pad_token_id(vocabulary["[PAD]"])
    writer.add_unk_token_id(vocabulary["[UNK]"])


def _stored(name: str, tensor: Tensor, positions: int) -> tuple[numpy.ndarray, gguf.GGMLQuantizationType]:
    values = tensor.detach().float().numpy()
    if name == "position_embd.weight":
        return values[:positions].astype(numpy.float32), gguf.GGMLQuantizationType.F32
    if values.ndim < 2 or name == "token_types.weight":
        return values.astype(numpy.float32), gguf.GGMLQuantizationType.F32
    kind = gguf.GGMLQuantizationType.Q4_0 if name == "token_embd.weight" else gguf.GGMLQuantizationType.Q8_0
    return gguf.quants.quantize(values, kind), kind


def _linear(layer: nn.Linear) -> list[float]:
    constants = [] if layer.bias is None else layer.bias.detach().tolist()
    return [*layer.weight.detach().flatten().tolist(), *constants]


def heads_of(reader: Reader) -> dict[str, list[float]]:
    """By the names that src/memory/reader_weights.h describes."""
    return {
        "answer": _linear(reader.answer.line),
        "no_answer": _linear(reader.answer.none),
        "edit": _linear(reader.edit.line),
        "no_edit": _linear(reader.edit.none),
        "beyond": _linear(reader.beyond),
        "value": _linear(reader.value),
        "about": _linear(reader.about),
        "other": _linear(reader.other),
        "keys": reader.keys.flatten().tolist(),
    }


def export_gguf(reader: Reader, words: str, target: pathlib.Path, name: str) -> None:
    """`words`: the text of the base's tokenizer.json."""
    positions = ROW_TOKENS_MAX
    shape = reader.encoder.shape
    writer = gguf.GGUFWriter(target, "bert")
    writer.add_name(name)
    writer.add_license("apache-2.0")
    writer.add_string(PROTOCOL_KEY, PROTOCOL)
    writer.add_context_length(positions)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_layer_norm_eps(shape.epsilon)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.NONE)
    writer.add_vocab_size(shape.vocabulary)
    for head, numbers in heads_of(reader).items():
        writer.add_array(f"{PROTOCOL_KEY}.{head}", numbers)
    writer.add_string(f"{PROTOCOL_KEY}.key_names", "\n".join(Keys().names))
    _write_words(writer, words)
    for parameter, tensor in reader.encoder.state_dict().items():
        tensor_name = _name_of(parameter)
        values, kind = _stored(tensor_name, tensor, positions)
        writer.add_tensor(tensor_name, values, raw_dtype=None if kind == gguf.GGMLQuantizationType.F32 else kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
