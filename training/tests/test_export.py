import numpy as np
import pytest
import torch

from nanotype_training.checkpoint import load_network, save_network
from nanotype_training.export import compare, export
from nanotype_training.quantize import quantize


@pytest.mark.parametrize("bits", [8, 4])
def test_no_number_moves_farther_than_its_block_allows(bits):
    matrix = np.random.default_rng(0).normal(size=(64, 96)).astype(np.float32)
    matrix[0, :32] = 0
    quantized = quantize(matrix, bits)
    scales = np.abs(quantized.scales).repeat(32, 1)
    error = np.abs(quantized.restored() - matrix)
    assert (error <= scales * 1.0001).all()
    # Beyond half a step is only what the range cuts off: numbers near the extreme's opposite.
    beyond = error > scales * 0.5001
    assert (np.abs(matrix[beyond]) > (2 ** (bits - 1) - 1) * scales[beyond]).all()
    assert quantized.restored()[0, :32].tolist() == [0] * 32


def test_the_graphs_compute_as_torch_does(tiny, tmp_path):
    parities = export(tiny / "checkpoint", tmp_path / "model", ["fp32", "q8", "q4"])
    assert parities["fp32"].divergence < 1e-5 and parities["fp32"].same_choice == 1
    assert parities["fp32"].divergence < parities["q8"].divergence < parities["q4"].divergence
    sizes = [(tmp_path / "model" / "onnx" / name).stat().st_size for name in ("model.onnx", "model_q4.onnx")]
    assert sizes[1] < sizes[0] / 3


def test_another_models_graph_is_noticed(tiny, tmp_path):
    network = load_network(tiny / "checkpoint")
    with torch.no_grad():
        network.blocks[0].qkv.mul_(1.3)
    assert compare(network, tiny / "model" / "onnx" / "model_quantized.onnx").divergence > 0.02


def test_a_checkpoint_survives_being_written(tiny, tmp_path):
    network = load_network(tiny / "checkpoint")
    save_network(network, tmp_path / "copy", tiny / "checkpoint")
    copy = load_network(tmp_path / "copy")
    assert all(a.equal(b) for a, b in zip(network.parameters(), copy.parameters(), strict=True))
    assert {file.name for file in (tmp_path / "copy").iterdir()} >= {"config.json", "tokenizer.json", "nanotype.json"}
