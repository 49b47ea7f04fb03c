# SPDX-License-Identifier: Apache-2.0
"""Writes a checkpoint as GGUF for llama.cpp."""

from __future__ import annotations

import pathlib

import gguf
import numpy
from torch import Tensor

from policy import checkpoint, pieces, tokenizer
from policy.grow import PARTS
from policy.chosen_layers import pairs_from_halves
from policy.network import Decoder, Shape

PROTOCOL = "1"


def _write_shape(writer: gguf.GGUFWriter, shape: Shape, name: str) -> None:
    writer.add_name(name)
    writer.add_license("apache-2.0")
    writer.add_string(tokenizer.PROTOCOL_KEY, PROTOCOL)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads or shape.heads)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_key_length(shape.head_width)
    writer.add_value_length(shape.head_width)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_vocab_size(shape.vocabulary)


def _write_words(writer: gguf.GGUFWriter, words_path: pathlib.Path, size: int) -> None:
    words = tokenizer.load(words_path)
    by_id = {index: token for token, index in words.get_vocab().items()}
    tokens, types = [], []
    for index in range(size):
        token = by_id.get(index)
        tokens.append(token or f"[PAD{index}]")
        kind = gguf.TokenType.CONTROL if token in tokenizer.SPECIAL_TOKENS else gguf.TokenType.NORMAL
        types.append(kind if token else gguf.TokenType.UNUSED)
    end = words.token_to_id("<|end|>")
    writer.add_tokenizer_model("gpt2")
    merges = tokenizer.merges_of(words)
    writer.add_tokenizer_pre(pieces.PRE_TOKENIZER if merges else "llama-bpe")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    # llama.cpp insists on merges; the lone one never applies, because a run of spaces is split before.
    writer.add_token_merges([" ".join(pair) for pair in merges] or ["Ġ Ġ"])
    writer.add_bos_token_id(end)
    writer.add_eos_token_id(end)
    writer.add_eot_token_id(end)
    writer.add_pad_token_id(words.token_to_id("<|pad|>"))
    writer.add_add_bos_token(False)


def _write_tensor(writer: gguf.GGUFWriter, name: str, tensor: Tensor, kind: str) -> None:
    array = tensor.detach().float().numpy()
    if array.ndim == 1 or kind == "f32":
        writer.add_tensor(name, array.astype(numpy.float32))
    elif kind == "f16":
        writer.add_tensor(name, array.astype(numpy.float16))
    else:
        quantised = gguf.GGMLQuantizationType[kind.upper()]
        writer.add_tensor(name, gguf.quants.quantize(array, quantised), raw_dtype=quantised)


def _parts(model: Decoder, index: int) -> dict[str, Tensor]:
    """The tensors of a layer, as the file lays them out."""
    block, shape = model.blocks[index], model.shape
    parts = {name: getattr(block, part).weight for part, name in PARTS.items() if hasattr(getattr(block, part), "weight")}
    if shape.family == "llama":
        parts |= {name: pairs_from_halves(parts[name], shape.head_width) for name in ("attn_q", "attn_k")}
    return parts


def _write_weights(writer: gguf.GGUFWriter, model: Decoder, kind: str) -> None:
    # The table of words is not rounded in training: it has half the layers' share of the file, and rare rows matter.
    _write_tensor(writer, "token_embd.weight", model.embedding.weight, "q8_0" if kind in ("q4_0", "q4_1") else kind)
    _write_tensor(writer, "output_norm.weight", model.final_norm.weight, kind)
    for index in range(len(model.blocks)):
        for name, tensor in _parts(model, index).items():
            _write_tensor(writer, f"blk.{index}.{name}.weight", tensor, kind)


def write_gguf(model: Decoder, words_path: pathlib.Path, target: pathlib.Path, kind: str, name: str) -> None:
    """kind: q4_0 or q4_1 (matrices; the words are q8_0 then), q8_0, f16 or f32; norms are always f32."""
    writer = gguf.GGUFWriter(str(target), model.shape.family)
    _write_shape(writer, model.shape, name)
    _write_words(writer, words_path, model.shape.vocabulary)
    _write_weights(writer, model, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def export_gguf(source: pathlib.Path, words_path: pathlib.Path, target: pathlib.Path, kind: str, name: str) -> None:
    """Writes the model of a checkpoint. kind: as of write_gguf; empty: the one that the model was rounded to, else q8_0."""
    model = checkpoint.model_of(checkpoint.load(source))
    write_gguf(model, words_path, target, kind or model.shape.rounding or "q8_0", name)
