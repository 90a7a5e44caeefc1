"""Stage 3: documents to rows of tokens, with holes where people have their caret."""

import itertools
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from typing import TypeVar

import numpy as np

from .commits import Commit
from .corpus import Document, read_commits, read_corpus
from .languages import line_comment
from .progress import Progress
from .prompt import Hole, PromptLayout

_MAX_MIDDLE_CHARS = 600
_MAX_MIDDLE_TOKENS = 160
_MIN_PREFIX_TOKENS = 24
_MIN_TEXT_CHARS = 120
_SUFFIX_CHARS = (0, 80, 200, 350, 350)
_MORE_LINES = (1, 1, 2, 3, 4, 6)
_ENTRIES_A_JOB = 200
# Lines of another file's piece. // guess
_OTHER_LINES = 12


@dataclass(frozen=True)
class Mix:
    """Shares of the samples and of their documents."""

    # Of the texts: with a hole. The others are read from start to end.
    infill: float = 0.6
    # Of the holes: the suffix comes after the prefix, as other models have it. The server asks for the layout in `nanotype.json`.
    prefix_first: float = 0.0
    # Of the holes: in a comment, if the text has one.
    comment: float = 0.1
    # Of the holes: a piece of another file comes first, if one of the same repository and language was seen.
    other_file: float = 0.1
    # Of the documents: line ends become CR LF; indents of four blanks become tabs.
    crlf: float = 0.03
    tabs: float = 0.02


def choose_hole(text: str, path: str, language: str, random: random.Random, mix: Mix) -> Hole:
    """
    Chooses a caret and what is typed there.

    Carets: at the start of a line's text 30 %, behind a bracket, a blank or another sign 50 %, anywhere 20 %.
    The middle goes to the line's end in 55 %, over one to six more lines in 30 %, and ends anywhere in the line in 15 %.
    """
    ends = [match.start() for match in re.finditer(r"\r?\n", text)] + [len(text)]
    starts = [0] + [match.end() for match in re.finditer(r"\n", text)]
    index = _choose_line(text, starts, ends, language, random, mix)
    start, end = starts[index], ends[index]
    line = text[start:end]
    indent = len(line) - len(line.lstrip())
    kind = random.random()
    caret = indent
    if kind >= 0.8:
        caret = random.randrange(indent, len(line) + 1)
    elif kind >= 0.3:
        places = [at for at in range(max(1, indent), len(line)) if not _is_word(line[at - 1])]
        caret = random.choice(places) if places else indent
    extent = random.random()
    stop = end
    if extent >= 0.85:
        stop = random.randrange(start + caret, end + 1)
    elif extent >= 0.55:
        stop = ends[min(index + random.choice(_MORE_LINES), len(starts) - 1)]
    stop = min(stop, start + caret + _MAX_MIDDLE_CHARS)
    suffix = text[stop : stop + random.choice(_SUFFIX_CHARS)]
    return Hole(path, text[: start + caret], text[start + caret : stop], suffix)


def _choose_line(text: str, starts: list[int], ends: list[int], language: str, random: random.Random, mix: Mix) -> int:
    marker = line_comment(language)
    if marker is not None and random.random() < mix.comment:
        comments = [at for at in range(len(starts)) if text[starts[at] : ends[at]].lstrip().startswith((marker, "* ", "/*"))]
        if comments:
            return random.choice(comments)
    for _ in range(20):
        index = random.randrange(len(starts))
        if text[starts[index] : ends[index]].strip():
            return index
    return index


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


class RowBuilder:
    """Packs samples into rows of `tokens` + 1 ids; what is left of a row is padding."""

    def __init__(self, layout: PromptLayout, tokens: int, mix: Mix, random: random.Random) -> None:
        self._layout = layout
        self._size = tokens + 1
        self._mix = mix
        self._random = random
        self._row: list[int] = []
        # The last document of each repository and language.
        self._earlier: dict[tuple[str, str], Document] = {}
        self.rows: list[list[int]] = []

    def add(self, document: Document) -> None:
        """Adds the samples of a document: its text in pieces, each with a hole or without."""
        text = self._vary(document.text)
        at = 0
        while at < len(text):
            start = at
            piece = text[at : at + self._random.randrange(1300, 1750)]
            if at + len(piece) < len(text):
                line_end = piece.rfind("\n")
                piece = piece[: line_end + 1] if line_end > 600 else piece
            at += len(piece)
            if len(piece) < _MIN_TEXT_CHARS:
                continue
            if self._random.random() < self._mix.infill:
                hole = choose_hole(piece, document.path, document.language, self._random, self._mix)
                self._add_hole(hole, self._other_file(document, hole))
            else:
                # Only a document's start surely has its header; elsewhere a fifth goes without.
                with_header = start == 0 or self._random.random() < 0.8
                self._add_text(document.path if with_header else None, piece)
        self._earlier[document.repository, document.language] = document

    def add_commit(self, commit: Commit) -> None:
        """Adds a sample of the commit's message, and one for each change of a file that another one follows."""
        layout = self._layout
        patch = "".join(f"{path}\n{''.join(hunks)}" for path, hunks in commit.files)
        frame = len(layout.message([], commit.message))
        self._add_whole(layout.message(layout.encode(patch)[: self._size - frame], commit.message))
        for path, hunks in commit.files:
            for before, after in itertools.pairwise(hunks):
                self._add_whole(layout.next_edit(path, before, after))

    def finish(self) -> np.ndarray:
        """Returns the rows as numbers of 16 bits, of shape [rows, tokens + 1]."""
        self._end_row()
        return np.array(self.rows, dtype=np.uint16).reshape(-1, self._size)

    def _vary(self, text: str) -> str:
        if self._random.random() < self._mix.tabs and "\n    " in text:
            text = re.sub(r"(?m)^(?: {4})+", lambda match: "\t" * (len(match[0]) // 4), text)
        return text.replace("\n", "\r\n") if self._random.random() < self._mix.crlf else text

    def _other_file(self, document: Document, hole: Hole) -> list[int]:
        """Returns the ids of the piece of an earlier document that shares the most words with what is before the caret."""
        earlier = self._earlier.get((document.repository, document.language))
        if earlier is None or self._random.random() >= self._mix.other_file:
            return []
        lines = earlier.text.split("\n")
        pieces = ["\n".join(lines[at : at + _OTHER_LINES]) for at in range(0, len(lines), _OTHER_LINES)]
        words = set(re.findall(r"\w{3,}", hole.prefix))
        best = max(pieces, key=lambda piece: len(words.intersection(re.findall(r"\w{3,}", piece))))
        return self._layout.other_file(earlier.path, best.strip("\n"))

    def _add_whole(self, ids: list[int]) -> None:
        """Adds a sample that is never cut; one that is longer than a row is left out."""
        if len(ids) > self._size:
            return
        if len(ids) > self._size - len(self._row):
            self._end_row()
        self._row += ids
        self._end_full_row()

    def _add_hole(self, hole: Hole, other_file: list[int]) -> None:
        layout = self._layout
        middle = layout.encode(hole.middle)
        suffix = layout.encode(hole.suffix)[: layout.suffix_tokens]
        # A middle that was cut has no end.
        tail = middle[:_MAX_MIDDLE_TOKENS] + ([layout.end] if len(middle) <= _MAX_MIDDLE_TOKENS else [])
        frame = len(other_file) + len(layout.infill(hole.path, suffix, []))
        if frame + len(tail) + _MIN_PREFIX_TOKENS > self._size - len(self._row):
            self._end_row()
        room = self._size - len(self._row) - frame - len(tail)
        if room < 0:
            return
        prefix = layout.encode(hole.prefix)
        prefix = prefix[len(prefix) - min(len(prefix), room) :]
        self._row += other_file + layout.infill(hole.path, suffix, prefix) + tail
        self._end_full_row()

    def _add_text(self, path: str | None, text: str) -> None:
        layout = self._layout
        ids = layout.encode(text)
        ids = (layout.causal(path, ids) if path is not None else ids) + [layout.end]
        if self._size - len(self._row) < 60:
            self._end_row()
        room = self._size - len(self._row)
        self._row += ids[:room]
        if len(ids) > room:
            self._end_row()
            # The rest goes on in the next row, if it is worth one.
            self._row = ids[room:][: self._size] if len(ids) - room > 80 else []
        self._end_full_row()

    def _end_full_row(self) -> None:
        if self._size - len(self._row) < 16:
            self._end_row()

    def _end_row(self) -> None:
        if len(self._row) > self._size // 2:
            self.rows.append(self._row + [self._layout.padding] * (self._size - len(self._row)))
        self._row = []


_Entry = TypeVar("_Entry")


@dataclass(frozen=True)
class _Job:
    model: Path
    documents: list[Document]
    commits: list[Commit]
    tokens: int
    mix: Mix
    seed: str


def _build(job: _Job) -> np.ndarray:
    builder = RowBuilder(PromptLayout(job.model), job.tokens, job.mix, random.Random(job.seed))
    for document in job.documents:
        builder.add(document)
    for commit in job.commits:
        builder.add_commit(commit)
    return builder.finish()


def build_rows(
    corpus: Path, model: Path, out: Path, tokens: int = 512, seed: int = 0, mix: Mix | None = None, processes: int = 2
) -> int:
    """
    Writes rows for training, `[rows, tokens + 1]` ids of 16 bits in random order, to the file `out`, and returns their number.

    A file that is there is left as it is. The same corpus and seed give the same rows, whatever the number of processes.
    """
    if out.exists():
        return len(np.load(out, mmap_mode="r"))
    mix = mix or Mix()
    jobs = [
        *(_Job(model, documents, [], tokens, mix, f"{seed} {n}") for n, documents in enumerate(_groups(read_corpus(corpus)))),
        *(
            _Job(model, [], commits, tokens, mix, f"{seed} commits {n}")
            for n, commits in enumerate(_groups(read_commits(corpus)))
        ),
    ]
    progress = Progress("samples", len(jobs))
    parts = []
    with Pool(processes) as pool:
        for part in pool.imap(_build, jobs):
            parts.append(part)
            progress.step()
    rows = np.concatenate(parts)
    np.random.default_rng(seed).shuffle(rows)
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_suffix(".part.npy")
    np.save(unfinished, rows)
    unfinished.rename(out)
    out.with_suffix(".json").write_text(json.dumps({"rows": len(rows), "tokens": tokens, "seed": seed}) + "\n")
    progress.close()
    return len(rows)


def _groups(entries: Iterable[_Entry]) -> Iterator[list[_Entry]]:
    rest = iter(entries)
    while group := list(itertools.islice(rest, _ENTRIES_A_JOB)):
        yield group
