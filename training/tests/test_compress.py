from dataclasses import replace

import numpy as np
import pytest
import torch

from nanotype_training.checkpoint import load_network, write_config
from nanotype_training.distill import distillation_loss
from nanotype_training.model import logits_of, positions
from nanotype_training.optimizer import LearningRates
from nanotype_training.prune import prune, silenced, without_heads
from nanotype_training.qat import rounded, rounded_loss
from nanotype_training.quantize import quantize
from nanotype_training.start import SHAPES
from nanotype_training.train import TrainOptions, batch_of, train, validation_loss

OPTIONS = TrainOptions(steps=24, rows=8, accumulate=1, warmup_steps=4, rates=LearningRates(0.02, 0.01), validate_every=1000)


@pytest.fixture
def student(tiny, tmp_path):
    """A start with half the layers, and few rows to learn from."""
    start = tmp_path / "student"
    start.mkdir()
    for name in ("tokenizer.json", "nanotype.json", "tokenizer_config.json"):
        (start / name).write_bytes((tiny / "checkpoint" / name).read_bytes())
    write_config(replace(SHAPES["tiny"], num_hidden_layers=1), start)
    rows = np.load(tiny / "rows.npy")
    np.save(tmp_path / "few.npy", rows[:48])
    np.save(tmp_path / "other.npy", rows[200:232])
    return start


def test_distillation_beats_its_control_over_three_seeds_at_equal_steps(tiny, student, tmp_path):
    teacher = load_network(tiny / "checkpoint")
    differences = []
    for seed in range(3):
        ends = []
        for name, loss in (("control", None), ("distilled", distillation_loss(teacher))):
            options = replace(OPTIONS, seed=seed)
            state = train(student, tmp_path / "few.npy", tmp_path / "other.npy", tmp_path / f"{name}{seed}", options, loss)
            ends.append(state.history[-1][3])
        differences.append(ends[1] - ends[0])
    assert max(differences) < 0, differences


def test_training_with_rounding_loses_less_by_rounding(tiny, tmp_path):
    rows = np.load(tiny / "rows.npy")[200:232]
    np.save(tmp_path / "rows.npy", np.load(tiny / "rows.npy")[:192])
    np.save(tmp_path / "other.npy", rows)
    options = replace(OPTIONS, rates=LearningRates(0.005, 0.002), decay=1.0)
    ends = []
    for name, loss in (("control", None), ("rounded", rounded_loss(4))):
        train(tiny / "checkpoint", tmp_path / "rows.npy", tmp_path / "other.npy", tmp_path / name, options, loss)
        network = load_network(tmp_path / name)
        places = positions(network.shape, rows.shape[1] - 1)
        with torch.no_grad():
            ends.append(float(rounded_loss(4)(network, *batch_of(rows, 4), places)))
    assert ends[1] < ends[0], ends


@pytest.mark.parametrize("bits", [8, 4])
def test_rounds_as_the_export_does(bits):
    matrix = torch.randn(16, 64, requires_grad=True)
    assert np.allclose(rounded(matrix, bits).detach(), quantize(matrix.detach().numpy(), bits).restored(), atol=1e-6)
    rounded(matrix, bits).sum().backward()
    assert matrix.grad.eq(1).all()


def test_a_head_that_is_gone_is_as_good_as_silenced(tiny):
    network = load_network(tiny / "checkpoint")
    four = replace(network.shape, num_attention_heads=4, num_key_value_heads=2)
    torch.manual_seed(0)
    wide = type(network)(four)
    places = positions(four, 20)
    ids = torch.randint(0, four.vocab_size, (2, 20))
    with torch.no_grad():
        expected = logits_of(silenced(silenced(wide, 0, 1), 1, 0), ids, places)
        actual = logits_of(without_heads(wide, [1, 0]), ids, places)
    assert torch.allclose(expected, actual, atol=1e-5)


def test_the_layer_goes_that_matters_least(tiny, tmp_path):
    np.save(tmp_path / "rows.npy", np.load(tiny / "rows.npy")[:16])
    loss = prune(tiny / "checkpoint", tmp_path / "rows.npy", tmp_path / "pruned", layers=1, key_heads=1)
    network = load_network(tmp_path / "pruned")
    assert network.shape.num_hidden_layers == 1
    rows = np.load(tmp_path / "rows.npy")
    assert validation_loss(network, rows, 4, positions(network.shape, rows.shape[1] - 1)) == pytest.approx(loss)
