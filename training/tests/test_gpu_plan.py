import numpy as np
import onnx

import gpu_plan
from nanotype_training.checkpoint import read_shape
from nanotype_training.pieces import join_pieces, split_folder


def test_every_stage_runs_and_the_pieces_hold_a_model(tiny, tmp_path, capsys):
    rows = np.load(tiny / "rows.npy")
    np.save(tmp_path / "rows.npy", rows[:256])
    np.save(tmp_path / "held.npy", rows[256:272])
    for name, source in (("start", tiny / "checkpoint"), ("rows", tmp_path / "rows.npy"), ("held", tmp_path / "held.npy")):
        split_folder(source, tmp_path / "work" / "pieces" / name)
    small = ["--device", "cpu", "--no-compile", "--scale", "0.0005", "--layers", "1", "--key-heads", "1"]
    called = [str(tmp_path / "work"), *small]
    count = len(gpu_plan.stages(tmp_path, gpu_plan.parsed(called)))
    for _ in range(count):
        assert gpu_plan.main(called) == 0
    assert gpu_plan.main(called) == 0
    assert "All stages are done" in capsys.readouterr().out
    assert read_shape(tmp_path / "work" / "rounded").num_hidden_layers == 1
    join_pieces(tmp_path / "work" / "returned", tmp_path / "back")
    assert len(onnx.load(tmp_path / "back" / "model_q4.onnx").graph.node) > 10


def test_no_stage_is_longer_than_nine_minutes_nor_the_plan_than_the_time(tmp_path):
    plan = gpu_plan.stages(tmp_path, gpu_plan.parsed([str(tmp_path)]))
    assert max(stage.minutes for stage in plan) <= 9
    # 28 minutes, of which uploads take some.
    assert sum(stage.minutes for stage in plan) <= 23
