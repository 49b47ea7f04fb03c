# SPDX-License-Identifier: Apache-2.0
"""Writes a checkpoint as GGUF for llama.cpp."""

from __future__ import annotations

import pathlib

import gguf
import numpy
from torch import Tensor

from policy import checkpoint, tokenizer
from policy.network import Decoder, Shape

NAME = "tiles-memory-v0"
PROTOCOL = "1"


def _write_shape(writer: gguf.GGUFWriter, shape: Shape) -> None:
    writer.add_name(NAME)
    writer.add_license("apache-2.0")
    writer.add_string("tiles.memory.protocol", PROTOCOL)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
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
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    # llama.cpp insists on merges; this one never applies, because a run of spaces is split before.
    writer.add_token_merges(tokenizer.merges_of(words) or ["Ġ Ġ"])
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
        quantised = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quants.quantize(array, quantised), raw_dtype=quantised)


def _write_weights(writer: gguf.GGUFWriter, model: Decoder, kind: str) -> None:
    _write_tensor(writer, "token_embd.weight", model.embedding.weight, kind)
    _write_tensor(writer, "output_norm.weight", model.final_norm.weight, kind)
    for index, block in enumerate(model.blocks):
        parts = {
            "attn_norm": block.attention_norm,
            "attn_q": block.query,
            "attn_k": block.key,
            "attn_v": block.value,
            "attn_output": block.output,
            "attn_q_norm": block.query_norm,
            "attn_k_norm": block.key_norm,
            "ffn_norm": block.hidden_norm,
            "ffn_gate": block.gate,
            "ffn_up": block.up,
            "ffn_down": block.down,
        }
        for name, part in parts.items():
            _write_tensor(writer, f"blk.{index}.{name}.weight", part.weight, kind)


def export_gguf(source: pathlib.Path, words_path: pathlib.Path, target: pathlib.Path, kind: str) -> None:
    """kind: q8_0, f16 or f32; norms are always f32."""
    model = checkpoint.model_of(checkpoint.load(source))
    writer = gguf.GGUFWriter(str(target), "qwen3")
    _write_shape(writer, model.shape)
    _write_words(writer, words_path, model.shape.vocabulary)
    _write_weights(writer, model, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
