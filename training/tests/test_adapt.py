import re
import subprocess

import pytest

from nanotype_training.adapt import adapt, later_lines
from nanotype_training.checkpoint import load_network
from nanotype_training.generate import write_repository
from nanotype_training.optimizer import LearningRates
from nanotype_training.snapshots import Snapshot
from nanotype_training.train import TrainOptions

OPTIONS = TrainOptions(steps=30, rows=8, accumulate=1, warmup_steps=4, rates=LearningRates(0.02, 0.01), last_layers=2)


@pytest.fixture
def repository(tmp_path):
    """Two commits of functions that the tiny model never saw; the second one varies those of the first."""
    root = tmp_path / "own"
    write_repository(root, files=60, seed=5)
    files = sorted(root.glob("*/*.py"))
    for file in files:
        file.write_text(file.read_text().replace("return ", "return audit.checked_"))
    commit(root)
    for file in files[:20]:
        file.write_text(re.sub(r"\d+", lambda number: str(int(number[0]) + 100), file.read_text()))
    commit(root)
    return root


def commit(root):
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=root, check=True)


def test_keeps_what_is_better_on_lines_written_later(tiny, repository, tmp_path):
    verdict = adapt(repository, tiny / "checkpoint", tmp_path / "out", OPTIONS, lines=40)
    assert verdict.kept and verdict.loss[2] < 0 and verdict.lines == 40
    first, second = load_network(tiny / "checkpoint"), load_network(tmp_path / "out")
    assert first.embedding.equal(second.embedding) and not first.blocks[1].down.equal(second.blocks[1].down)


def test_what_is_no_better_is_rolled_back(tiny, repository, tmp_path):
    still = TrainOptions(steps=1, rows=2, accumulate=1, rates=LearningRates(0, 0), last_layers=1)
    verdict = adapt(repository, tiny / "checkpoint", tmp_path / "out", still, lines=20)
    assert not verdict.kept and not (tmp_path / "out").exists()


def test_asks_for_no_line_that_was_there_before(repository):
    commits = Snapshot("own", repository / ".git", "HEAD").commits(2)
    now, before = (Snapshot("own", repository / ".git", one) for one in commits)
    old = "\n".join(file.text for file in before.read([path for path, _ in before.list_files()]))
    lines = later_lines(before, now, 500)
    assert len(lines) > 15 and all(hole.middle not in old for _, hole in lines)
