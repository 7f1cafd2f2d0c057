"""Curves as SVG in a page: no script, no other file."""

import math
from dataclasses import dataclass, field
from html import escape

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 70, 34, 66, 44
POINTS_MAX = 600
COLOURS = ("#1f5fa8", "#c4501b", "#3b8a3e", "#7a4fa3", "#8a6d1f", "#1f8a8a", "#555555",
           "#d4a017", "#c2185b")


@dataclass
class Plot:
    title: str
    across: str
    up: str
    curves: dict = field(default_factory=dict)  # name: points
    across_by_tens: bool = False
    up_by_tens: bool = False


class Axis:
    """One direction: from values to where they are drawn."""

    def __init__(self, values, by_tens, start, end):
        self.by_tens, self.start, self.end = by_tens, start, end
        seen = [value for value in values if self.shows(value)] or [1]
        self.least, self.most = min(seen), max(seen)
        if by_tens:
            self.least = 10 ** math.floor(math.log10(self.least))
            self.most = max(10 ** math.ceil(math.log10(self.most)), self.least * 10)
        else:
            self.least = min(self.least, 0)
            self.most = max(self.most * 1.05, self.least + 1e-9)

    def shows(self, value):
        return value is not None and math.isfinite(value) and (not self.by_tens or value > 0)

    def at(self, value):
        scaled = math.log10 if self.by_tens else float
        least, most = scaled(self.least), scaled(self.most)
        return self.start + (scaled(value) - least) / (most - least) * (self.end - self.start)

    def marks(self):
        if self.by_tens:
            first, last = round(math.log10(self.least)), round(math.log10(self.most))
            return [10.0 ** power for power in range(first, last + 1)]
        rough = (self.most - self.least) / 6
        power = 10 ** math.floor(math.log10(rough))
        step = next(power * times for times in (1, 2, 5, 10) if rough <= power * times * 1.0001)
        first = math.ceil(self.least / step)
        return [n * step for n in range(first, math.floor(self.most / step) + 1)]


def label(value):
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:g}"


def curve_of(points, colour, across, up):
    shown = [(x, y) for x, y in points if across.shows(x) and up.shows(y)]
    each = len(shown) // POINTS_MAX + 1
    kept = [point for at, point in enumerate(shown) if at % each == 0 or at + 1 == len(shown)]
    placed = " ".join(f"{across.at(x):.1f},{up.at(y):.1f}" for x, y in kept)
    marks = "".join(f'<circle cx="{across.at(x):.1f}" cy="{up.at(y):.1f}" r="2.4" fill="{colour}"/>'
                    for x, y in kept) if len(kept) <= 12 else ""
    return f'<polyline fill="none" stroke-width="1.6" stroke="{colour}" points="{placed}"/>{marks}'


def svg_of(plot):
    points = [point for curve in plot.curves.values() for point in curve]
    if not points:
        return ""
    across = Axis([x for x, _ in points], plot.across_by_tens, LEFT, WIDTH - RIGHT)
    up = Axis([y for _, y in points], plot.up_by_tens, HEIGHT - BOTTOM, TOP)
    parts = [f"<figure><figcaption>{escape(plot.title)}</figcaption>"
             f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(plot.title)}">']
    for value in up.marks():
        y = up.at(value)
        parts.append(f'<line class="mark" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
                     f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label(value)}</text>')
    for value in across.marks():
        x = across.at(value)
        parts.append(f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
                     f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">'
                     f"{label(value)}</text>")
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">'
                 f'{escape(plot.across)}</text><text x="4" y="{TOP - 10}">{escape(plot.up)}</text>')
    for at, (name, curve) in enumerate(plot.curves.items()):
        colour = COLOURS[at % len(COLOURS)]
        parts.append(curve_of(curve, colour, across, up))
        parts.append(f'<text x="{LEFT + at % 3 * 225}" y="{12 + at // 3 * 14}" fill="{colour}">'
                     f"{escape(name)}</text>")
    return "".join(parts) + "</svg></figure>\n"
