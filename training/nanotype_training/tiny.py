"""All stages at once, on generated code: from nothing to a folder that the server loads, in a minute."""

from pathlib import Path

from .corpus import build_corpus
from .export import export
from .generate import write_repository
from .optimizer import LearningRates
from .samples import Mix, build_rows
from .start import write_start
from .train import TrainOptions, train

_TOKENS = 192


def make_tiny(out: Path, steps: int = 150) -> Path:
    """Makes a model that knows 20 generated lines by heart, in the folder `out`; returns the folder for the server."""
    write_repository(out / "repositories" / "nanotype+generated")
    corpus = out / "corpus"
    build_corpus([out / "repositories"], [], corpus, 16_000_000)
    write_start(corpus, out / "start", "tiny", _TOKENS)
    rows = out / "rows.npy"
    build_rows(corpus, out / "start", rows, _TOKENS, mix=Mix(crlf=0, tabs=0, comment=0), processes=1)
    options = TrainOptions(
        steps=steps, rows=16, accumulate=1, warmup_steps=10, rates=LearningRates(0.02, 0.01), validate_every=50
    )
    # By heart: the rows themselves say how far it is.
    train(out / "start", rows, rows, out / "checkpoint", options)
    export(out / "checkpoint", out / "model", ["q8"])
    return out / "model"
