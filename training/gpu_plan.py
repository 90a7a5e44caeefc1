"""
Not yet run on a GPU; `tests/test_gpu_plan.py` runs every stage at small scale on the processor.

Makes the next model out of SmolLM2 on one card in less than 28 minutes: fill-in-the-middle, half the layers, 4 bits.

    python training/gpu_plan.py WORK               # runs the next stage; call it until it says that all are done
    python training/gpu_plan.py WORK --list        # the stages, with their minutes

WORK holds `pieces/start`, `pieces/rows` and `pieces/held`, which `split` made: a checkpoint, `rows.npy`, `held.npy`. What a
stage made is in WORK too, and `WORK/returned` holds the pieces to bring back. A stopped stage continues when it's called again.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from nanotype_training.__main__ import main as workshop

# Rows of a pass by the card's memory in GB: a layer's attention takes about 25 MB a row in training. // guess
_ROWS = {141: 64, 24: 8}
_ROWS_A_STEP = 256
# A returned piece, in MB, and their number. Source: issue 17.
_RETURNED_MEGABYTES = 15
_RETURNED_PIECES = 8


@dataclass(frozen=True)
class Stage:
    """Commands of the workshop that make `result` (in WORK), and the minutes that they are given on the card."""

    name: str
    minutes: float
    result: str
    commands: list[list[str]]


def stages(work: Path, options: argparse.Namespace) -> list[Stage]:
    """Returns the stages, in order."""
    rows = _ROWS[options.card]
    passes = ["--batch", str(rows), "--accumulate", str(max(1, _ROWS_A_STEP // rows))]
    data = ["--rows", f"{work}/rows/rows.npy", "--validation", f"{work}/held/held.npy"]

    def train(start: str, out: str, minutes: float, *more: str) -> list[str]:
        length = ["--minutes", f"{minutes * options.scale}", "--device", options.device, *(["--fast"] if options.fast else [])]
        return ["train", f"{work}/{start}", *data, *length, *passes, *more, "--out", f"{work}/{out}"]

    def join(name: str) -> list[str]:
        return ["join", f"{work}/pieces/{name}", "--out", f"{work}/{name}"]

    keep = ["--layers", str(options.layers), "--key-heads", str(options.key_heads)]
    shape = ["prune", f"{work}/adapted", "--rows", f"{work}/held/held.npy", *keep, "--device", options.device]
    send = ["split", f"{work}/model/onnx/model_q4.onnx", "--megabytes", str(_RETURNED_MEGABYTES), "--out", f"{work}/returned"]
    return [
        Stage("join the pieces", 1, "start", [join("rows"), join("held"), join("start")]),
        Stage(
            "fill-in-the-middle",
            8,
            "adapted",
            [train("start", "adapted", 8, "--warmup", "100", "--matrix-rate", "0.002", "--rate", "0.0003")],
        ),
        Stage("half the layers", 1, "pruned", [[*shape, "--out", f"{work}/pruned"]]),
        Stage("distil", 7, "student", [train("pruned", "student", 7, "--teacher", f"{work}/adapted", "--matrix-rate", "0.004")]),
        Stage(
            "get used to 4 bits",
            3,
            "rounded",
            [train("student", "rounded", 3, "--round-to", "4", "--matrix-rate", "0.001", "--rate", "0.0002", "--decay", "1")],
        ),
        Stage("export", 2, "returned", [["export", f"{work}/rounded", "--weights", "q4", "--out", f"{work}/model"], send]),
    ]


def parsed(arguments: list[str] | None = None) -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--list", action="store_true", help="print the stages and end")
    parser.add_argument("--card", type=int, choices=_ROWS, default=141, help="its memory in GB")
    parser.add_argument("--layers", type=int, default=15, help="layers of the result")
    parser.add_argument("--key-heads", type=int, default=3, help="key heads of the result")
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--no-compile", dest="fast", action="store_false", help="compute in 32 bits, without a compiler")
    parser.add_argument("--scale", type=float, default=1.0, help="of the minutes, for a trial")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Runs the next stage; returns 0, or what a command that failed returned."""
    options = parsed(arguments)
    work = options.work.resolve()
    plan = stages(work, options)
    if options.list:
        for stage in plan:
            print(f"{stage.minutes:>4} min  {stage.name}")
        print(f"{sum(stage.minutes for stage in plan):>4} min  in all, without uploads")
        return 0
    open_stages = [stage for stage in plan if not (work / stage.result).exists()]
    if not open_stages:
        return _say_done(work)
    stage, began = open_stages[0], time.monotonic()
    for command in stage.commands:
        status = workshop(command)
        if status != 0:
            return status
    print(f"{stage.name}: done in {(time.monotonic() - began) / 60:.1f} minutes, {len(open_stages) - 1} stages left.")
    return 0


def _say_done(work: Path) -> int:
    pieces = len(list((work / "returned").glob("*.piece")))
    print(f"All stages are done. Bring back {work}/returned: {pieces} pieces.")
    if pieces > _RETURNED_PIECES:
        print(f"That is more than {_RETURNED_PIECES}: bring them back by several calls.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
