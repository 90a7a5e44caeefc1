"""GGUF, the weights of llama.cpp: reads a pretrained Llama out of one, and writes a checkpoint as one."""

import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from .checkpoint import load_tensors, read_shape, save_tensors
from .model import ModelShape
from .tokenizer import write_tokenizer_config

# Our names of a layer's tensors → those of GGUF. The first two are permuted there, see `_interleaved`.
_LAYER_NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}
_OUTER_NAMES = {"model.embed_tokens": "token_embd", "model.norm": "output_norm"}
_FIM_KEYS = {
    gguf.Keys.Tokenizer.FIM_PRE_ID: "<|fim_prefix|>",
    gguf.Keys.Tokenizer.FIM_SUF_ID: "<|fim_suffix|>",
    gguf.Keys.Tokenizer.FIM_MID_ID: "<|fim_middle|>",
    gguf.Keys.Tokenizer.FIM_PAD_ID: "<|fim_pad|>",
}


def read_gguf(file: Path, out: Path) -> ModelShape:
    """
    Writes the checkpoint `out` with the weights, in 32 bits, and the vocabulary of a GGUF file; returns its sizes.

    Raises ValueError for a network that is no Llama with a tied embedding, and for a vocabulary that isn't cut as SmolLM's.
    """
    reader = gguf.GGUFReader(file)
    field = {name: entry.contents() for name, entry in reader.fields.items()}
    if field.get("general.architecture") != "llama" or any(tensor.name == "output.weight" for tensor in reader.tensors):
        raise ValueError(f"{file} holds no Llama with a tied embedding.")
    heads, width = field["llama.attention.head_count"], field["llama.embedding_length"]
    shape = ModelShape(
        vocab_size=len(field["tokenizer.ggml.tokens"]),
        hidden_size=width,
        intermediate_size=field["llama.feed_forward_length"],
        num_hidden_layers=field["llama.block_count"],
        num_attention_heads=heads,
        num_key_value_heads=field["llama.attention.head_count_kv"],
        head_dim=field.get("llama.attention.key_length", width // heads),
        max_position_embeddings=field["llama.context_length"],
        rms_norm_eps=field["llama.attention.layer_norm_rms_epsilon"],
        rope_theta=field["llama.rope.freq_base"],
    )
    stored = {one.name: gguf.dequantize(one.data, one.tensor_type).astype(np.float32) for one in reader.tensors}
    heads_of = {"q_proj": shape.num_attention_heads, "k_proj": shape.num_key_value_heads}
    tensors = {}
    for name, theirs in _names(shape).items():
        count = heads_of.get(name.split(".")[-2])
        matrix = stored[theirs] if count is None else _halved(stored[theirs], count)
        tensors[name] = torch.from_numpy(np.ascontiguousarray(matrix))
    tokenizer = _tokenizer(field)
    save_tensors(tensors, shape, out)
    tokenizer.save(str(out / "tokenizer.json"))
    write_tokenizer_config(out)
    return shape


def write_gguf(checkpoint: Path, out: Path, weights: str = "Q8_0") -> None:
    """
    Writes a checkpoint as the GGUF file `out`; `weights` is `F32`, `F16` or `Q8_0`, and norms are always in 32 bits.

    Text is cut by llama.cpp's rule `qwen2` (a vocabulary of ours) or `smollm`. The first differs from ours in parts such as
    `'ll` and `'s`, which it cuts off; a prompt of token ids is read exactly alike.
    """
    kind = gguf.GGMLQuantizationType[weights]
    shape = read_shape(checkpoint)
    declared = json.loads((checkpoint / "nanotype.json").read_text())
    definition = json.loads((checkpoint / "tokenizer.json").read_text())
    writer = gguf.GGUFWriter(out, "llama")
    writer.add_name(declared["id"])
    writer.add_block_count(shape.num_hidden_layers)
    writer.add_context_length(shape.max_position_embeddings)
    writer.add_embedding_length(shape.hidden_size)
    writer.add_feed_forward_length(shape.intermediate_size)
    writer.add_head_count(shape.num_attention_heads)
    writer.add_head_count_kv(shape.num_key_value_heads)
    writer.add_key_length(shape.head_dim)
    writer.add_value_length(shape.head_dim)
    writer.add_rope_dimension_count(shape.head_dim)
    writer.add_rope_freq_base(shape.rope_theta)
    writer.add_layer_norm_rms_eps(shape.rms_norm_eps)
    writer.add_vocab_size(shape.vocab_size)
    writer.add_file_type(gguf.LlamaFileType[f"{'ALL' if weights == 'F32' else 'MOSTLY'}_{weights}"])
    _add_vocabulary(writer, definition, declared["specialTokens"], shape.vocab_size)
    heads_of = {"q_proj": shape.num_attention_heads, "k_proj": shape.num_key_value_heads}
    names = _names(shape)
    for name, tensor in load_tensors(checkpoint).items():
        count = heads_of.get(name.split(".")[-2])
        matrix = tensor.float().numpy()
        matrix = matrix if count is None else _interleaved(matrix, count)
        own = kind if matrix.ndim == 2 else gguf.GGMLQuantizationType.F32
        writer.add_tensor(names[name], gguf.quantize(np.ascontiguousarray(matrix), own), raw_dtype=own)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _names(shape: ModelShape) -> dict[str, str]:
    names = {f"{ours}.weight": f"{theirs}.weight" for ours, theirs in _OUTER_NAMES.items()}
    for index in range(shape.num_hidden_layers):
        for ours, theirs in _LAYER_NAMES.items():
            names[f"model.layers.{index}.{ours}.weight"] = f"blk.{index}.{theirs}.weight"
    return names


def _interleaved(matrix: np.ndarray, heads: int) -> np.ndarray:
    """Orders the rows of queries or keys `[out, in]` as GGUF has them: the two numbers that are turned together in a row."""
    rows, columns = matrix.shape
    return matrix.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)


def _halved(matrix: np.ndarray, heads: int) -> np.ndarray:
    """Undoes `_interleaved`."""
    rows, columns = matrix.shape
    return matrix.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


def _tokenizer(field: dict[str, Any]) -> Tokenizer:
    if field["tokenizer.ggml.model"] != "gpt2" or field.get("tokenizer.ggml.pre") != "smollm":
        raise ValueError(f"The vocabulary is cut by the rule {field.get('tokenizer.ggml.pre')}, which is unknown here.")
    tokens: list[str] = field["tokenizer.ggml.tokens"]
    special = [
        token for token, kind in zip(tokens, field["tokenizer.ggml.token_type"], strict=True) if kind == gguf.TokenType.CONTROL
    ]
    merges = [tuple(merge.split(" ")) for merge in field["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE({token: number for number, token in enumerate(tokens)}, merges))
    # llama.cpp's rule `smollm`: each digit is a piece of its own, then GPT-2's pieces.
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in special])
    return tokenizer


def _add_vocabulary(writer: gguf.GGUFWriter, definition: dict[str, Any], special: dict[str, int], size: int) -> None:
    added = {token["id"]: token["content"] for token in definition["added_tokens"]}
    tokens = {number: token for token, number in definition["model"]["vocab"].items()} | added
    kinds = [
        gguf.TokenType.CONTROL if number in added else gguf.TokenType.NORMAL if number in tokens else gguf.TokenType.UNUSED
        for number in range(size)
    ]
    merges = definition["model"]["merges"]
    has_digits = definition["pre_tokenizer"]["pretokenizers"][0]["type"] == "Digits"
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm" if has_digits else "qwen2")
    writer.add_token_list([tokens.get(number, f"[unused {number}]") for number in range(size)])
    writer.add_token_types(kinds)
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in merges])
    writer.add_bos_token_id(special["<|endoftext|>"])
    writer.add_eos_token_id(special["<|endoftext|>"])
    writer.add_pad_token_id(special["<|fim_pad|>"])
    writer.add_add_bos_token(False)
    writer.add_add_space_prefix(False)
    for key, token in _FIM_KEYS.items():
        writer.add_uint32(key, special[token])
