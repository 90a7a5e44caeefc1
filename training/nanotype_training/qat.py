"""Stage 5, third part: training with the rounding of the exported weights, so that they lose less by it."""

from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

from .model import Network, Positions, loss_of
from .quantize import BLOCK
from .train import Loss


def rounded_loss(bits: int) -> Loss:
    """Returns a loss for `train` that computes with the matrices rounded to 8 or 4 bits, as the runtime does."""

    def loss(network: Network, ids: Tensor, targets: Tensor, places: Positions) -> Tensor:
        view: Any = rounded_view(network, bits)
        return loss_of(view, ids, targets, places.cos, places.sin, places.mask)

    return loss


def rounded_view(network: Network, bits: int) -> SimpleNamespace:
    """Returns the network with rounded matrices; gradients pass to the unrounded ones as if nothing were rounded."""
    blocks = [
        SimpleNamespace(
            attention_norm=block.attention_norm,
            mlp_norm=block.mlp_norm,
            **{name: rounded(getattr(block, name), bits) for name in ("qkv", "output", "gate_up", "down")},
        )
        for block in network.blocks
    ]
    embedding = rounded(network.embedding, bits)
    return SimpleNamespace(shape=network.shape, embedding=embedding, blocks=blocks, final_norm=network.final_norm)


def rounded(matrix: Tensor, bits: int) -> Tensor:
    """Rounds a matrix `[out, in]` as `quantize` does; its gradient is that of the matrix itself."""
    blocks = matrix.detach().float().reshape(len(matrix), -1, BLOCK)
    middle = 2 ** (bits - 1)
    extreme = blocks.gather(-1, blocks.abs().argmax(-1, keepdim=True))
    scales = -extreme / middle
    safe = torch.where(scales == 0, torch.ones_like(scales), scales)
    numbers = (blocks / safe).round().clamp(-middle, middle - 1)
    restored = (numbers * scales).reshape(matrix.shape).to(matrix.dtype)
    return matrix + (restored - matrix).detach()
