from dataclasses import replace

import numpy as np
import torch

from nanotype_training.checkpoint import load_network
from nanotype_training.lora import add_adapters, merged
from nanotype_training.model import logits_of, positions
from nanotype_training.optimizer import LearningRates
from nanotype_training.train import TrainOptions, train

OPTIONS = TrainOptions(
    steps=12, rows=8, accumulate=1, warmup_steps=2, lora_rank=4, rates=LearningRates(others=0.002, changes=0.02), validate_every=4
)


def rows_of(tiny, tmp_path):
    """Rows of the tiny corpus with another end token, which the tiny model never saw there."""
    rows = np.load(tiny / "rows.npy")[:64].copy()
    rows[rows == 0] = 8
    np.save(tmp_path / "rows.npy", rows)
    return tmp_path / "rows.npy"


def test_a_merged_network_says_what_the_changed_one_says(tiny):
    network = load_network(tiny / "checkpoint")
    add_adapters(network, 4)
    with torch.no_grad():
        for name, value in network.named_parameters():
            if "_lora_" in name:
                value.normal_(std=0.1)
    ids, places = torch.arange(20)[None], positions(network.shape, 20)
    with torch.no_grad():
        changed, plain = logits_of(network, ids, places), logits_of(merged(network), ids, places)
    assert torch.allclose(changed, plain, atol=1e-4)
    assert not torch.allclose(plain, logits_of(load_network(tiny / "checkpoint"), ids, places), atol=0.1)


def test_low_rank_changes_learn_and_leave_the_norms(tiny, tmp_path):
    rows = rows_of(tiny, tmp_path)
    state = train(tiny / "checkpoint", rows, rows, tmp_path / "out", OPTIONS)
    assert state.history[-1][3] < state.history[0][3]
    before, after = load_network(tiny / "checkpoint"), load_network(tmp_path / "out")
    assert before.final_norm.equal(after.final_norm) and before.blocks[0].mlp_norm.equal(after.blocks[0].mlp_norm)
    difference = after.blocks[1].down - before.blocks[1].down
    assert torch.linalg.matrix_rank(difference, rtol=1e-3) == 4
    # The state holds what is trained, so 500 MB of frozen weights aren't written every two minutes.
    saved = torch.load(tmp_path / "out.state" / "state.pt", weights_only=True)["trained"]
    assert "embedding" in saved and "blocks.0.qkv_lora_up" in saved and "blocks.0.qkv" not in saved


def test_a_paused_run_continues_to_the_same_weights(tiny, tmp_path):
    rows = rows_of(tiny, tmp_path)
    train(tiny / "checkpoint", rows, rows, tmp_path / "whole", OPTIONS)
    paused = replace(OPTIONS, pause_after=0)
    calls = 0
    state = train(tiny / "checkpoint", rows, rows, tmp_path / "paused", paused)
    while state.step < 12:
        # Each call leaves a checkpoint that can be used.
        load_network(tmp_path / "paused")
        state = train(tiny / "checkpoint", rows, rows, tmp_path / "paused", replace(paused, pause_after=0.002))
        calls += 1
    assert calls > 1
    first, second = load_network(tmp_path / "whole"), load_network(tmp_path / "paused")
    assert all(a.equal(b) for a, b in zip(first.parameters(), second.parameters(), strict=True))
