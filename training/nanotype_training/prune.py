"""Stage 5, second part: leaves out the layers and heads without which a model is least worse, by measurement."""

from pathlib import Path

import numpy as np
import torch

from .checkpoint import load_network, padding_of, save_network
from .model import ModelShape, Network, positions
from .train import validation_loss


def prune(checkpoint: Path, rows_file: Path, out: Path, layers: int, key_heads: int, device: str = "cpu") -> float:
    """
    Writes the checkpoint `out` with `layers` layers and `key_heads` key heads (with their queries); returns its loss in nats.

    One layer after another goes: each time the one without which the loss on the rows is lowest; then heads likewise, in each
    layer one of its own. Rows `[n, tokens + 1]` that were not trained on serve best; train the result a little afterwards.
    """
    network = load_network(checkpoint).to(device)
    padding = padding_of(checkpoint)
    rows = np.load(rows_file, mmap_mode="r")[:16]
    places = positions(network.shape, rows.shape[1] - 1, device=device)

    def cost(candidate: Network) -> float:
        return validation_loss(candidate, rows, padding, places)

    while network.shape.num_hidden_layers > layers:
        network = min((without_layer(network, index) for index in range(len(network.blocks))), key=cost)
    while network.shape.num_key_value_heads > key_heads:
        chosen = []
        for index in range(len(network.blocks)):
            costs = [cost(silenced(network, index, head)) for head in range(network.shape.num_key_value_heads)]
            chosen.append(int(np.argmin(costs)))
        network = without_heads(network, chosen)
    save_network(network, out, checkpoint)
    return cost(network)


def without_layer(network: Network, index: int) -> Network:
    """Returns a copy without one layer."""
    state = {}
    for name, value in network.state_dict().items():
        parts = name.split(".")
        if parts[0] == "blocks":
            number = int(parts[1])
            if number == index:
                continue
            parts[1] = str(number - (number > index))
        state[".".join(parts)] = value
    return _made(network, state, num_hidden_layers=network.shape.num_hidden_layers - 1)


def silenced(network: Network, index: int, head: int) -> Network:
    """Returns a copy in which nothing reads what a key head of one layer says."""
    state = {name: value.clone() for name, value in network.state_dict().items()}
    state[f"blocks.{index}.output"][:, _queries(network.shape, head)] = 0
    return _made(network, state)


def without_heads(network: Network, heads: list[int]) -> Network:
    """Returns a copy without one key head and its queries in each layer: `heads[layer]` is the one that goes."""
    shape = network.shape
    state = dict(network.state_dict())
    for index, head in enumerate(heads):
        queries = _others(shape.query_size, _queries(shape, head))
        keys = _others(shape.key_size, slice(head * shape.head_dim, (head + 1) * shape.head_dim))
        rows = torch.cat([queries, shape.query_size + keys, shape.query_size + shape.key_size + keys])
        state[f"blocks.{index}.qkv"] = state[f"blocks.{index}.qkv"][rows]
        state[f"blocks.{index}.output"] = state[f"blocks.{index}.output"][:, queries]
    group = shape.num_attention_heads // shape.num_key_value_heads
    return _made(
        network,
        state,
        num_attention_heads=shape.num_attention_heads - group,
        num_key_value_heads=shape.num_key_value_heads - 1,
    )


def _queries(shape: ModelShape, head: int) -> slice:
    width = shape.query_size // shape.num_key_value_heads
    return slice(head * width, (head + 1) * width)


def _others(count: int, gone: slice) -> torch.Tensor:
    kept = torch.ones(count, dtype=torch.bool)
    kept[gone] = False
    return kept.nonzero()[:, 0]


def _made(network: Network, state: dict[str, torch.Tensor], **changes: int) -> Network:
    made = Network(ModelShape(**{**vars(network.shape), **changes})).to(network.embedding.device)
    made.load_state_dict(state)
    return made
