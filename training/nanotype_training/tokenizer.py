"""Stage 2: vocabularies. Learns one, adds the tokens of prompts to a pretrained one, leaves out what code doesn't use."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from .checkpoint import load_network, save_network, write_config
from .corpus import read_corpus
from .layout import SPECIAL_TOKENS, write_layout
from .model import Network

# Words, single digits, runs of signs with their line ends, line ends with their indent, blanks.
_WORDS = r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
# Our tokens → those of StarCoder's vocabulary and its heirs, SmolLM2 among them.
_SAME_MEANING = {"<|file_sep|>": "<file_sep>", "<|repo_name|>": "<repo_name>"}
_CHARS_A_DOCUMENT = 12_000
_MAX_TOKEN_CHARS = 24


def train_tokenizer(texts: Iterable[str], size: int, out: Path) -> Tokenizer:
    """Learns a byte-level BPE of at most `size` tokens and writes `out/tokenizer.json`; every text survives the round trip."""
    tokenizer = Tokenizer(models.BPE())
    words = pre_tokenizers.Split(Regex(_WORDS), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([words, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        limit_alphabet=256,
        max_token_length=_MAX_TOKEN_CHARS,
        show_progress=False,
    )
    tokenizer.train_from_iterator((text[:_CHARS_A_DOCUMENT] for text in texts), trainer)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out / "tokenizer.json"))
    write_tokenizer_config(out)
    return tokenizer


def write_tokenizer_config(out: Path) -> None:
    """Writes the `tokenizer_config.json` that transformers.js asks for."""
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": 2048,
        "eos_token": "<|endoftext|>",
        "bos_token": None,
        "pad_token": "<|fim_pad|>",
        "unk_token": None,
        "add_bos_token": False,
        "add_prefix_space": False,
        "clean_up_tokenization_spaces": False,
    }
    (out / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n")


def add_special_tokens(checkpoint: Path, out: Path, context_tokens: int = 512) -> int:
    """
    Adds to a pretrained checkpoint the tokens of prompts that its vocabulary lacks, and the prompt layout; returns their number.

    A new token's row is that of the pretrained token with the same meaning. Where there is none, it's the mean of all rows, so
    that the token is neither likely nor unlikely at first.
    """
    tokenizer = Tokenizer.from_file(str(checkpoint / "tokenizer.json"))
    network = load_network(checkpoint)
    missing = [token for token in SPECIAL_TOKENS if tokenizer.token_to_id(token) is None]
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in missing])
    rows = network.embedding.detach()
    size = max(tokenizer.get_vocab_size(with_added_tokens=True), len(rows))
    grown = torch.cat([rows, rows.mean(0, keepdim=True).repeat(size - len(rows), 1)])
    for token in missing:
        known = tokenizer.token_to_id(_SAME_MEANING.get(token, ""))
        if known is not None:
            grown[tokenizer.token_to_id(token)] = rows[known]
    save_network(_with_embedding(network, grown), out, checkpoint)
    tokenizer.save(str(out / "tokenizer.json"))
    write_layout(out, context_tokens)
    write_config(replace(network.shape, vocab_size=len(grown)), out)
    return len(missing)


def prune_vocabulary(checkpoint: Path, corpus: Path, out: Path, min_count: int = 1) -> tuple[int, int]:
    """
    Leaves out the tokens that a corpus has fewer than `min_count` times; returns the sizes before and after.

    Kept are also all bytes, the special tokens, and the parts from which a kept token is merged. So a text whose tokens are all
    kept is still cut into the same ones, and every other text into smaller ones.
    """
    definition = json.loads((checkpoint / "tokenizer.json").read_text())
    counts: Counter[int] = Counter()
    tokenizer = Tokenizer.from_file(str(checkpoint / "tokenizer.json"))
    for document in read_corpus(corpus):
        counts.update(tokenizer.encode(document.text, add_special_tokens=False).ids)
    wanted = {number for number, count in counts.items() if count >= min_count}
    kept = _kept_ids(definition, wanted)
    network = load_network(checkpoint)
    rows = network.embedding.detach()
    save_network(_with_embedding(network, rows[kept]), out, checkpoint)
    (out / "tokenizer.json").write_text(json.dumps(_renumbered(definition, kept), ensure_ascii=False))
    declared = json.loads((checkpoint / "nanotype.json").read_text())
    write_layout(out, declared["contextTokens"], declared["languages"])
    write_config(replace(network.shape, vocab_size=len(kept)), out)
    return len(rows), len(kept)


def _kept_ids(definition: dict[str, Any], wanted: set[int]) -> list[int]:
    vocabulary: dict[str, int] = definition["model"]["vocab"]
    added = {token["id"] for token in definition["added_tokens"]}
    alphabet = {vocabulary[sign] for sign in pre_tokenizers.ByteLevel.alphabet() if sign in vocabulary}
    kept = wanted | added | alphabet
    # Later merges use the results of earlier ones, so one pass from the end finds all parts.
    for first, second in reversed([_pair(merge) for merge in definition["model"]["merges"]]):
        if vocabulary[first + second] in kept:
            kept |= {vocabulary[first], vocabulary[second]}
    return sorted(kept)


def _renumbered(definition: dict[str, Any], kept: list[int]) -> dict[str, Any]:
    numbers = {old: new for new, old in enumerate(kept)}
    vocabulary: dict[str, int] = definition["model"]["vocab"]
    tokens = {token: numbers[old] for token, old in vocabulary.items() if old in numbers}
    merges = [merge for merge in definition["model"]["merges"] if "".join(_pair(merge)) in tokens]
    return {
        **definition,
        "added_tokens": [{**token, "id": numbers[token["id"]]} for token in definition["added_tokens"]],
        "model": {**definition["model"], "vocab": tokens, "merges": merges},
    }


def _pair(merge: str | list[str]) -> tuple[str, str]:
    first, second = merge.split(" ") if isinstance(merge, str) else merge
    return first, second


def _with_embedding(network: Network, rows: torch.Tensor) -> Network:
    changed = Network(replace(network.shape, vocab_size=len(rows)))
    state = {**network.state_dict(), "embedding": rows}
    changed.load_state_dict(state)
    return changed
