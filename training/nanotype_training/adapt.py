"""Stage 8: a model learns from one's own repository, and is kept only if it's better on what was written afterwards."""

import random
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .corpus import Document
from .evaluate import compare_scores, score_lines
from .languages import language_of
from .prompt import Hole, PromptLayout
from .restore import restore_checkpoint
from .samples import Mix, RowBuilder
from .scrub import scrub
from .snapshots import Snapshot
from .train import TrainOptions, train

_MIN_LINE_CHARS = 6
_MAX_BYTES = 60_000
_AROUND_CHARS = 1600


@dataclass(frozen=True)
class Verdict:
    """Outcome of an adaptation: differences to the model before, on lines written later, with paired 95 % intervals."""

    kept: bool
    lines: int
    loss: tuple[float, float, float]
    saved: tuple[float, float, float]


def adapt(repository: Path, model: Path, out: Path, options: TrainOptions, commits: int = 50, lines: int = 300) -> Verdict:
    """
    Trains the last layers of a model on the repository as it was `commits` commits ago, and asks it for lines added since.

    `model` is a checkpoint, or an exported folder without `model.safetensors`, whose graph then gives the weights. Writes the
    checkpoint `out` only if it saves more characters than before, beyond chance; else `out` stays as it was. The text never
    leaves the machine. Raises ValueError if the repository has too few commits or lines.
    """
    history = Snapshot(repository.name, repository / ".git", "HEAD").commits(commits + 1)
    if len(history) < 2:
        raise ValueError("An adaptation needs a repository with at least two commits.")
    now, before = (Snapshot(repository.name, repository / ".git", commit) for commit in (history[0], history[-1]))
    held_out = later_lines(before, now, lines)
    if not held_out:
        raise ValueError("The last commits added no line that could be asked for.")
    with tempfile.TemporaryDirectory() as folder:
        if not (model / "model.safetensors").exists():
            restore_checkpoint(model, Path(folder) / "restored")
            model = Path(folder) / "restored"
        rows = Path(folder) / "rows.npy"
        np.save(rows, _rows(before, model))
        trained = Path(folder) / "trained"
        train(model, rows, rows, trained, replace(options, last_layers=options.last_layers or 1))
        differences = compare_scores(score_lines(trained, held_out), score_lines(model, held_out))
        kept = differences["saved"][1] > 0
        if kept:
            shutil.rmtree(out, ignore_errors=True)
            shutil.copytree(trained, out)
    return Verdict(kept, len(held_out), differences["loss"], differences["saved"])


def later_lines(before: Snapshot, now: Snapshot, count: int) -> list[tuple[str, Hole]]:
    """Returns (language, hole) for up to `count` lines that files have now and had nowhere before, asked for from their start."""
    known = {line.strip() for document in _documents(before) for line in document.text.split("\n")}
    found: list[tuple[str, Hole]] = []
    for document in _documents(now):
        at = 0
        for line in document.text.split("\n"):
            text = line.strip()
            start = at + len(line) - len(line.lstrip())
            end = at + len(line)
            at = end + 1
            if len(text) >= _MIN_LINE_CHARS and text not in known:
                prefix, suffix = document.text[max(0, start - _AROUND_CHARS) : start], document.text[end : end + _AROUND_CHARS]
                found.append((document.language, Hole(document.path, prefix, document.text[start:end], suffix)))
    random.Random(0).shuffle(found)
    return found[:count]


def _documents(snapshot: Snapshot) -> list[Document]:
    paths = [path for path, size in snapshot.list_files() if size <= _MAX_BYTES and language_of(path)]
    documents = []
    for file in snapshot.read(paths):
        language = language_of(file.path, file.text)
        text = scrub(file.text.replace("\r\n", "\n"))
        if language is not None and text is not None:
            documents.append(Document(snapshot.name, file.path, language, text))
    return documents


def _rows(snapshot: Snapshot, model: Path) -> np.ndarray:
    layout = PromptLayout(model)
    builder = RowBuilder(layout, layout.context_tokens, Mix(crlf=0, tabs=0), random.Random(0))
    # Several times, each with holes at other places.
    for _ in range(3):
        for document in _documents(snapshot):
            builder.add(document)
    return builder.finish()
