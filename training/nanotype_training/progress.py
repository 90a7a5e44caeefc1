"""A progress bar on the terminal, or a line from time to time where the output is no terminal."""

import sys
import time

_WIDTH = 24
_SECONDS_BETWEEN_LINES = 15.0


class Progress:
    """Shows how far a stage is and how long it still takes; `total` and what was `done` earlier are in steps or in seconds."""

    def __init__(self, title: str, total: float, done: float = 0.0) -> None:
        self._title = title
        self._total = max(total, 1e-9)
        self._done = self._earlier = done
        self._start = time.monotonic()
        self._shown = 0.0
        self._is_terminal = sys.stderr.isatty()

    def step(self, note: str = "") -> None:
        """Counts one step."""
        self.at(self._done + 1, note)

    def at(self, done: float, note: str = "") -> None:
        """Shows that `done` of the total is done."""
        self._done = done
        now = time.monotonic()
        pause = 0.1 if self._is_terminal else _SECONDS_BETWEEN_LINES
        if now - self._shown >= pause:
            self._shown = now
            self._show(note)

    def close(self, note: str = "") -> None:
        """Shows the end state, and ends the line."""
        self._show(note)
        if self._is_terminal:
            sys.stderr.write("\n")

    def _show(self, note: str) -> None:
        share = min(1.0, self._done / self._total)
        spent = time.monotonic() - self._start
        new = share - self._earlier / self._total
        left = f", {spent / new * (1 - share):.0f} s left" if new > 0 and share < 1 else ""
        bar = "█" * round(share * _WIDTH)
        text = f"{self._title} {bar:░<{_WIDTH}} {share:4.0%}{left}  {note}"
        sys.stderr.write(f"\r{text[:110]:<110}" if self._is_terminal else f"{text}\n")
        sys.stderr.flush()
