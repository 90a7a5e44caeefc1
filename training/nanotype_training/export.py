"""Stage 6: a checkpoint to a folder that the extension loads."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from .checkpoint import TEXT_FILES, load_network, write_config
from .gguf_format import write_gguf
from .graph import LlamaGraph
from .model import Network, logits_of, positions

# Weights by their name in the server, in bits and in the file's name.
WEIGHTS: dict[str, tuple[int, str]] = {
    "q8": (8, "model_quantized.onnx"),
    "q4": (4, "model_q4.onnx"),
    "fp32": (32, "model.onnx"),
}

# Largest mean distance of the probabilities from those of torch, in nats (Kullback–Leibler). // guess
_MAX_DIVERGENCE = {"fp32": 1e-5, "q8": 0.02, "q4": 0.5}


@dataclass(frozen=True)
class Parity:
    """How near a graph is to torch on some tokens: mean divergence in nats, and the share with the same likeliest token."""

    divergence: float
    same_choice: float


def export(
    checkpoint: Path, out: Path, weights: list[str], languages: list[str] | None = None, with_gguf: bool = False
) -> dict[str, Parity]:
    """
    Writes the folder `out` for the server, with a graph for each of `weights`, and compares each with torch.

    `languages` are the ids that the model was trained for; without them those of the checkpoint. The folder is also one of
    transformers and vLLM (`config.json`, `model.safetensors`, `tokenizer.json`), and `with_gguf` adds `model.gguf` in 8 bits for
    llama.cpp. Raises ValueError if a graph is too far from torch.
    """
    network = load_network(checkpoint)
    part = out.with_name(out.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    (part / "onnx").mkdir(parents=True)
    for name in TEXT_FILES:
        if (checkpoint / name).exists():
            shutil.copy(checkpoint / name, part / name)
    shutil.copy(checkpoint / "model.safetensors", part / "model.safetensors")
    write_config(network.shape, part)
    _declare(part / "nanotype.json", out.name, weights, languages)
    parities = {}
    for name in weights:
        bits, file = WEIGHTS[name]
        onnx.save_model(LlamaGraph(network, bits).build(), part / "onnx" / file)
        parities[name] = compare(network, part / "onnx" / file)
        if not parities[name].divergence <= _MAX_DIVERGENCE[name]:
            raise ValueError(f"{name}: {parities[name].divergence:.4f} nats from torch; {_MAX_DIVERGENCE[name]} are allowed.")
    if with_gguf:
        write_gguf(part, part / "model.gguf")
    shutil.rmtree(out, ignore_errors=True)
    part.rename(out)
    return parities


def compare(network: Network, graph: Path, rows: int = 4, tokens: int = 48) -> Parity:
    """Compares a graph with torch after each of some random tokens, read in two pieces so that the cache takes part."""
    shape = network.shape
    ids = torch.from_numpy(np.random.default_rng(0).integers(0, shape.vocab_size, (rows, tokens)))
    with torch.no_grad():
        expected = logits_of(network, ids, positions(shape, tokens)).log_softmax(-1)[:, -1]
    session = GraphSession(graph, shape.num_hidden_layers, shape.num_key_value_heads, shape.head_dim)
    actual = torch.stack([torch.from_numpy(_last_logits(session, row)) for row in ids.numpy()]).log_softmax(-1)
    divergence = (expected.exp() * (expected - actual)).sum(-1).mean()
    same = (expected.argmax(-1) == actual.argmax(-1)).float().mean()
    return Parity(float(divergence), float(same))


def _last_logits(session: "GraphSession", ids: np.ndarray) -> np.ndarray:
    session.clear()
    session.read(ids[: len(ids) // 2])
    return session.read(ids[len(ids) // 2 :])


class GraphSession:
    """Runs a graph on one thread and keeps its cache, `[2 * layers, key heads, tokens, head size]`."""

    def __init__(self, graph: Path, layers: int, heads: int, size: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._layers = layers
        self._empty = np.zeros((2 * layers, heads, 0, size), dtype=np.float32)
        self._cache = self._empty

    def clear(self) -> None:
        """Forgets what was read."""
        self._cache = self._empty

    def read(self, ids: np.ndarray) -> np.ndarray:
        """Reads tokens `[n]` and returns the scores of what comes next, `[vocabulary]`."""
        total = self._cache.shape[2] + len(ids)
        feed = {"input_ids": ids[None].astype(np.int64), "attention_mask": np.ones((1, total), dtype=np.int64)}
        for index in range(2 * self._layers):
            kind = "key" if index < self._layers else "value"
            feed[f"past_key_values.{index % self._layers}.{kind}"] = self._cache[index : index + 1]
        logits, rows = self._session.run(["logits", "kv_new"], feed)
        self._cache = np.concatenate([self._cache, rows], axis=2)
        return np.asarray(logits)[0, 0]


def _declare(file: Path, name: str, weights: list[str], languages: list[str] | None) -> None:
    declared = json.loads(file.read_text())
    declared["id"] = name
    declared["languages"] = languages or declared["languages"]
    declared["quantizations"] = {kind: f"onnx/{WEIGHTS[kind][1]}" for kind in weights}
    declared["graph"] = {"kvNew": True, "positionIds": False, "lastTokenLogitsOnly": True}
    file.write_text(json.dumps(declared, indent=2) + "\n")
