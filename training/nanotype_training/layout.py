"""Writes `nanotype.json`: the prompt layout, from which both the samples and the server's prompts are built."""

import json
from pathlib import Path

from tokenizers import Tokenizer

from .languages import SHARES

# The tokens of prompts; their order gives their ids in a vocabulary of our own.
SPECIAL_TOKENS = (
    "<|endoftext|>",
    "<|fim_prefix|>",
    "<|fim_middle|>",
    "<|fim_suffix|>",
    "<|fim_pad|>",
    "<|repo_name|>",
    "<|file_sep|>",
    "<|diff|>",
    "<|message|>",
)


def write_layout(folder: Path, context_tokens: int, languages: list[str] | None = None) -> None:
    """
    Writes `nanotype.json` and `generation_config.json` beside a folder's `tokenizer.json`.

    Without `languages` all that the corpus can have are declared.
    """
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    special = {token: tokenizer.token_to_id(token) for token in SPECIAL_TOKENS}
    declared = {
        "id": folder.name,
        "family": "nanotype",
        "task": "fill-in-the-middle",
        "languages": sorted(set(languages or SHARES) - {"markdown"}),
        "contextTokens": context_tokens,
        "suffixTokens": context_tokens * 110 // 512,
        "fim": {
            "order": "SPM",
            "template": "<|file_sep|>{path}\n<|fim_prefix|><|fim_suffix|>{suffix}<|fim_middle|>{prefix}",
            "causalTemplate": "<|file_sep|>{path}\n{prefix}",
            "pathForm": "last two components, joined by /",
            "pieces": "tokenize header, suffix and prefix separately; the cut at the caret may fall inside a token",
            "end": "<|endoftext|>",
        },
        "specialTokens": special,
    }
    (folder / "nanotype.json").write_text(json.dumps(declared, indent=2) + "\n")
    ends = {"eos_token_id": special["<|endoftext|>"], "pad_token_id": special["<|fim_pad|>"]}
    (folder / "generation_config.json").write_text(json.dumps(ends) + "\n")
