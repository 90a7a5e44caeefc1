"""Reads the files of folders and of git snapshots, without a checkout and without running anything of them."""

import hashlib
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SourceFile:
    """One text file of a snapshot; `path` is relative to the snapshot's root, with `/`."""

    path: str
    text: str


@dataclass(frozen=True)
class Snapshot:
    """A repository at one commit, or a plain folder (whose `commit` is empty)."""

    name: str
    root: Path
    commit: str

    def list_files(self) -> list[tuple[str, int]]:
        """Returns each file's path and size in bytes, in the order of paths."""
        if self.commit == "":
            files = (file for file in self.root.rglob("*") if file.is_file() and not file.is_symlink())
            return sorted((file.relative_to(self.root).as_posix(), file.stat().st_size) for file in files)
        rows = self._git("ls-tree", "-r", "-l", "-z", self.commit).split(b"\0")
        found = []
        for row in filter(None, rows):
            meta, path = row.split(b"\t", 1)
            _, kind, _, size = meta.split()
            if kind == b"blob" and size.isdigit():
                found.append((path.decode("utf-8", "replace"), int(size)))
        return sorted(found)

    def commits(self, count: int) -> list[str]:
        """Returns up to `count` commits from this one back, along the first parents, the newest first."""
        return self._git("rev-list", "--first-parent", f"--max-count={count}", self.commit).decode().split()

    def changes(self, count: int) -> str:
        """Returns the last `count` commits' messages and patches, without merges; each begins with a zero character."""
        form = ["--format=%x00%s", "--patch", "--unified=2", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames"]
        log = self._git("log", "--no-merges", f"--max-count={count}", *form, self.commit)
        return log.decode("utf-8", "replace")

    def read(self, paths: list[str]) -> Iterator[SourceFile]:
        """Reads files by one process. What is missing, is no UTF-8 or holds a zero byte is left out."""
        blobs = ((path, (self.root / path).read_bytes()) for path in paths) if self.commit == "" else self._blobs(paths)
        for path, content in blobs:
            try:
                text = content.decode("utf-8").removeprefix("\ufeff")
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                yield SourceFile(path, text)

    def _blobs(self, paths: list[str]) -> Iterator[tuple[str, bytes]]:
        wanted = [path for path in paths if "\n" not in path]
        asked = "".join(f"{self.commit}:{path}\n" for path in wanted).encode()
        answer = self._git("cat-file", "--batch", given=asked)
        at = 0
        for path in wanted:
            end = answer.index(b"\n", at)
            header = answer[at:end].split()
            at = end + 1
            if header[-1] == b"missing":
                continue
            size = int(header[-1])
            yield path, answer[at : at + size]
            at += size + 1

    def _git(self, *arguments: str, given: bytes = b"") -> bytes:
        command = ["git", "--git-dir", str(self.root), *arguments]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def find_snapshots(folder: Path) -> list[Snapshot]:
    """
    Finds the repositories in a folder: `owner+name/repo` or `owner+name` as git directory or checkout, else as plain folder.

    A folder's name is the repository's, with `+` for `/`.
    """
    found = []
    for entry in sorted(folder.iterdir()):
        if not entry.is_dir() or entry.name.startswith("."):
            continue
        name = entry.name.removesuffix(".git").replace("+", "/")
        candidates = [entry / "repo" / ".git", entry / "repo", entry / ".git", entry]
        git_dir = next((candidate for candidate in candidates if (candidate / "HEAD").is_file()), None)
        if git_dir is None:
            found.append(Snapshot(name, entry, ""))
            continue
        snapshot = Snapshot(name, git_dir, "HEAD")
        try:
            commit = snapshot._git("rev-parse", "HEAD").decode().strip()
        except subprocess.CalledProcessError:
            continue
        found.append(Snapshot(name, git_dir, commit))
    return found


def name_hash(repository: str) -> str:
    """Returns the SHA-256 of a repository's `owner/name` in lower case, as lists of held-out repositories hold it."""
    return hashlib.sha256(repository.lower().encode()).hexdigest()


def read_held_out(files: list[Path]) -> Callable[[str], bool]:
    """Returns a test whether a repository is held out. The lists have a hash or an `owner/name` a line."""
    lines = {line.strip() for file in files for line in file.read_text().splitlines()} - {""}
    hashes = {name_hash(line) if "/" in line else line for line in lines}
    return lambda repository: name_hash(repository) in hashes
