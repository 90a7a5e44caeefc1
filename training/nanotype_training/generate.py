"""Makes a small repository of generated code, by which the whole way is tried without anybody's data."""

import random
from pathlib import Path

_LICENCE = """MIT License

Permission is hereby granted, free of charge, to any person obtaining a copy of this software, to deal in it without restriction.
"""
_VERBS = ("count", "find", "join", "load", "merge", "parse", "read", "sort", "store", "trim")
_NOUNS = ("badges", "colors", "events", "groups", "labels", "models", "orders", "places", "routes", "values")
_MORE_NOUNS = ("books", "cards", "doors", "fields", "games", "hints", "items", "jobs", "keys", "lines")


def functions(seed: int = 0) -> list[tuple[str, str, str]]:
    """Returns 20 functions as (name, the line in it, whole text) in Python; each has another noun."""
    draw = random.Random(seed)
    made = []
    for noun in draw.sample([*_NOUNS, *_MORE_NOUNS], 20):
        verb = draw.choice(_VERBS)
        line = f"return {draw.choice(_VERBS)}_{draw.choice(_NOUNS)}({noun}, {draw.randrange(10, 99)})"
        name = f"{verb}_{noun}"
        made.append((name, line, f"def {name}({noun}):\n    {line}\n"))
    return made


def write_repository(folder: Path, files: int = 1000, seed: int = 0) -> None:
    """Writes `files` Python files, each with six of the functions in another order, and a licence."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "LICENSE").write_text(_LICENCE)
    texts = [text for _, _, text in functions(seed)]
    draw = random.Random(seed)
    for number in range(files):
        source = folder / draw.choice(_NOUNS) / f"{draw.choice(_VERBS)}{number}.py"
        source.parent.mkdir(exist_ok=True)
        source.write_text("\n\n".join(draw.sample(texts, 6)))
