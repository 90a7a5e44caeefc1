"""Chooses what computes: the processor, or a graphics card."""

import torch


def choose_device(name: str) -> str:
    """Returns `cpu` or `cuda` for `cpu`, `cuda` or `auto`; raises ValueError for `cuda` where torch finds no card."""
    has_card = torch.cuda.is_available()
    if name == "cuda" and not has_card:
        raise ValueError("torch finds no graphics card here: use --device cpu or auto.")
    return "cuda" if has_card and name != "cpu" else "cpu"
