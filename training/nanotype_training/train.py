"""Stage 4: trains a network on rows of tokens, for so many minutes or steps; goes on where a killed run was."""

import copy
import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .checkpoint import load_network, padding_of, read_shape, save_network
from .device import choose_device
from .lora import add_adapters, merged
from .model import IGNORED, Network, Positions, loss_of, positions
from .optimizer import LearningRates, Optimizer
from .picture import draw_losses
from .progress import Progress

_SECONDS_BETWEEN_SAVES = 120.0
_VALIDATION_ROWS = 32
_LEAST_SCALE = 0.02

# (network, ids, targets, places) → loss. Distillation and quantization-aware training replace it.
Loss = Callable[[Network, Tensor, Tensor, Positions], Tensor]


@dataclass(frozen=True)
class TrainOptions:
    """How a run goes. Its length is in minutes or in steps, whichever is given; the schedule follows it."""

    minutes: float | None = None
    steps: int | None = None
    # Rows of a pass, and passes of a step.
    rows: int = 8
    accumulate: int = 4
    # Passes at the same time, each on a thread of its own. Their number changes no result.
    workers: int = 1
    warmup_steps: int = 50
    # Share of the run in which the rates fall to almost nothing, at its end.
    decay: float = 0.4
    rates: LearningRates = field(default_factory=LearningRates)
    # Computes the passes in bfloat16, and compiles them: pays off from some minutes on, where the processor has it.
    fast: bool = False
    # `cpu`, `cuda`, or `auto` for what is there.
    device: str = "cpu"
    validate_every: int = 100
    # Trains only so many of the last layers, and the final norm; all weights without it.
    last_layers: int | None = None
    # Trains only a low-rank change of each layer's matrices, of this rank, and the embedding.
    lora_rank: int | None = None
    # Minutes after which a call ends although the run isn't done. The same call continues it.
    pause_after: float | None = None
    seed: int = 0


@dataclass
class TrainState:
    """Where a run is; part of `state.pt`."""

    step: int = 0
    row: int = 0
    # Seconds of training, without validation and over all runs.
    seconds: float = 0.0
    # (step, minutes, training loss, validation loss), losses in nats a token.
    history: list[tuple[int, float, float, float]] = field(default_factory=list)


def train(
    start: Path, rows_file: Path, validation_file: Path, out: Path, options: TrainOptions, loss: Loss | None = None
) -> TrainState:
    """
    Trains the checkpoint `start` (random weights where it has no `model.safetensors`) and writes the checkpoint `out`.

    `out.state` keeps the state meanwhile; the same call continues a killed or paused run from it, and the rows come in the same
    order. Raises ValueError if neither minutes nor steps are given.
    """
    if (options.minutes is None) == (options.steps is None):
        raise ValueError("Give either minutes or steps.")
    run = _Run(start, rows_file, validation_file, out, options, loss or plain_loss)
    return run.go()


def plain_loss(network: Network, ids: Tensor, targets: Tensor, places: Positions) -> Tensor:
    """The usual loss: how surprising the next token is."""
    return loss_of(network, ids, targets, places.cos, places.sin, places.mask)


def batch_of(rows: np.ndarray, padding: int) -> tuple[Tensor, Tensor]:
    """Splits rows `[n, tokens + 1]` into inputs and targets `[n, tokens]`; padding is no target."""
    ids = torch.from_numpy(rows.astype(np.int64))
    targets = ids[:, 1:].contiguous()
    return ids[:, :-1].contiguous(), targets.masked_fill(targets == padding, IGNORED)


def validation_loss(network: Network, rows: np.ndarray, padding: int, places: Positions) -> float:
    """Returns the mean loss in nats a token over rows `[n, tokens + 1]`."""
    total = count = 0.0
    with torch.no_grad():
        for at in range(0, len(rows), 8):
            ids, targets = (part.to(network.embedding.device) for part in batch_of(rows[at : at + 8], padding))
            tokens = int((targets != IGNORED).sum())
            total += float(plain_loss(network, ids, targets, places)) * tokens
            count += tokens
    return total / max(1.0, count)


def freeze_all_but(network: Network, last_layers: int) -> None:
    """Makes every weight keep its value but those of the last layers and of the final norm."""
    network.requires_grad_(False)
    network.final_norm.requires_grad_(True)
    for block in list(network.blocks)[len(network.blocks) - last_layers :]:
        block.requires_grad_(True)


def learning_scale(done: float, step: int, options: TrainOptions) -> float:
    """Returns the share of the peak rate at a `step`, when the share `done` of the run is done: up, level, down."""
    warm = min(1.0, (step + 1) / options.warmup_steps)
    fall = max(_LEAST_SCALE, min(1.0, (1 - done) / options.decay)) if options.decay > 0 else 1.0
    return warm * fall


class _Run:
    def __init__(self, start: Path, rows_file: Path, validation_file: Path, out: Path, options: TrainOptions, loss: Loss) -> None:
        torch.manual_seed(options.seed)
        self._start, self._out, self._options, self._loss = start, out, options, loss
        self._state_file = out.with_name(out.name + ".state") / "state.pt"
        self._rows = np.load(rows_file, mmap_mode="r")
        self._validation = np.load(validation_file)[:_VALIDATION_ROWS]
        has_weights = (start / "model.safetensors").exists()
        self._network = load_network(start) if has_weights else Network(read_shape(start))
        self._padding = padding_of(start)
        if options.last_layers is not None:
            freeze_all_but(self._network, options.last_layers)
        if options.lora_rank is not None:
            add_adapters(self._network, options.lora_rank)
        self._device = choose_device(options.device)
        self._network.to(self._device)
        self._optimizer = Optimizer(self._network, options.rates)
        self._state = TrainState()
        if self._state_file.exists():
            saved = torch.load(self._state_file, weights_only=True, map_location=self._device)
            self._network.load_state_dict(saved["trained"], strict=False)
            self._optimizer.restore(saved["optimizer"])
            self._state = TrainState(**saved["state"])
        dtype = torch.bfloat16 if options.fast else torch.float32
        tokens = self._rows.shape[1] - 1
        self._places = positions(self._network.shape, tokens, dtype, self._device)
        # The passes run on a copy in 16 bits; the steps are taken in 32.
        self._worker = copy.deepcopy(self._network).to(dtype) if options.fast else self._network
        self._pass = torch.compile(loss) if options.fast else loss
        self._pool = ThreadPoolExecutor(options.workers)

    def go(self) -> TrainState:
        options, state = self._options, self._state
        total = options.minutes * 60 if options.minutes is not None else float(options.steps or 0)
        progress = Progress("train", total, self._done() * total)
        began_at = saved_at = time.monotonic()
        note = ""
        while (done := self._done()) < 1:
            began = time.monotonic()
            loss = self._step(learning_scale(done, state.step, options))
            state.step += 1
            state.seconds += time.monotonic() - began
            if state.step % options.validate_every == 0:
                self._note(loss)
                self._save()
                saved_at = time.monotonic()
            elif time.monotonic() - saved_at > _SECONDS_BETWEEN_SAVES:
                self._save()
                saved_at = time.monotonic()
            tokens = state.step * options.rows * options.accumulate * (self._rows.shape[1] - 1)
            rate = tokens / max(state.seconds, 1e-9)
            note = f"step {state.step}, loss {loss:.3f}, {tokens / 1e6:.2f} M tokens, {rate:.0f} a second"
            if state.history:
                note += f", held-out {state.history[-1][3]:.3f}"
            progress.at(self._done() * total, note)
            if options.pause_after is not None and time.monotonic() - began_at > options.pause_after * 60:
                break
        if not state.history or state.history[-1][0] != state.step:
            self._note(float("nan"))
        self._save()
        save_network(merged(self._network), self._out, self._start)
        draw_losses(state.history, self._out / "loss.svg")
        progress.close(note)
        return state

    def _done(self) -> float:
        options, state = self._options, self._state
        if options.minutes is not None:
            return state.seconds / (options.minutes * 60)
        return state.step / max(1, options.steps or 0)

    def _step(self, scale: float) -> float:
        """Takes one step, and returns its loss."""
        count = self._options.accumulate
        self._copy_weights()
        # Added in the order of the rows, whichever pass ends first: a resumed run is then the same to the bit.
        passes = list(self._pool.map(self._gradients, [self._next_rows() for _ in range(count)]))
        trained = (parameter for parameter in self._network.parameters() if parameter.requires_grad)
        for index, parameter in enumerate(trained):
            parameter.grad = torch.stack([gradients[index] for _, gradients in passes]).float().mean(0)
        self._optimizer.step(scale)
        self._network.zero_grad(set_to_none=True)
        return sum(loss for loss, _ in passes) / count

    def _gradients(self, rows: np.ndarray) -> tuple[float, tuple[Tensor, ...]]:
        if self._options.workers > 1:
            torch.set_num_threads(1)
        ids, targets = (part.to(self._device) for part in batch_of(rows, self._padding))
        loss = self._pass(self._worker, ids, targets, self._places)
        wanted = [
            mine for mine, own in zip(self._worker.parameters(), self._network.parameters(), strict=True) if own.requires_grad
        ]
        return loss.item(), torch.autograd.grad(loss, wanted)

    def _next_rows(self) -> np.ndarray:
        """Returns the next rows `[rows, tokens + 1]`; after the last comes the first."""
        count = len(self._rows)
        places = [(self._state.row + offset) % count for offset in range(self._options.rows)]
        self._state.row = (self._state.row + self._options.rows) % count
        return np.stack([self._rows[place] for place in places])

    def _copy_weights(self) -> None:
        if self._worker is self._network:
            return
        with torch.no_grad():
            for mine, theirs in zip(self._network.parameters(), self._worker.parameters(), strict=True):
                theirs.copy_(mine)

    def _note(self, loss: float) -> None:
        self._copy_weights()
        held_out = validation_loss(self._worker, self._validation, self._padding, self._places)
        self._state.history.append((self._state.step, self._state.seconds / 60, loss, held_out))

    def _save(self) -> None:
        self._state_file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._state_file.with_suffix(".part")
        # What isn't trained is in the start.
        trained = {name: value.detach() for name, value in self._network.named_parameters() if value.requires_grad}
        torch.save({"trained": trained, "optimizer": self._optimizer.state(), "state": vars(self._state)}, unfinished)
        os.replace(unfinished, self._state_file)
        log = [{"step": step, "minutes": m, "loss": a, "heldOut": b} for step, m, a, b in self._state.history]
        self._state_file.with_name("history.json").write_text(json.dumps(log) + "\n")
