import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from nanotype_training.checkpoint import load_network
from nanotype_training.optimizer import LearningRates
from nanotype_training.train import TrainOptions, learning_scale, train

OPTIONS = TrainOptions(steps=6, rows=2, accumulate=2, warmup_steps=2, rates=LearningRates(0.02, 0.01), validate_every=2)


def trained(tiny, out, options, start="start"):
    small = out.parent / "rows.npy"
    if not small.exists():
        np.save(small, np.load(tiny / "rows.npy")[:16])
    return train(tiny / start, small, small, out, options)


def same(first, second):
    return all(a.equal(b) for a, b in zip(first.parameters(), second.parameters(), strict=True))


def test_a_killed_run_continues_to_the_same_weights(tiny, tmp_path, monkeypatch):
    whole = trained(tiny, tmp_path / "whole", OPTIONS)
    real = torch.autograd.grad
    calls = []

    def killed(*arguments, **named):
        calls.append(1)
        if len(calls) > 7:
            raise KeyboardInterrupt
        return real(*arguments, **named)

    monkeypatch.setattr(torch.autograd, "grad", killed)
    with pytest.raises(KeyboardInterrupt):
        trained(tiny, tmp_path / "resumed", OPTIONS)
    assert not (tmp_path / "resumed").exists()
    monkeypatch.setattr(torch.autograd, "grad", real)
    resumed = trained(tiny, tmp_path / "resumed", OPTIONS)
    assert same(load_network(tmp_path / "whole"), load_network(tmp_path / "resumed"))
    assert [row[3] for row in whole.history] == [row[3] for row in resumed.history]


def test_workers_change_no_bit(tiny, tmp_path):
    trained(tiny, tmp_path / "one", OPTIONS)
    trained(tiny, tmp_path / "two", replace(OPTIONS, workers=2))
    assert same(load_network(tmp_path / "one"), load_network(tmp_path / "two"))


def test_a_time_budget_ends_with_a_checkpoint_and_a_picture(tiny, tmp_path):
    state = trained(tiny, tmp_path / "timed", replace(OPTIONS, steps=None, minutes=0.01))
    assert state.step >= 1 and state.seconds >= 0.6
    load_network(tmp_path / "timed")
    assert (tmp_path / "timed" / "loss.svg").read_text().startswith("<svg")
    assert json.loads((tmp_path / "timed.state" / "history.json").read_text())[-1]["step"] == state.step


def test_the_rates_rise_stay_and_fall():
    options = TrainOptions(steps=100, warmup_steps=10, decay=0.4)
    scales = [learning_scale(step / 100, step, options) for step in range(100)]
    assert scales[0] == 0.1 and scales[9] == 1 and scales[59] == 1
    assert scales[80] == pytest.approx(0.5) and scales[99] == pytest.approx(0.025)


def test_asks_for_either_minutes_or_steps(tiny, tmp_path):
    with pytest.raises(ValueError, match="either"):
        trained(tiny, tmp_path / "none", replace(OPTIONS, minutes=1))
