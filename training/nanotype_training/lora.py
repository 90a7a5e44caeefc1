"""Low-rank adaptation: each matrix keeps its value and learns a change of few numbers, which is added to it at the end."""

import torch
from torch import nn

from .model import LAYER_MATRICES, Network


def add_adapters(network: Network, rank: int) -> None:
    """
    Gives each matrix `[out, in]` of the layers a change `up @ down`, `[out, rank]` times `[rank, in]`, which is 0 at first.

    Only the changes and the embedding are trained from then on.
    """
    network.requires_grad_(False)
    network.embedding.requires_grad_(True)
    for block in network.blocks:
        for name in LAYER_MATRICES:
            rows, columns = getattr(block, name).shape
            block.register_parameter(f"{name}_lora_down", nn.Parameter(torch.randn(rank, columns) * columns**-0.5))
            block.register_parameter(f"{name}_lora_up", nn.Parameter(torch.zeros(rows, rank)))


@torch.no_grad()
def merged(network: Network) -> Network:
    """Returns a network without changes beside its matrices: they are added to them. One that has none is returned as it is."""
    if not any(name.endswith("_lora_up") for name, _ in network.named_parameters()):
        return network
    plain = Network(network.shape).to(network.embedding.device)
    state = network.state_dict()
    for name in plain.state_dict():
        value = state[name]
        if f"{name}_lora_up" in state:
            value = value + state[f"{name}_lora_up"] @ state[f"{name}_lora_down"]
        plain.get_parameter(name).copy_(value)
    return plain
