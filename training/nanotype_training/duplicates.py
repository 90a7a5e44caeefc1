"""Finds files that were seen before, exactly or nearly."""

import hashlib
import zlib

import numpy as np

_BANDS = 8
_ROWS = 4
# Share of equal hashes from which two files count as nearly the same. // guess
_NEAR = 0.8
_MIN_LINE_CHARS = 8
_MIN_LINES = 6


class DuplicateFilter:
    """Remembers the files it was shown: their text without blanks, and a MinHash of their lines."""

    def __init__(self) -> None:
        random = np.random.default_rng(0)
        count = _BANDS * _ROWS
        # Odd numbers of 64 bits: products wrap around, so that each factor puts the lines in another order.
        self._factors = random.integers(0, 2**63, count, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        self._offsets = random.integers(0, 2**63, count, dtype=np.uint64)
        self._texts: set[bytes] = set()
        self._buckets: dict[tuple[int, bytes], list[np.ndarray]] = {}

    def is_new(self, text: str) -> bool:
        """Returns whether no earlier text is the same but for blanks, or has nearly the same lines; remembers a new one."""
        digest = hashlib.blake2b("".join(text.split()).encode(), digest_size=16).digest()
        if digest in self._texts:
            return False
        self._texts.add(digest)
        signature = self._signature(text)
        if signature is None:
            return True
        keys = [(band, signature[band * _ROWS : (band + 1) * _ROWS].tobytes()) for band in range(_BANDS)]
        for key in keys:
            for other in self._buckets.get(key, ()):
                if float(np.mean(signature == other)) >= _NEAR:
                    return False
        for key in keys:
            self._buckets.setdefault(key, []).append(signature)
        return True

    def _signature(self, text: str) -> np.ndarray | None:
        """Returns the MinHash of a text's lines, of shape [bands * rows]; None if it has too few of them."""
        stripped = {"".join(line.split()) for line in text.splitlines()}
        hashes = [zlib.crc32(line.encode()) for line in stripped if len(line) >= _MIN_LINE_CHARS]
        if len(hashes) < _MIN_LINES:
            return None
        lines = np.array(hashes, dtype=np.uint64)[:, None]
        mixed = lines * self._factors + self._offsets
        return (mixed >> np.uint64(32)).min(axis=0).astype(np.uint32)
