"""Muon for the matrices, AdamW for the embedding and the norms: what made the embedded model in one pass."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .model import Network

_MOMENTUM = 0.95
_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
_NEWTON_SCHULZ_STEPS = 5


@dataclass(frozen=True)
class LearningRates:
    """Peak rates: of the matrices (Muon; a step's size relative to an orthogonal matrix), low-rank changes, the rest (AdamW)."""

    matrices: float = 0.02
    others: float = 0.003
    changes: float = 0.001
    # Of the matrices, relative to their rate.
    weight_decay: float = 0.01


class Optimizer:
    """Steps a network by the gradients of its parameters. A network's frozen parameters are left as they are."""

    def __init__(self, network: Network, rates: LearningRates) -> None:
        self.rates = rates
        named = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
        changes = [value for name, value in named if "_lora_" in name]
        self._matrices = {
            name: value for name, value in named if value.dim() == 2 and name != "embedding" and "_lora_" not in name
        }
        others = [value for name, value in named if name not in self._matrices and "_lora_" not in name]
        self._others = [*others, *changes]
        self._momenta: dict[str, Tensor] = {name: torch.zeros_like(value) for name, value in self._matrices.items()}
        # (parameters, peak rate). Low-rank changes are stepped like the embedding, at their own rate.
        groups = [(others, rates.others), (changes, rates.changes)]
        self._adam_rates = [rate for parameters, rate in groups if parameters]
        stepped = [{"params": parameters} for parameters, _ in groups if parameters]
        self._adam = torch.optim.AdamW(stepped, betas=(0.9, 0.95), weight_decay=0.0) if stepped else None

    @torch.no_grad()
    def step(self, scale: float) -> None:
        """Steps once, with rates of `scale` times their peak."""
        for name, value in self._matrices.items():
            assert value.grad is not None
            momentum = self._momenta[name].mul_(_MOMENTUM).add_(value.grad)
            direction = orthogonal(value.grad.add(momentum, alpha=_MOMENTUM))
            rate = self.rates.matrices * scale
            value.mul_(1 - rate * self.rates.weight_decay)
            value.add_(direction, alpha=-rate * max(1, value.shape[0] / value.shape[1]) ** 0.5)
        if self._adam is not None:
            torch.nn.utils.clip_grad_norm_(self._others, 1.0)
            for group, rate in zip(self._adam.param_groups, self._adam_rates, strict=True):
                group["lr"] = rate * scale
            self._adam.step()

    def state(self) -> dict[str, object]:
        """Returns what a later run needs to go on."""
        return {"momenta": self._momenta, "adam": self._adam.state_dict() if self._adam else None}

    def restore(self, state: dict[str, object]) -> None:
        """Continues from what `state` returned."""
        self._momenta = state["momenta"]  # type: ignore[assignment]
        if self._adam is not None:
            self._adam.load_state_dict(state["adam"])  # type: ignore[arg-type]


def orthogonal(gradient: Tensor) -> Tensor:
    """Returns the matrix nearest to `gradient` whose singular values are about 1, by Newton–Schulz in 16 bits."""
    x = gradient.bfloat16()
    x = x / (x.norm() + 1e-7)
    is_tall = x.shape[0] > x.shape[1]
    x = x.t() if is_tall else x
    a, b, c = _NEWTON_SCHULZ
    for _ in range(_NEWTON_SCHULZ_STEPS):
        square = x @ x.t()
        x = a * x + (b * square + c * square @ square) @ x
    return (x.t() if is_tall else x).to(gradient.dtype)
