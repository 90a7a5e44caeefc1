import numpy as np
import pytest

from nanotype_training.__main__ import main
from nanotype_training.pieces import join_pieces, split_folder


@pytest.fixture
def folder(tmp_path):
    """Files of all kinds: empty, in a folder, larger than a piece."""
    root = tmp_path / "checkpoint"
    (root / "onnx").mkdir(parents=True)
    (root / "empty.txt").write_bytes(b"")
    (root / "onnx" / "größe.json").write_text("{}")
    (root / "model.bin").write_bytes(np.random.default_rng(0).bytes(250_000))
    return root


def contents(root):
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def test_pieces_are_small_and_give_the_same_files(folder, tmp_path):
    count = split_folder(folder, tmp_path / "pieces", 100_000)
    pieces = sorted((tmp_path / "pieces").glob("*.piece"))
    assert count == len(pieces) == 3 and max(piece.stat().st_size for piece in pieces) == 100_000
    join_pieces(tmp_path / "pieces", tmp_path / "joined")
    assert contents(tmp_path / "joined") == contents(folder)


def test_says_which_pieces_have_to_be_sent_again(folder, tmp_path):
    split_folder(folder, tmp_path / "pieces", 100_000)
    damaged = tmp_path / "pieces" / "001.piece"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\0")
    (tmp_path / "pieces" / "002.piece").unlink()
    with pytest.raises(ValueError, match=r"again: 001\.piece, 002\.piece\."):
        join_pieces(tmp_path / "pieces", tmp_path / "joined")
    assert not (tmp_path / "joined").exists()


def test_the_same_files_give_the_same_pieces_and_fewer_leave_none_behind(folder, tmp_path):
    split_folder(folder, tmp_path / "pieces", 100_000)
    first = contents(tmp_path / "pieces")
    split_folder(folder, tmp_path / "again", 100_000)
    assert contents(tmp_path / "again") == first
    rows = tmp_path / "rows.npy"
    np.save(rows, np.arange(10))
    assert main(["split", str(rows), "--out", str(tmp_path / "pieces")]) == 0
    assert main(["join", str(tmp_path / "pieces"), "--out", str(tmp_path / "rows")]) == 0
    assert list(contents(tmp_path / "rows")) == ["rows.npy"]
