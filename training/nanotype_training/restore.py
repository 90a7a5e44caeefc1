"""Reads the weights back out of an exported graph, for a model that came without its `model.safetensors`."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from .checkpoint import read_shape, save_network
from .model import Network
from .quantize import QuantizedMatrix


def restore_checkpoint(model: Path, out: Path) -> None:
    """
    Writes the checkpoint `out` with the weights of a model's q8 graph, as far from the unrounded ones as the rounding took them.

    Raises FileNotFoundError if the folder has no such graph.
    """
    stored = _read_weights(model / "onnx" / "model_quantized.onnx")
    network = Network(read_shape(model))
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            parameter.copy_(torch.from_numpy(np.concatenate([stored[theirs] for theirs in _names(name, len(network.blocks))])))
    save_network(network, out, model)


def _names(name: str, layers: int) -> list[str]:
    """Returns the graph's names of the matrices, put below each other, that make up a parameter."""
    if name == "embedding":
        return ["model.embed_tokens.weight"]
    if name == "final_norm":
        return [f"model.layers.{layers}.final_norm_layernorm.weight"]
    _, index, part = name.split(".")
    parts = {
        "qkv": ["attn.qkv_proj.MatMul"],
        "output": ["attn.o_proj.MatMul"],
        "gate_up": ["mlp.gate_proj.MatMul", "mlp.up_proj.MatMul"],
        "down": ["mlp.down_proj.MatMul"],
        "attention_norm": ["input_layernorm"],
        "mlp_norm": ["post_attention_layernorm"],
    }
    return [f"model.layers.{index}.{one}.weight" for one in parts[part]]


def _read_weights(graph: Path) -> dict[str, np.ndarray]:
    raw = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(graph).graph.initializer}
    weights = {}
    for name, array in raw.items():
        if name.endswith("_Q8"):
            plain = name.removesuffix("_Q8")
            weights[plain] = QuantizedMatrix(array, raw[f"{plain}_scales"].reshape(array.shape[:2]), 8).restored()
        elif array.dtype == np.float32:
            weights[name] = array
    return weights
