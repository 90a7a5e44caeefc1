"""Stage 7: how good a checkpoint is on documents that it never saw, by language, with 95 % intervals."""

import random
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from .checkpoint import load_network
from .corpus import Document, read_corpus
from .export import WEIGHTS, GraphSession
from .model import Network, logits_of, positions
from .prompt import Hole, PromptLayout
from .samples import Mix, choose_hole
from .server_figures import add_figures

_RESAMPLES = 2000
_MIN_MIDDLE_CHARS = 6
_TEXT_CHARS = 1600
# A continuation of so many characters counts as repeated if the corpus has it. Source: issue 17.
MEMORISED_CHARS = 60


@dataclass(frozen=True)
class Score:
    """How one line was predicted. `loss` is in nats over `tokens`; `saved` are the characters right from the start."""

    language: str
    tokens: int
    loss: float
    right: int
    exact: bool
    saved: int
    characters: int


@dataclass(frozen=True)
class Figures:
    """Means over lines with their 95 % intervals (bootstrap over lines): (value, low, high)."""

    lines: int
    loss: tuple[float, float, float]
    token_accuracy: tuple[float, float, float]
    exact: tuple[float, float, float]
    saved: tuple[float, float, float]


def cut_lines(corpus: Path, count: int, seed: int = 0) -> list[tuple[str, Hole]]:
    """Cuts `count` lines out of a corpus, as many of each language as it has, and returns (language, hole)."""
    by_language: dict[str, list[Document]] = defaultdict(list)
    for document in read_corpus(corpus):
        if document.language != "markdown":
            by_language[document.language].append(document)
    draw = random.Random(seed)
    lines: list[tuple[str, Hole]] = []
    while len(lines) < count and by_language:
        for language in sorted(by_language):
            document = draw.choice(by_language[language])
            start = draw.randrange(max(1, len(document.text) - _TEXT_CHARS))
            start = document.text.rfind("\n", 0, start) + 1
            text = document.text[start : start + _TEXT_CHARS]
            hole = choose_hole(text, document.path, language, draw, Mix(comment=0))
            line = hole.middle.split("\n")[0]
            if len(line.strip()) >= _MIN_MIDDLE_CHARS:
                rest = text[len(hole.prefix) + len(line) :]
                lines.append((language, Hole(hole.path, hole.prefix, line, rest)))
    return lines[:count]


def score_lines(checkpoint: Path, lines: list[tuple[str, Hole]]) -> list[Score]:
    """
    Scores each line by one pass of torch.

    A greedy model writes the truth as long as the likeliest token is the true one, so exact lines and saved characters are
    read from the same pass. The server also heals the token before the caret, and so does better than these figures.
    """
    network = load_network(checkpoint)
    layout = PromptLayout(checkpoint)
    return [_score(network, layout, language, hole) for language, hole in lines]


def _score(network: Network, layout: PromptLayout, language: str, hole: Hole) -> Score:
    middle = layout.encode(hole.middle)
    suffix = layout.encode(hole.suffix)[: layout.suffix_tokens]
    prefix = layout.encode(hole.prefix)
    room = layout.context_tokens - len(layout.infill(hole.path, suffix, [])) - len(middle)
    prompt = layout.infill(hole.path, suffix, prefix[max(0, len(prefix) - room) :])
    ids = torch.tensor([prompt + middle])
    with torch.no_grad():
        logits = logits_of(network, ids[:, :-1], positions(network.shape, ids.shape[1] - 1))[0, -len(middle) :]
    truth = torch.tensor(middle)
    losses = -logits.log_softmax(-1).gather(1, truth[:, None])
    right = logits.argmax(-1) == truth
    run = int(right.long().cumprod(0).sum())
    saved = len(layout.tokenizer.decode(middle[:run], skip_special_tokens=False).rstrip("\ufffd"))
    return Score(language, len(middle), float(losses.sum()), int(right.sum()), run == len(middle), saved, len(hole.middle))


def figures_of(scores: list[Score], seed: int = 0) -> Figures:
    """Returns the figures of some scores."""
    table = _table(scores)
    drawn = np.random.default_rng(seed).integers(0, len(scores), (_RESAMPLES, len(scores)))

    def ratio(above: int, below: int) -> tuple[float, float, float]:
        value = table[:, above].sum() / table[:, below].sum()
        spread = table[drawn, above].sum(1) / table[drawn, below].sum(1)
        low, high = np.percentile(spread, [2.5, 97.5])
        return float(value), float(low), float(high)

    return Figures(len(scores), ratio(1, 0), ratio(2, 0), ratio(3, 6), ratio(4, 5))


def compare_scores(scores: list[Score], base: list[Score], seed: int = 0) -> dict[str, tuple[float, float, float]]:
    """Returns the differences to `base` on the same lines, with paired 95 % intervals: exact lines and characters saved."""
    mine, theirs = _table(scores), _table(base)
    drawn = np.random.default_rng(seed).integers(0, len(scores), (_RESAMPLES, len(scores)))
    differences = {}
    for name, above, below in (("loss", 1, 0), ("exact", 3, 6), ("saved", 4, 5)):
        value = mine[:, above].sum() / mine[:, below].sum() - theirs[:, above].sum() / theirs[:, below].sum()
        spread = (mine[drawn, above] - theirs[drawn, above]).sum(1) / mine[drawn, below].sum(1)
        low, high = np.percentile(spread, [2.5, 97.5])
        differences[name] = (float(value), float(low), float(high))
    return differences


def _table(scores: list[Score]) -> np.ndarray:
    rows = [[s.tokens, s.loss, s.right, s.exact, s.saved, s.characters, 1] for s in scores]
    return np.array(rows, dtype=np.float64)


def memorised_share(model: Path, weights: str, lines: list[tuple[str, Hole]], corpus: Path) -> float:
    """Returns the share of greedy continuations of `MEMORISED_CHARS` characters that the training corpus has to the letter."""
    layout = PromptLayout(model)
    shape = load_network(model).shape
    session = GraphSession(
        model / "onnx" / WEIGHTS[weights][1], shape.num_hidden_layers, shape.num_key_value_heads, shape.head_dim
    )
    texts = []
    for _, hole in lines:
        prefix = layout.encode(hole.prefix)[-(layout.context_tokens // 2) :]
        session.clear()
        scores = session.read(np.array(layout.causal(hole.path, prefix)))
        written: list[int] = []
        while len(layout.tokenizer.decode(written)) < MEMORISED_CHARS and len(written) < MEMORISED_CHARS:
            written.append(int(scores.argmax()))
            if written[-1] == layout.end:
                break
            scores = session.read(np.array(written[-1:]))
        texts.append(layout.tokenizer.decode(written)[:MEMORISED_CHARS])
    long = [text for text in texts if len(text) == MEMORISED_CHARS]
    found = {text for document in read_corpus(corpus) for text in long if text in document.text}
    return sum(text in found for text in long) / max(1, len(texts))


def evaluate(checkpoint: Path, corpus: Path, count: int, out: Path, base: Path | None = None) -> str:
    """Scores a checkpoint on lines of a corpus that it never saw, writes all figures to `out`, and returns them as a table."""
    lines = cut_lines(corpus, count)
    scores = score_lines(checkpoint, lines)
    groups = {"all": scores}
    for language in sorted({score.language for score in scores}):
        groups[language] = [score for score in scores if score.language == language]
    figures = {name: figures_of(group) for name, group in groups.items()}
    result: dict[str, object] = {"lines": len(lines), "figures": {name: asdict(one) for name, one in figures.items()}}
    table = ["| language | lines | loss | tokens right | exact lines | characters saved |", "|---|---:|---|---|---|---|"]
    for name, one in figures.items():
        cells = [_nats(one.loss), _percent(one.token_accuracy), _percent(one.exact), _percent(one.saved)]
        table.append(f"| {name} | {one.lines} | " + " | ".join(cells) + " |")
    if base is not None:
        differences = compare_scores(scores, score_lines(base, lines))
        result["differences"] = differences
        table.append("")
        table.append(
            f"Against {base.name}, on the same {len(lines)} lines: loss {_nats(differences['loss'])}, "
            f"exact lines {_percent(differences['exact'])}, characters saved {_percent(differences['saved'])}."
        )
    add_figures(out, result)
    return "\n".join(table)


def _percent(value: tuple[float, float, float]) -> str:
    return f"{value[0]:.1%} ({value[1]:.1%} to {value[2]:.1%})".replace("%", " %")


def _nats(value: tuple[float, float, float]) -> str:
    return f"{value[0]:.3f} ({value[1]:.3f} to {value[2]:.3f})"
