from pathlib import Path

import torch

from nanotype_training.checkpoint import load_network
from nanotype_training.export import compare
from nanotype_training.restore import restore_checkpoint

EMBEDDED = Path(__file__).parents[2] / "server" / "models" / "nanotype-6m"


def test_an_exported_model_gives_its_weights_back(tiny, tmp_path):
    restore_checkpoint(tiny / "model", tmp_path / "restored")
    before, after = load_network(tiny / "checkpoint"), load_network(tmp_path / "restored")
    for old, new in zip(before.parameters(), after.parameters(), strict=True):
        assert torch.allclose(old, new, atol=float(old.abs().max()) / 100)


def test_the_embedded_model_gives_its_weights_back(tmp_path):
    restore_checkpoint(EMBEDDED, tmp_path / "restored")
    parity = compare(load_network(tmp_path / "restored"), EMBEDDED / "onnx" / "model_quantized.onnx")
    assert parity.divergence < 0.02 and parity.same_choice == 1
