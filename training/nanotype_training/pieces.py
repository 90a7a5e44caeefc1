"""Splits folders into pieces of bounded size for a narrow way, and joins them again, with a checksum for each piece and file."""

import hashlib
import io
import json
import shutil
import tarfile
from pathlib import Path

# Most bytes of a piece that travels to another machine. Source: issue 17.
PIECE_BYTES = 32_000_000
_LIST = "pieces.json"


def split_folder(folder: Path, out: Path, most_bytes: int = PIECE_BYTES) -> int:
    """
    Writes a file or a folder as pieces `000.piece`, … of at most `most_bytes` bytes, and `pieces.json`; returns their number.

    The pieces are parts of one tar archive without times and owners, so the same files give the same pieces.
    """
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.piece"):
        old.unlink()
    writer = _PieceWriter(out, most_bytes)
    files = [folder] if folder.is_file() else sorted(file for file in folder.rglob("*") if file.is_file())
    with tarfile.open(fileobj=writer, mode="w|", format=tarfile.USTAR_FORMAT) as archive:
        for file in files:
            name = file.name if folder.is_file() else file.relative_to(folder).as_posix()
            entry = tarfile.TarInfo(name)
            entry.size = file.stat().st_size
            with file.open("rb") as content:
                archive.addfile(entry, content)
    writer.end()
    (out / _LIST).write_text(json.dumps({"pieces": writer.checksums}, indent=1) + "\n")
    return len(writer.checksums)


def join_pieces(pieces: Path, out: Path) -> None:
    """
    Restores what `split_folder` wrote as the folder `out`, which is whole or not there.

    Raises ValueError that names each piece that is missing or damaged, so that only these are sent again.
    """
    wanted: dict[str, str] = json.loads((pieces / _LIST).read_text())["pieces"]
    faulty = [name for name, checksum in wanted.items() if not _is_sound(pieces / name, checksum)]
    if faulty:
        raise ValueError(f"Missing or damaged, to be sent again: {', '.join(faulty)}.")
    part = out.with_name(out.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    with tarfile.open(fileobj=_PieceReader([pieces / name for name in wanted]), mode="r|") as archive:
        archive.extractall(part, filter="data")
    shutil.rmtree(out, ignore_errors=True)
    part.rename(out)


def _is_sound(piece: Path, checksum: str) -> bool:
    return piece.is_file() and hashlib.sha256(piece.read_bytes()).hexdigest() == checksum


class _PieceWriter(io.RawIOBase):
    """Takes bytes and writes them as pieces; `checksums` are those of the pieces by their names."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._piece = bytearray()
        self.checksums: dict[str, str] = {}

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self._piece += content
        while len(self._piece) >= self._most_bytes:
            self._save(self._most_bytes)
        return len(content)

    def end(self) -> None:
        """Writes what is left."""
        if self._piece:
            self._save(len(self._piece))

    def _save(self, size: int) -> None:
        name, content = f"{len(self.checksums):03}.piece", bytes(self._piece[:size])
        (self._folder / name).write_bytes(content)
        self.checksums[name] = hashlib.sha256(content).hexdigest()
        del self._piece[:size]


class _PieceReader(io.RawIOBase):
    """Gives the bytes of pieces, one after another."""

    def __init__(self, pieces: list[Path]) -> None:
        self._rest = iter(pieces)
        self._content = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Returns up to `size` bytes, fewer only at the end."""
        while size < 0 or len(self._content) < size:
            piece = next(self._rest, None)
            if piece is None:
                break
            self._content += piece.read_bytes()
        size = len(self._content) if size < 0 else size
        given, self._content = self._content[:size], self._content[size:]
        return given
