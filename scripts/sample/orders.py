"""A place to try Nanotype in: write a function like the ones below.

Tab takes a suggestion, Escape hides it.
"""

import csv
from pathlib import Path


def read_orders(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_orders(path: Path, orders: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=["id", "customer", "total"])
        writer.writeheader()
        writer.writerows(orders)
