"""Reads and writes checkpoints: Hugging Face Llama folders, by which the stages chain."""

import json
import shutil
from dataclasses import asdict, fields
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from .model import ModelShape, Network

# What a folder needs beside the weights, as far as it is there.
TEXT_FILES = ("tokenizer.json", "tokenizer_config.json", "generation_config.json", "nanotype.json")


def read_shape(folder: Path) -> ModelShape:
    """
    Reads the sizes of a Llama from its `config.json`.

    Raises ValueError for another network, for biases and for an embedding that isn't tied.
    """
    config = json.loads((folder / "config.json").read_text())
    if config.get("model_type") != "llama" or not config.get("tie_word_embeddings") or config.get("attention_bias"):
        raise ValueError(f"{folder} holds no Llama with a tied embedding and without biases.")
    config.setdefault("head_dim", config["hidden_size"] // config["num_attention_heads"])
    rope = config.get("rope_parameters") or {}
    config.setdefault("rope_theta", rope.get("rope_theta", 10_000.0))
    known = {field.name for field in fields(ModelShape)}
    return ModelShape(**{name: value for name, value in config.items() if name in known})


def load_network(folder: Path) -> Network:
    """Loads the weights of a folder in 32 bits."""
    shape = read_shape(folder)
    network = Network(shape)
    network.load_state_dict(_from_llama(load_tensors(folder), shape))
    return network


def save_network(network: Network, out: Path, like: Path) -> None:
    """Writes the weights in 32 bits, and the other files of the folder `like`; `out` is whole or not there."""
    save_tensors(_to_llama(network), network.shape, out, like)


def save_tensors(tensors: dict[str, Tensor], shape: ModelShape, out: Path, like: Path | None = None) -> None:
    """Writes tensors by their names in a Hugging Face Llama, as `save_network` does."""
    part = out.with_name(out.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name in TEXT_FILES:
        if like is not None and (like / name).exists():
            shutil.copy(like / name, part / name)
    whole = {name: value.detach().float().cpu().contiguous() for name, value in tensors.items()}
    save_file(whole, part / "model.safetensors", metadata={"format": "pt"})
    write_config(shape, part)
    shutil.rmtree(out, ignore_errors=True)
    part.rename(out)


def load_tensors(folder: Path) -> dict[str, Tensor]:
    """Loads the tensors of a folder by their names in a Hugging Face Llama."""
    return load_file(folder / "model.safetensors")


def special_ids(folder: Path) -> dict[str, int]:
    """Returns the ids of the prompt's tokens, from `nanotype.json`; empty where the folder has none."""
    file = folder / "nanotype.json"
    return json.loads(file.read_text())["specialTokens"] if file.exists() else {}


def padding_of(folder: Path) -> int:
    """Returns the id of the token that fills rows up; raises ValueError if the folder declares none."""
    number = special_ids(folder).get("<|fim_pad|>")
    if number is None:
        raise ValueError(f"{folder} has no nanotype.json that declares <|fim_pad|>.")
    return number


def write_config(shape: ModelShape, folder: Path) -> None:
    """Writes `config.json` as transformers and the server read it; the ids are those of the folder's `nanotype.json`."""
    special = special_ids(folder)
    end, padding = special.get("<|endoftext|>", 0), special.get("<|fim_pad|>", 0)
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "dtype": "float32",
        "hidden_act": "silu",
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": True,
        "use_cache": True,
        "bos_token_id": end,
        "eos_token_id": end,
        "pad_token_id": padding,
        "rope_parameters": {"rope_theta": shape.rope_theta, "rope_type": "default"},
        **asdict(shape),
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def _from_llama(tensors: dict[str, Tensor], shape: ModelShape) -> dict[str, Tensor]:
    state = {"embedding": tensors["model.embed_tokens.weight"], "final_norm": tensors["model.norm.weight"]}
    for index in range(shape.num_hidden_layers):
        source, target = f"model.layers.{index}.", f"blocks.{index}."
        qkv = [tensors[f"{source}self_attn.{name}_proj.weight"] for name in ("q", "k", "v")]
        gate_up = [tensors[f"{source}mlp.{name}_proj.weight"] for name in ("gate", "up")]
        state[target + "qkv"] = torch.cat(qkv)
        state[target + "output"] = tensors[source + "self_attn.o_proj.weight"]
        state[target + "gate_up"] = torch.cat(gate_up)
        state[target + "down"] = tensors[source + "mlp.down_proj.weight"]
        state[target + "attention_norm"] = tensors[source + "input_layernorm.weight"]
        state[target + "mlp_norm"] = tensors[source + "post_attention_layernorm.weight"]
    return {name: value.float() for name, value in state.items()}


def _to_llama(network: Network) -> dict[str, Tensor]:
    shape = network.shape
    tensors = {"model.embed_tokens.weight": network.embedding, "model.norm.weight": network.final_norm}
    for index, block in enumerate(network.blocks):
        target = f"model.layers.{index}."
        q, k, v = block.qkv.split([shape.query_size, shape.key_size, shape.key_size])
        gate, up = block.gate_up.chunk(2)
        tensors |= {
            target + "self_attn.q_proj.weight": q,
            target + "self_attn.k_proj.weight": k,
            target + "self_attn.v_proj.weight": v,
            target + "self_attn.o_proj.weight": block.output,
            target + "mlp.gate_proj.weight": gate,
            target + "mlp.up_proj.weight": up,
            target + "mlp.down_proj.weight": block.down,
            target + "input_layernorm.weight": block.attention_norm,
            target + "post_attention_layernorm.weight": block.mlp_norm,
        }
    return tensors
