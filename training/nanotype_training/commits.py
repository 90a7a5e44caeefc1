"""What commits changed: for samples of messages and of next edits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .languages import language_of
from .scrub import scrub
from .snapshots import Snapshot

# Longer changes don't fit a row of 512 tokens. // guess
_MAX_HUNK_CHARS = 700
_MAX_COMMIT_CHARS = 6000
_MESSAGE_CHARS = (8, 100)
_FILE = re.compile(r"^diff --git .*$", re.MULTILINE)
_NEW_PATH = re.compile(r"^\+\+\+ b/(.+)$", re.MULTILINE)
_HUNK = re.compile(r"^@@ .*?@@.*$\n?", re.MULTILINE)


@dataclass(frozen=True)
class Commit:
    """A commit: its message's first line, and the changed places of each file, in git's form without the line of numbers."""

    repository: str
    message: str
    # (path, hunks). A hunk's lines begin with a blank, `-` or `+`.
    files: list[tuple[str, list[str]]]


def commits_of(snapshot: Snapshot, count: int) -> Iterator[Commit]:
    """Reads the last `count` commits of a snapshot, without merges; those without code and those with secrets are left out."""
    for entry in snapshot.changes(count).split("\0")[1:]:
        message, _, patch = entry.partition("\n")
        message = message.strip()
        text = scrub(patch)
        if text is None or len(text) > _MAX_COMMIT_CHARS or not _MESSAGE_CHARS[0] <= len(message) <= _MESSAGE_CHARS[1]:
            continue
        files = [(path, hunks) for path, hunks in map(_read_file, _FILE.split(text)[1:]) if hunks and language_of(path)]
        scrubbed = scrub(message)
        if files and scrubbed is not None:
            yield Commit(snapshot.name, scrubbed, files)


def _read_file(patch: str) -> tuple[str, list[str]]:
    path = _NEW_PATH.search(patch)
    hunks = [hunk for hunk in _HUNK.split(patch)[1:] if len(hunk) <= _MAX_HUNK_CHARS]
    return (path[1] if path else ""), hunks
