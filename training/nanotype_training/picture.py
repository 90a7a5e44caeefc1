"""Draws a run's losses as an SVG, without a library."""

import math
from pathlib import Path

_WIDTH, _HEIGHT, _EDGE = 640, 320, 48


def draw_losses(history: list[tuple[int, float, float, float]], file: Path) -> None:
    """Writes a picture of (step, minutes, training loss, held-out loss); losses in nats a token, down is better."""
    held_out = [(step, value) for step, _, _, value in history if math.isfinite(value)]
    training = [(step, value) for step, _, value, _ in history if math.isfinite(value)]
    values = [value for _, value in held_out + training] or [0.0]
    last = max([step for step, *_ in history] or [1])
    low, high = min(values), max(values)
    span = max(high - low, 1e-6)

    def line(points: list[tuple[int, float]], style: str) -> str:
        places = " ".join(
            f"{_EDGE + step / last * (_WIDTH - 2 * _EDGE):.1f},"
            f"{_HEIGHT - _EDGE - (value - low) / span * (_HEIGHT - 2 * _EDGE):.1f}"
            for step, value in points
        )
        return f'<polyline points="{places}" fill="none" {style}/>'

    light = line(training, 'stroke="#9bb8d3"')
    dark = line(held_out, 'stroke="#0b5cad" stroke-width="2"')
    text = 'font-family="sans-serif" font-size="12" fill="#555"'
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">'
        "<title>Loss by step</title>"
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
        f'<path d="M{_EDGE} {_EDGE}V{_HEIGHT - _EDGE}H{_WIDTH - _EDGE}" fill="none" stroke="#999"/>'
        f"{light}{dark}"
        f'<text x="{_EDGE}" y="{_EDGE - 10}" {text}>nats a token: held out (dark), training (light)</text>'
        f'<text x="4" y="{_EDGE + 4}" {text}>{high:.2f}</text>'
        f'<text x="4" y="{_HEIGHT - _EDGE}" {text}>{low:.2f}</text>'
        f'<text x="{_WIDTH - _EDGE}" y="{_HEIGHT - 20}" text-anchor="end" {text}>{last} steps</text></svg>\n'
    )
