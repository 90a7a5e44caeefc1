"""The layout of prompts, read from the model's own `nanotype.json`: the server builds its prompts from the same one."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer


@dataclass(frozen=True)
class Hole:
    """A place to fill: the text before and after it, and what belongs there."""

    path: str
    prefix: str
    middle: str
    suffix: str


class PromptLayout:
    """Turns holes and texts into token ids. Header, suffix, prefix and middle are tokenized apart, as by the server."""

    def __init__(self, folder: Path) -> None:
        """Reads `nanotype.json` and `tokenizer.json`; raises ValueError if a token of the layout isn't in the vocabulary."""
        declared = json.loads((folder / "nanotype.json").read_text())
        fim = declared["fim"]
        self.tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.context_tokens: int = declared["contextTokens"]
        self.suffix_tokens: int = declared["suffixTokens"]
        self.languages: list[str] = declared["languages"]
        self.end: int = self._special(fim["end"])
        self._specials: list[str] = sorted(declared["specialTokens"], key=len, reverse=True)
        self.padding: int = self._special("<|fim_pad|>")
        self._infill = self._parse(fim["template"])
        self._causal = self._parse(fim["causalTemplate"])

    def encode(self, text: str) -> list[int]:
        """Returns the ids of ordinary text."""
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def infill(self, path: str, suffix: list[int], prefix: list[int]) -> list[int]:
        """Returns a prompt that asks for what is between `prefix` and `suffix`."""
        return self._fill(self._infill, path, suffix, prefix)

    def causal(self, path: str, prefix: list[int]) -> list[int]:
        """Returns a prompt that asks for what follows `prefix`, at a document's end."""
        return self._fill(self._causal, path, [], prefix)

    def other_file(self, path: str, text: str) -> list[int]:
        """Returns what goes before a prompt to show a piece of another file, in the server's form for models that know files."""
        opening = [self._special("<|repo_name|>"), *self.encode("project\n"), self._special("<|file_sep|>")]
        return [*opening, *self.encode(f"{_header_path(path)}\n{text}\n")]

    def message(self, diff: list[int], message: str) -> list[int]:
        """Returns a sample that teaches the message of a diff."""
        return [self._special("<|diff|>"), *diff, self._special("<|message|>"), *self.encode(message), self.end]

    def next_edit(self, path: str, before: str, after: str) -> list[int]:
        """Returns a sample that teaches a file's next change after one, both in the form of a diff."""
        mark = self._special("<|diff|>")
        header = [self._special("<|file_sep|>"), *self.encode(f"{_header_path(path)}\n")]
        return [*header, mark, *self.encode(before), mark, *self.encode(after), self.end]

    def special(self, token: str) -> int:
        """Returns the id of a token such as `<|diff|>`; raises ValueError if the vocabulary lacks it."""
        return self._special(token)

    def _special(self, token: str) -> int:
        number = self.tokenizer.token_to_id(token)
        if number is None:
            raise ValueError(f"The vocabulary has no token {token}.")
        return int(number)

    def _parse(self, template: str) -> list[str]:
        pattern = "|".join(re.escape(token) for token in (*self._specials, "{prefix}", "{suffix}"))
        return [piece for piece in re.split(f"({pattern})", template) if piece]

    def _fill(self, pieces: list[str], path: str, suffix: list[int], prefix: list[int]) -> list[int]:
        ids: list[int] = []
        for piece in pieces:
            if piece == "{prefix}":
                ids += prefix
            elif piece == "{suffix}":
                ids += suffix
            elif piece in self._specials:
                ids.append(self._special(piece))
            else:
                ids += self.encode(piece.replace("{path}", _header_path(path)))
        return ids


def _header_path(path: str) -> str:
    """Shortens a path to its last two components, as the server does."""
    return "/".join(path.split("/")[-2:])
