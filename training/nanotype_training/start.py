"""Makes the folder that a training starts from: sizes, vocabulary and prompt layout, without weights or with pretrained ones."""

from pathlib import Path

from .checkpoint import write_config
from .corpus import count_by_language, read_corpus
from .layout import write_layout
from .model import ModelShape
from .tokenizer import train_tokenizer

# Sizes by name. `6m` is the embedded model's.
SHAPES: dict[str, ModelShape] = {
    "tiny": ModelShape(1024, 64, 128, 2, 2, 1, 32, max_position_embeddings=512),
    "6m": ModelShape(8192, 256, 704, 6, 4, 2, 64),
    "30m": ModelShape(16384, 512, 1408, 8, 8, 2, 64),
}


def write_start(corpus: Path, out: Path, size: str, context_tokens: int = 512) -> None:
    """Learns a vocabulary from a corpus and writes the files of a model without weights. A complete folder stays as it is."""
    if (out / "config.json").exists():
        return
    shape = SHAPES[size]
    train_tokenizer((document.text for document in read_corpus(corpus)), shape.vocab_size, out)
    write_layout(out, context_tokens, list(count_by_language(corpus)))
    write_config(shape, out)
