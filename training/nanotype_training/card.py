"""Writes a model card from what was measured."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from .checkpoint import load_network
from .corpus import count_by_language
from .server_figures import server_table

# Power of a busy core with its share of the machine. // guess
_WATTS_A_CORE = 12


def write_card(model: Path, corpus: Path, figures: Path, history: Path) -> None:
    """Writes `MODEL_CARD.md` of an exported folder: layout, data with licences, training and figures."""
    network = load_network(model)
    declared = json.loads((model / "nanotype.json").read_text())
    measured = json.loads(figures.read_text())
    steps = json.loads(history.read_text())
    sources = [json.loads(line) for line in (corpus / "provenance.jsonl").read_text().splitlines()]
    used = [source for source in sources if source["files"] > 0]
    licences = Counter[str]()
    for source in used:
        licences[source["licence"]] += source["characters"]
    shape = network.shape
    parameters = sum(parameter.numel() for parameter in network.parameters())
    minutes = steps[-1]["minutes"]
    energy = minutes / 60 * _WATTS_A_CORE / 1000
    held_out = [f"{one['heldOut']:.3f} nats a token at step {one['step']}" for one in (steps[0], steps[-1])]
    lines = [
        f"# {declared['id']}",
        "",
        f"Fill-in-the-middle model with {parameters / 1e6:.1f} M parameters for {', '.join(declared['languages'])}.",
        "",
        "| | |",
        "|---|---|",
        f"| layout | Llama: {shape.num_hidden_layers} layers, width {shape.hidden_size}, {shape.num_attention_heads} heads "
        f"({shape.num_key_value_heads} KV heads) of {shape.head_dim}, SwiGLU {shape.intermediate_size}, "
        f"RoPE {shape.rope_theta:,.0f}, tied embedding, vocabulary {shape.vocab_size} |",
        f"| prompt | {declared['fim']['order']}: `{_escaped(declared['fim']['template'])}` |",
        f"| data | {sum(source['characters'] for source in used) / 1e6:.0f} million characters of {len(used)} repositories |",
        f"| licences | {', '.join(f'{name} {share / sum(licences.values()):.0%}' for name, share in licences.most_common())} |",
        f"| training | {steps[-1]['step']} steps, {minutes:.0f} minutes, about {energy:.4f} kWh a core |",
        f"| held-out loss | {', '.join(held_out)} |",
        "",
        "## Characters trained on",
        "",
        "| language | million characters |",
        "|---|---:|",
        *(f"| {name} | {count / 1e6:.1f} |" for name, count in sorted(count_by_language(corpus).items())),
        "",
        f"## Figures on {measured['lines']} held-out lines",
        "",
        "Through torch, without post-processing and without healing the token before the caret; 95 % intervals.",
        "",
        "| language | lines | loss | exact lines | characters saved |",
        "|---|---:|---|---|---|",
        *(
            f"| {name} | {one['lines']} | {_number(one['loss'])} | {_share(one['exact'])} | {_share(one['saved'])} |"
            for name, one in measured["figures"].items()
        ),
        "",
        *_server_lines(measured),
        *_memory_lines(measured),
        "## Repositories",
        "",
        *(f"- {source['repository']} at {source['commit'][:12]}, {source['licence']}" for source in used),
        "",
    ]
    (model / "MODEL_CARD.md").write_text("\n".join(lines))


def _server_lines(measured: dict[str, Any]) -> list[str]:
    if "server" not in measured:
        return []
    about = "The model alone, without the memory of a workspace; 95 % intervals."
    return ["## Through the real server", "", about, "", server_table(measured["server"]), ""]


def _memory_lines(measured: dict[str, Any]) -> list[str]:
    if "memorised" not in measured:
        return []
    share, count = measured["memorised"]["share"], measured["memorised"]["continuations"]
    return [f"{share:.1%} of {count} greedy continuations are in the training corpus to the letter over 60 characters.", ""]


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "\\n")


def _number(value: list[float]) -> str:
    return f"{value[0]:.2f} ({value[1]:.2f} to {value[2]:.2f})"


def _share(value: list[float]) -> str:
    return f"{value[0] * 100:.1f} % ({value[1] * 100:.1f} to {value[2] * 100:.1f})"
