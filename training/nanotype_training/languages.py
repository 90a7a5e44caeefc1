"""The languages that a model is trained for, by VS Code's language ids."""

import re
from pathlib import PurePosixPath

SUFFIXES: dict[str, tuple[str, ...]] = {
    "typescript": (".ts", ".mts", ".cts"),
    "typescriptreact": (".tsx",),
    "javascript": (".js", ".mjs", ".cjs"),
    "javascriptreact": (".jsx",),
    "python": (".py",),
    "go": (".go",),
    "rust": (".rs",),
    "java": (".java",),
    "php": (".php",),
    "c": (".c", ".h"),
    "cpp": (".cc", ".cpp", ".cxx", ".hpp", ".hh"),
    "csharp": (".cs",),
    "ruby": (".rb",),
    "kotlin": (".kt", ".kts"),
    "shellscript": (".sh", ".bash", ".zsh", ".bats"),
    "sql": (".sql",),
    "markdown": (".md",),
}

# Shares of the characters of a corpus. The scarce ones give what they have. // guess
SHARES: dict[str, float] = {
    "typescript": 0.08,
    "typescriptreact": 0.02,
    "javascript": 0.03,
    "javascriptreact": 0.01,
    "python": 0.09,
    "go": 0.09,
    "rust": 0.09,
    "java": 0.09,
    "php": 0.08,
    "c": 0.07,
    "cpp": 0.08,
    "csharp": 0.08,
    "ruby": 0.07,
    "kotlin": 0.07,
    "shellscript": 0.03,
    "sql": 0.02,
    "markdown": 0.02,
}

_LANGUAGE_OF_SUFFIX = {suffix: language for language, suffixes in SUFFIXES.items() for suffix in suffixes}

_LINE_COMMENT = {
    "python": "#",
    "ruby": "#",
    "shellscript": "#",
    "sql": "--",
}

# A C++ header that is called `.h` has one of these at the start of a line; C has none of them.
_CPP_ONLY = re.compile(r"^\s*(?:namespace\b|template\s*<|class\s+\w+|public:|private:|using\s+\w)", re.MULTILINE)


def language_of(path: str, text: str = "") -> str | None:
    """Returns the language id of a file by its name, and of a `.h` also by its `text`; None for all other files."""
    language = _LANGUAGE_OF_SUFFIX.get(PurePosixPath(path).suffix.lower())
    if language == "c" and path.endswith(".h") and _CPP_ONLY.search(text):
        return "cpp"
    return language


def line_comment(language: str) -> str | None:
    """Returns what starts a comment up to the line's end; None where the language has none."""
    return None if language == "markdown" else _LINE_COMMENT.get(language, "//")
