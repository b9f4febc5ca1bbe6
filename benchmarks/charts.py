"""Charts as SVG: bars and lines, readable on light and dark pages."""

from __future__ import annotations

import math
from html import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 760
LABELS = 250
"""Width of the column of labels of a bar chart."""

ROW = 30
COLORS = ("#00897b", "#e65100", "#5e35b1", "#1565c0")
DARK = ("#4db6ac", "#ffb74d", "#b39ddb", "#64b5f6")
STYLE = (
    "text{{font:14px system-ui,sans-serif;fill:#263238}}.muted{{fill:#607d8b}}.line{{stroke:#b0bec5}}"
    "{light}@media(prefers-color-scheme:dark){{text{{fill:#eceff1}}.muted{{fill:#b0bec5}}.line{{stroke:#546e7a}}{dark}}}"
)


def _style() -> str:
    classes = [
        "".join(f".c{n}{{fill:{color}}}.s{n}{{stroke:{color}}}" for n, color in enumerate(colors))
        for colors in (COLORS, DARK)
    ]
    return f"<style>{STYLE.format(light=classes[0], dark=classes[1])}</style>"


def _document(height: float, title: str, body: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'role="img" aria-label="{escape(title)}">'
    )
    return "\n".join([head, f"<title>{escape(title)}</title>", _style(), *body, "</svg>", ""])


def _text(x: float, y: float, words: str, *, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def bars(title: str, rows: Sequence[tuple[str, float, str, int]]) -> str:
    """Draw a horizontal bar for each label, value, text beside the bar, and color."""
    longest = max(value for _, value, _, _ in rows) or 1
    room = WIDTH - LABELS - 150
    body = []
    for number, (label, value, text, color) in enumerate(rows):
        top = number * ROW
        length = max(value / longest * room, 1)
        body.append(_text(LABELS - 12, top + 20, label, anchor="end"))
        body.append(
            f'<rect x="{LABELS}" y="{top + 5}" width="{length:.1f}" height="20" rx="3" class="c{color}"/>'
        )
        body.append(_text(LABELS + length + 8, top + 20, text, kind="muted"))
    return _document(len(rows) * ROW + 4, title, body)


def lines(title: str, series: dict[str, Sequence[tuple[float, float]]], unit: str) -> str:
    """Draw lines over a logarithmic x axis; the y axis starts at 0."""
    left, top, right, bottom = 90, 40, WIDTH - 40, 290
    points = [point for line in series.values() for point in line]
    low, high = (math.log10(pick(x for x, _ in points)) for pick in (min, max))
    step = _step(max(y for _, y in points))
    ceiling = step * math.ceil(max(y for _, y in points) / step)

    def at(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - low) / (high - low or 1)
        return left + across * (right - left), bottom - y / ceiling * (bottom - top)

    body = []
    for number in range(round(ceiling / step) + 1):
        y = at(10**low, number * step)[1]
        body.append(f'<path d="M{left} {y:.1f}H{right}" class="line" fill="none"/>')
        body.append(_text(left - 10, y + 5, f"{number * step:,g}", kind="muted", anchor="end"))
    body.append(_text(left - 10, top - 20, unit, kind="muted", anchor="end"))
    body += [
        _text(at(x, 0)[0], bottom + 22, f"{x:,.0f}", kind="muted", anchor="middle")
        for x in sorted({x for x, _ in points})
    ]
    for color, (name, line) in enumerate(series.items()):
        places = [at(x, y) for x, y in line]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        body.append(f'<path d="M{path}" fill="none" stroke-width="2.5" class="s{color}"/>')
        body += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="c{color}"/>' for x, y in places]
        start = left + color * 170
        body.append(f'<rect x="{start}" y="{bottom + 40}" width="14" height="14" rx="3" class="c{color}"/>')
        body.append(_text(start + 20, bottom + 52, name))
    return _document(bottom + 64, title, body)


def _step(highest: float) -> float:
    """Return a round distance of grid lines, for about five of them."""
    rough = highest / 5 or 1
    size = 10 ** math.floor(math.log10(rough))
    return next(factor * size for factor in (1, 2, 5, 10) if factor * size >= rough)
