"""Stage 7, second part: the same model through the real server, by the project's own benchmark (bench/quality)."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

_PROJECT = Path(__file__).parents[2]

# Figures of the benchmark that a card shows → their titles. Each is a share with its 95 % interval.
SERVER_FIGURES = {
    "pass": "pass@1",
    "exact": "exact lines",
    "savedChars": "characters saved",
    "parseError": "adds a parse error",
}


def measure_server(model: Path, sets: list[str], count: int, figures: Path, cases: Path | None = None) -> str:
    """
    Asks the real server for `count` cases of each set, adds the figures to the file `figures` and returns them as a table.

    The model is alone: no memory of a workspace. Sets are those of `npm run bench:quality -- --help`; with `cases`, a file in
    one of their forms, the only name in `sets` is what it's called. Needs the built server (`npm run build`). Raises ValueError
    if the benchmark can't run; a goal that is missed is no error here.
    """
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "figures.json"
        command = ["node", "scripts/run.mjs", "bench/quality/main.ts", "--arms", "model", "--count", str(count)]
        command += ["--model", str(model.resolve()), "--json", str(result)]
        command += [word for name in sets for word in ("--set", name)]
        command += ["--cases", str(cases.resolve())] if cases else []
        run = subprocess.run(command, cwd=_PROJECT, capture_output=True, text=True)
        if not result.exists():
            raise ValueError(f"The benchmark ended without figures: {(run.stdout + run.stderr)[-600:]}")
        measured = json.loads(result.read_text())["sets"]
    for one in measured:
        if "missing" in one:
            raise ValueError(f"{one['name']}: {one['missing']}")
    table = {one["name"]: {"cases": len(one["ids"]), **_shares(one["arms"][0]["figures"])} for one in measured}
    add_figures(figures, {"server": table})
    return server_table(table)


def add_figures(file: Path, more: dict[str, Any]) -> None:
    """Adds figures to a file of them, beside those that it has."""
    known = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps({**known, **more}, indent=1) + "\n")


def server_table(table: dict[str, dict[str, Any]]) -> str:
    """Returns figures of the server as a Markdown table: set → its `cases` and its shares, each (value, low, high)."""
    rows = [f"| set | cases | {' | '.join(SERVER_FIGURES.values())} |", f"|---|---:|{'---|' * len(SERVER_FIGURES)}"]
    for name, one in table.items():
        cells = [_percent(one[key]) if key in one else "" for key in SERVER_FIGURES]
        rows.append(f"| {name} | {one['cases']} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _shares(figures: dict[str, dict[str, float]]) -> dict[str, list[float]]:
    kept = {name: figures[name] for name in SERVER_FIGURES if name in figures}
    return {name: [one["value"], one["low"], one["high"]] for name, one in kept.items()}


def _percent(share: list[float]) -> str:
    value, low, high = (100 * one for one in share)
    return f"{value:.1f} % ({low:.1f} to {high:.1f})"
