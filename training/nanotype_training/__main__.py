"""The command line: `python -m nanotype_training STAGE`; each stage reads folders and writes one."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import torch

from .adapt import adapt
from .card import write_card
from .checkpoint import load_network
from .corpus import build_corpus
from .device import choose_device
from .distill import distillation_loss
from .evaluate import cut_lines, evaluate, memorised_share
from .export import WEIGHTS, export
from .gguf_format import read_gguf
from .optimizer import LearningRates
from .pieces import PIECE_BYTES, join_pieces, split_folder
from .prune import prune
from .qat import rounded_loss
from .samples import build_rows
from .server_figures import add_figures, measure_server
from .start import SHAPES, write_start
from .tiny import make_tiny
from .tokenizer import add_special_tokens, prune_vocabulary
from .train import TrainOptions, train


def main(arguments: list[str] | None = None) -> int:
    """Runs a stage; returns 0, or 1 after saying on standard error what went wrong."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except (ValueError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nanotype_training", description=__doc__)
    stages = parser.add_subparsers(required=True, metavar="STAGE")

    stage = stages.add_parser("tiny", help="all stages at once, on generated code: from nothing to a folder for the server")
    stage.add_argument("out", type=Path)
    stage.add_argument("--steps", type=int, default=150)
    stage.set_defaults(run=lambda o: print(f"A model for the server is in {make_tiny(o.out, o.steps)}."))

    stage = stages.add_parser("corpus", help="folders of repositories → documents, filtered and without duplicates")
    stage.add_argument("sources", type=Path, nargs="+", help="folders that hold repositories, as owner+name")
    stage.add_argument("--held-out", type=Path, action="append", default=[], help="list of repositories to leave out")
    stage.add_argument("--characters", type=int, default=200_000_000)
    stage.add_argument("--commits", type=int, default=200, help="of each repository, for samples of messages and next edits")
    stage.add_argument("--out", type=Path, required=True)
    stage.set_defaults(run=lambda o: _print_json(build_corpus(o.sources, o.held_out, o.out, o.characters, commits=o.commits)))

    stage = stages.add_parser("start", help="corpus → vocabulary, prompt layout and sizes of a new model")
    stage.add_argument("corpus", type=Path)
    stage.add_argument("--size", choices=SHAPES, default="6m")
    stage.add_argument("--out", type=Path, required=True)
    stage.set_defaults(run=lambda o: write_start(o.corpus, o.out, o.size))

    stage = stages.add_parser("pretrained", help="GGUF file of a pretrained Llama → checkpoint with our prompt layout")
    stage.add_argument("gguf", type=Path)
    stage.add_argument("--out", type=Path, required=True)
    stage.set_defaults(run=lambda o: print(f"{read_gguf(o.gguf, o.out).vocab_size} tokens."))

    stage = stages.add_parser("extend-vocabulary", help="adds the tokens of prompts to a pretrained checkpoint")
    stage.add_argument("checkpoint", type=Path)
    stage.add_argument("--out", type=Path, required=True)
    stage.set_defaults(run=lambda o: print(f"{add_special_tokens(o.checkpoint, o.out)} tokens added."))

    stage = stages.add_parser("prune-vocabulary", help="leaves out the tokens that a corpus doesn't use")
    stage.add_argument("checkpoint", type=Path)
    stage.add_argument("corpus", type=Path)
    stage.add_argument("--min-count", type=int, default=1)
    stage.add_argument("--out", type=Path, required=True)
    stage.set_defaults(run=_prune_vocabulary)

    stage = stages.add_parser("samples", help="corpus → rows of tokens with holes, in the model's prompt layout")
    stage.add_argument("corpus", type=Path)
    stage.add_argument("--model", type=Path, required=True, help="folder with nanotype.json and tokenizer.json")
    stage.add_argument("--tokens", type=int, default=512)
    stage.add_argument("--seed", type=int, default=0)
    stage.add_argument("--out", type=Path, required=True, help="file that ends with .npy")
    stage.set_defaults(run=lambda o: print(f"{build_rows(o.corpus, o.model, o.out, o.tokens, o.seed)} rows"))

    stage = stages.add_parser("train", help="rows → checkpoint; continues where a killed run was")
    stage.add_argument("start", type=Path, help="folder of a checkpoint, or what the stage start made")
    stage.add_argument("--rows", type=Path, required=True)
    stage.add_argument("--validation", type=Path, required=True, help="rows of documents that --rows hasn't")
    stage.add_argument("--minutes", type=float)
    stage.add_argument("--steps", type=int)
    stage.add_argument("--batch", type=int, default=8, help="rows of a pass")
    stage.add_argument("--accumulate", type=int, default=4, help="passes of a step")
    stage.add_argument("--workers", type=int, default=1, help="passes at the same time, one core each")
    stage.add_argument("--warmup", type=int, default=50, help="steps")
    stage.add_argument("--decay", type=float, default=0.4, help="share of the run in which the rates fall")
    stage.add_argument("--matrix-rate", type=float, default=LearningRates.matrices)
    stage.add_argument("--rate", type=float, default=LearningRates.others, help="of the embedding and the norms")
    stage.add_argument("--change-rate", type=float, default=LearningRates.changes, help="of low-rank changes")
    stage.add_argument("--lora", type=int, metavar="RANK", help="trains low-rank changes of the matrices, and the embedding")
    stage.add_argument("--pause-after", type=float, metavar="MINUTES", help="ends the call; the same one continues the run")
    _add_device(stage)
    stage.add_argument("--teacher", type=Path, help="checkpoint whose distribution is learned beside the text")
    stage.add_argument("--round-to", type=int, choices=(8, 4), help="bits: computes with weights rounded as the export does")
    stage.add_argument("--fast", action="store_true", help="compiled, in bfloat16: for long runs on hardware that has it")
    stage.add_argument("--out", type=Path, required=True)
    stage.set_defaults(run=_train)

    stage = stages.add_parser("adapt", help="checkpoint → one that knows your repository, if it's better on later commits")
    stage.add_argument("repository", type=Path)
    stage.add_argument("--model", type=Path, required=True, help="checkpoint, or exported folder")
    stage.add_argument("--minutes", type=float, default=8)
    stage.add_argument("--commits", type=int, default=50, help="last commits, whose lines judge and aren't learned")
    stage.add_argument("--layers", type=int, default=2, help="last layers that learn")
    stage.add_argument("--workers", type=int, default=1)
    stage.add_argument("--out", type=Path, required=True)
    stage.set_defaults(run=_adapt)

    stage = stages.add_parser("prune", help="leaves out the layers and heads that matter least; train a little afterwards")
    stage.add_argument("checkpoint", type=Path)
    stage.add_argument("--rows", type=Path, required=True, help="rows to measure with")
    stage.add_argument("--layers", type=int, required=True, help="layers to keep")
    stage.add_argument("--key-heads", type=int, required=True, help="key heads to keep in each layer")
    _add_device(stage)
    stage.add_argument("--out", type=Path, required=True)
    stage.set_defaults(run=_prune)

    stage = stages.add_parser("export", help="checkpoint → folder for the server, compared with torch")
    stage.add_argument("checkpoint", type=Path)
    stage.add_argument("--weights", choices=WEIGHTS, nargs="+", default=["q8", "q4"])
    stage.add_argument("--languages", nargs="+", help="ids of the languages that the model was trained for")
    stage.add_argument("--gguf", action="store_true", help="also write model.gguf for llama.cpp")
    stage.add_argument("--out", type=Path, required=True)
    stage.set_defaults(run=_export)

    stage = stages.add_parser("evaluate", help="checkpoint on lines that it never saw, by language")
    stage.add_argument("checkpoint", type=Path)
    stage.add_argument("corpus", type=Path, help="corpus of held-out repositories")
    stage.add_argument("--lines", type=int, default=400)
    stage.add_argument("--base", type=Path, help="another checkpoint, compared line by line")
    stage.add_argument("--out", type=Path, required=True, help="file for all figures")
    stage.set_defaults(run=lambda o: print(evaluate(o.checkpoint, o.corpus, o.lines, o.out, o.base)))

    stage = stages.add_parser("evaluate-server", help="exported folder through the real server: pass@1, parse errors and more")
    stage.add_argument("model", type=Path, help="exported folder")
    stage.add_argument("--set", dest="sets", nargs="+", default=["humaneval-python", "humaneval-js"], help="of bench:quality")
    stage.add_argument("--cases", type=Path, help="file of cases of your own; --set then names them")
    stage.add_argument("--count", type=int, default=400, help="cases of a set")
    stage.add_argument("--out", type=Path, required=True, help="file of figures, to which these are added")
    stage.set_defaults(run=lambda o: print(measure_server(o.model, o.sets, o.count, o.out, o.cases)))

    stage = stages.add_parser("memorised", help="share of long continuations that the training corpus has to the letter")
    stage.add_argument("model", type=Path, help="exported folder")
    stage.add_argument("held_out", type=Path, help="corpus to begin from")
    stage.add_argument("corpus", type=Path, help="corpus that was trained on")
    stage.add_argument("--weights", choices=WEIGHTS, default="q8")
    stage.add_argument("--lines", type=int, default=200)
    stage.add_argument("--out", type=Path, required=True, help="file of figures, to which this one is added")
    stage.set_defaults(run=_memorised)

    stage = stages.add_parser("split", help="folder or file → pieces for a narrow way to another machine, with checksums")
    stage.add_argument("folder", type=Path)
    stage.add_argument("--megabytes", type=float, default=PIECE_BYTES / 1e6, help="of a piece, at most")
    stage.add_argument("--out", type=Path, required=True)
    stage.set_defaults(run=lambda o: print(f"{split_folder(o.folder, o.out, int(o.megabytes * 1e6))} pieces"))

    stage = stages.add_parser("join", help="pieces → folder, after checking each")
    stage.add_argument("pieces", type=Path)
    stage.add_argument("--out", type=Path, required=True)
    stage.set_defaults(run=lambda o: join_pieces(o.pieces, o.out))

    stage = stages.add_parser("card", help="exported folder → its model card, from what was measured")
    stage.add_argument("model", type=Path)
    stage.add_argument("--corpus", type=Path, required=True)
    stage.add_argument("--figures", type=Path, required=True, help="what evaluate wrote")
    stage.add_argument("--history", type=Path, required=True, help="history.json of the training")
    stage.set_defaults(run=lambda o: write_card(o.model, o.corpus, o.figures, o.history))
    return parser


def _add_device(stage: argparse.ArgumentParser) -> None:
    stage.add_argument("--device", choices=("cpu", "cuda", "auto"), default="cpu", help="auto: a graphics card if there is one")


def _prune_vocabulary(options: argparse.Namespace) -> None:
    before, after = prune_vocabulary(options.checkpoint, options.corpus, options.out, options.min_count)
    print(f"{before} tokens before, {after} after.")


def _train(options: argparse.Namespace) -> None:
    settings = TrainOptions(
        minutes=options.minutes,
        steps=options.steps,
        rows=options.batch,
        accumulate=options.accumulate,
        workers=options.workers,
        warmup_steps=options.warmup,
        decay=options.decay,
        rates=LearningRates(options.matrix_rate, options.rate, options.change_rate),
        fast=options.fast,
        device=options.device,
        lora_rank=options.lora,
        pause_after=options.pause_after,
    )
    if options.teacher and options.round_to:
        raise ValueError("Give either --teacher or --round-to: first distil, then train with rounding.")
    loss = None
    if options.teacher:
        dtype = torch.bfloat16 if options.fast else torch.float32
        loss = distillation_loss(load_network(options.teacher).to(choose_device(options.device), dtype))
    elif options.round_to:
        loss = rounded_loss(options.round_to)
    state = train(options.start, options.rows, options.validation, options.out, settings, loss)
    print(f"{state.step} steps, held-out loss {state.history[-1][3]:.4f} nats a token.")


def _adapt(options: argparse.Namespace) -> None:
    rates = LearningRates(0.004, 0.0005)
    settings = TrainOptions(
        minutes=options.minutes, rows=4, warmup_steps=5, last_layers=options.layers, workers=options.workers, rates=rates
    )
    verdict = adapt(options.repository, options.model, options.out, settings, options.commits)
    saved, low, high = (100 * value for value in verdict.saved)
    figures = (
        f"on {verdict.lines} lines of the last commits it saves {saved:+.1f} points of the characters "
        f"({low:+.1f} to {high:+.1f}), and its loss changes by {verdict.loss[0]:+.3f} nats a token"
    )
    if not verdict.kept:
        raise ValueError(f"Not kept: {figures}. That is no gain beyond chance, so the model stays as it is.")
    print(f"Kept: {figures}.")


def _prune(options: argparse.Namespace) -> None:
    device = choose_device(options.device)
    loss = prune(options.checkpoint, options.rows, options.out, options.layers, options.key_heads, device)
    print(f"{loss:.4f} nats a token before any further training.")


def _export(options: argparse.Namespace) -> None:
    parities = export(options.checkpoint, options.out, options.weights, options.languages, options.gguf)
    _print_json({name: asdict(parity) for name, parity in parities.items()})


def _memorised(options: argparse.Namespace) -> None:
    lines = cut_lines(options.held_out, options.lines)
    share = memorised_share(options.model, options.weights, lines, options.corpus)
    add_figures(options.out, {"memorised": {"share": share, "continuations": len(lines)}})
    print(f"{share:.1%} of {len(lines)} continuations")


def _print_json(value: object) -> None:
    print(json.dumps(value, indent=1))


if __name__ == "__main__":
    sys.exit(main())
