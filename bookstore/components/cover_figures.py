"""The geometric figures on covers: each a few shapes in a field 200 wide and 180 high.

A figure is given bits drawn from the book's own data, so two books which share a figure do
not share a picture. The order of FIGURES is that of the ids they were first drawn for.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from bookstore.components.cover_shapes import (
    Paint,
    Point,
    Shape,
    around,
    box,
    circle,
    dot,
    line,
    number,
    point,
    polygon,
)

WIDTH = 200
HEIGHT = 180

Bits = int  # a non-negative whole number of 64 bits, read bit by bit
Figure = Callable[[Bits], tuple[Shape, ...]]


def code_words(bits: Bits) -> tuple[Shape, ...]:
    """Rows of Hamming's (7,4) code: four bits of data and three, accented, that guard them."""
    marks: dict[tuple[Paint, int], str] = {}
    for row in range(6):
        a, b, c, d = ((bits >> (4 * row + place)) & 1 for place in range(4))
        word = (a ^ b ^ d, a ^ c ^ d, a, b ^ c ^ d, b, c, d)
        for column, bit in enumerate(word):
            key: tuple[Paint, int] = ("accent" if column in {0, 1, 3} else "ink", 19 if bit else 5)
            marks[key] = marks.get(key, "") + dot(22 + 26 * column, 22 + 27.2 * row)
    return tuple(Shape(d, paint, size, is_round=True) for (paint, size), d in sorted(marks.items()))


def arches(bits: Bits) -> tuple[Shape, ...]:
    """One pointed arch within another, down to a small lit doorway."""
    shoulder = 0.36 + 0.04 * (bits % 4)
    shapes: list[Shape] = []
    for step in range(5):
        half, top = 92 - 18 * step, 4 + 27 * step
        left, right, spring = 100 - half, 100 + half, number(top + half * 0.95)
        bend = number(top + half * shoulder)
        d = f"M{left} {HEIGHT}V{spring}Q{left} {bend} 100 {top}Q{right} {bend} {right} {spring}"
        paint: Paint = "accent" if step == 4 else "ground" if step % 2 else "ink"
        shapes.append(Shape(f"{d}V{HEIGHT}z", paint))
    return tuple(shapes)


def theatre(bits: Bits) -> tuple[Shape, ...]:
    """Rows of listeners around the one on the stage; a few of them are about to speak."""
    seats = {"ink": "", "accent": ""}
    for row in range(5):
        places = 6 + 5 * row
        for place in range(places + 1):
            x, y = around(100, 172, 44 + 29 * row, 0.5 * place / places)
            if 4 < x < 196:
                speaks = (bits >> (7 * row + place)) % 16 == 0
                seats["accent" if speaks else "ink"] += dot(x, y)
    return (
        Shape(seats["ink"], "ink", 7.5, is_round=True),
        Shape(seats["accent"], "accent", 11, is_round=True),
        Shape(circle(100, 172, 22), "accent"),
    )


def growth(bits: Bits) -> tuple[Shape, ...]:
    """Each square twice the one before it, out of one corner."""
    shapes: list[Shape] = []
    for step in range(7):
        side = 180 / math.sqrt(2) ** step
        x, y = (bits & 1) * (WIDTH - side), (bits >> 1 & 1) * (HEIGHT - side)
        paint: Paint = "accent" if step == 6 else "ground" if step % 2 else "ink"
        shapes.append(Shape(box(x, y, side, side), paint))
    return tuple(shapes)


def interference(bits: Bits) -> tuple[Shape, ...]:
    """Two sets of rings that meet, as waves do."""
    apart = 26 + 2 * (bits % 5)
    left, right = 100 - apart, 100 + apart
    radii = range(8, 96, 11)
    return (
        Shape("".join(circle(left, 90, r) for r in radii), "ink", 3),
        Shape("".join(circle(right, 90, r) for r in radii), "accent", 3),
        Shape(circle(left, 90, 5) + circle(right, 90, 5), "ink"),
    )


def linked_rings(bits: Bits) -> tuple[Shape, ...]:
    """Two rings, each over the other once, which nothing short of cutting takes apart."""
    tilt = (bits % 5 - 2) / 40
    one, two = around(100, 90, 28, 0.5 + tilt), around(100, 90, 28, tilt)
    gap, over = (
        f"M{point(around(*one, 50, tilt + 0.155 + half))}"
        f"A50 50 0 0 1 {point(around(*one, 50, tilt + 0.155 - half))}"
        for half in (0.085, 0.105)
    )
    return (
        Shape(circle(*one, 50), "ink", 22),
        Shape(circle(*two, 50), "ground", 30),
        Shape(circle(*two, 50), "accent", 22),
        Shape(gap, "ground", 30),
        Shape(over, "ink", 22),
    )


def unrest(bits: Bits) -> tuple[Shape, ...]:
    """Level lines that grow, row by row, into a crowd of peaks."""
    shapes: list[Shape] = []
    for row in range(8):
        peaks: list[Point] = []
        for step in range(17):
            push = row * (0.9 + 0.4 * (bits >> (2 * row + 3 * step) & 3))
            peaks.append((12.5 * step, 12 + 20 * row + (push if step % 2 else -push)))
        shapes.append(Shape(line(peaks), "accent" if row == 7 else "ink", 5))
    return tuple(shapes)


def tangram(bits: Bits) -> tuple[Shape, ...]:
    """The seven old pieces that make a square, a hair apart."""
    pieces: tuple[tuple[Paint, tuple[Point, ...]], ...] = (
        ("ink", ((0, 0), (8, 0), (4, 4))),
        ("accent", ((0, 0), (4, 4), (0, 8))),
        ("ink", ((0, 8), (2, 6), (4, 8))),
        ("accent", ((2, 6), (4, 4), (6, 6), (4, 8))),
        ("ink", ((4, 4), (6, 2), (6, 6))),
        ("accent", ((6, 2), (8, 0), (8, 4), (6, 6))),
        ("ink", ((4, 8), (8, 4), (8, 8))),
    )
    return tuple(Shape(polygon(_piece(corners, bits)), paint) for paint, corners in pieces)


def _piece(corners: tuple[Point, ...], bits: Bits) -> list[Point]:
    """A piece on the page, drawn in a little towards its own middle, mirrored by the bits."""
    middle_x = sum(x for x, _ in corners) / len(corners)
    middle_y = sum(y for _, y in corners) / len(corners)
    drawn = [(x + (middle_x - x) * 0.08, y + (middle_y - y) * 0.08) for x, y in corners]
    across, down = bits & 1, bits >> 1 & 1
    return [
        (20 + 20 * (8 - x if across else x), 10 + 20 * (8 - y if down else y)) for x, y in drawn
    ]


def gathering(bits: Bits) -> tuple[Shape, ...]:
    """A ring of people around a table, one of them just arriving."""
    seat = bits % 8
    rings = "".join(circle(*around(100, 90, 46, n / 8), 38) for n in range(8))
    return (
        Shape(rings, "ink", 4),
        Shape(circle(*around(100, 90, 46, seat / 8), 38), "accent", 4),
        Shape(circle(100, 90, 14), "accent"),
    )


def tracks(bits: Bits) -> tuple[Shape, ...]:
    """Paths from one source, none of them told where to go."""
    paths, ends = "", ""
    for n in range(13):
        turn = 0.5 * (n + 0.5) / 13
        reach = 88 + 26 * (bits >> (2 * n) & 3)
        bend = around(100, 184, reach * 0.6, turn + (0.05 if n > 6 else -0.05))
        end = around(100, 184, reach, turn)
        paths += f"M100 184Q{point(bend)} {point(end)}"
        ends += dot(*end)
    return Shape(paths, "ink", 2.5), Shape(ends, "accent", 14, is_round=True)


def wafer(bits: Bits) -> tuple[Shape, ...]:
    """A disc of silicon ruled into dice, the good ones accented."""
    dice = {"ground": "", "accent": ""}
    for place in range(64):
        x, y = 24 + 19.2 * (place % 8), 14 + 19.2 * (place // 8)
        far_x, far_y = abs(x + 8.5 - 100) + 8.5, abs(y + 8.5 - 90) + 8.5
        if math.hypot(far_x, far_y) < 82:
            dice["ground" if (bits >> place) & 3 else "accent"] += box(x, y, 17, 17)
    disc = Shape(circle(100, 90, 86), "ink")
    return disc, Shape(dice["ground"], "ground"), Shape(dice["accent"], "accent")


def ascent(bits: Bits) -> tuple[Shape, ...]:
    """Wings one above the other, each lighter than the last, and where they are going."""
    peak = 70 + 15 * (bits % 5)
    shapes = [Shape(circle(peak, 32, 20), "accent")]
    for step in range(5):
        y, depth = 60 + 28 * step, 7 + 4 * step
        upper = ((0, y + 46), (peak, y), (200, y + 46))
        lower = ((200, y + 46 + depth), (peak, y + depth), (0, y + 46 + depth))
        shapes.append(Shape(polygon((*upper, *lower)), "ink"))
    return tuple(shapes)


def pieces(bits: Bits) -> tuple[Shape, ...]:
    """A disc cut into eight, one of the pieces on its way to somebody."""
    taken = bits % 8
    shapes: list[Shape] = []
    for n in range(8):
        x, y = around(100, 90, 18 if n == taken else 5, (n + 0.5) / 8)
        edges = line(((x, y), around(x, y, 70, n / 8)))
        arc = f"A70 70 0 0 0 {point(around(x, y, 70, (n + 1) / 8))}z"
        shapes.append(Shape(edges + arc, "accent" if n == taken else "ink"))
    return tuple(shapes)


def tiers(bits: Bits) -> tuple[Shape, ...]:
    """One arch carried by two, two by four, four by eight; in each row one is picked out."""
    shapes: list[Shape] = []
    foot = 96.0
    for tier in range(4):
        r = 100 / 2**tier
        arc = f"a{number(r)} {number(r * 0.96)} 0 0 1 {number(2 * r)} 0z"
        arches = [f"M{number(2 * r * n)} {number(foot)}{arc}" for n in range(2**tier)]
        lit = arches.pop((bits >> (3 * tier)) % 2**tier) if tier else ""
        shapes += [Shape("".join(arches), "ink"), Shape(lit, "accent")]
        foot += r * 0.48
    return tuple(shape for shape in shapes if shape.d)


def lattice(bits: Bits) -> tuple[Shape, ...]:
    """A lattice of ideas, with eleven of its crossings lit."""
    falling = [line(((x, 0), (x + 180, 180))) for x in range(-160, 200, 40)]
    rising = [line(((x + 180, 0), (x, 180))) for x in range(-160, 200, 40)]
    crossings = [
        (10 + 20 * n, 10 + 20 * m) for m in range(9) for n in range(10) if (n + m) % 2 == 0
    ]
    lit = "".join(dot(*crossings[(bits + 13 * n) % 45]) for n in range(11))
    return Shape("".join(falling + rising), "ink", 5), Shape(lit, "accent", 21, is_round=True)


def burst(bits: Bits) -> tuple[Shape, ...]:
    """Rays in every direction from a point that cannot hold."""
    rays = ""
    for n in range(20):
        reach = 120 + 10 * ((bits >> (2 * n)) & 3)
        edges = [around(100, 90, reach, (n + side) / 20) for side in (0.22, 0.78)]
        rays += polygon((around(100, 90, 40, (n + 0.5) / 20), *edges))
    return Shape(rays, "ink"), Shape(circle(100, 90, 28), "accent")


def curves(bits: Bits) -> tuple[Shape, ...]:
    """Lines that keep level for a long while, and then do not."""
    lines = [
        f"M0 170C{number(40 + 14 * n)} 170 {number(58 + 16 * n)} 150 {number(66 + 18 * n)} 8"
        for n in range(8)
    ]
    chosen = lines.pop(2 + bits % 4)
    level = Shape("".join(lines), "ink", 3.5, is_round=True)
    return level, Shape(chosen, "accent", 9, is_round=True)


def descent(bits: Bits) -> tuple[Shape, ...]:
    """Columns that each cost a good part less than the one before."""
    rate = 0.72 + 0.02 * (bits % 5)
    heights = [172 * rate**n for n in range(11)]
    columns = [box(8 + 17 * n, HEIGHT - height, 13, height) for n, height in enumerate(heights)]
    return Shape("".join(columns[:-1]), "ink"), Shape(columns[-1], "accent")


def mending(bits: Bits) -> tuple[Shape, ...]:
    """Running stitches down and across, after the old craft of hitomezashi."""
    across, down = "", ""
    for n in range(10):
        first = 20 * (bits >> n & 1)
        across += "".join(f"M{x} {20 * n}h20" for x in range(first, 200, 40))
        highest = 20 * (bits >> (10 + n) & 1)
        down += "".join(f"M{20 * n + 10} {y}v20" for y in range(highest, 180, 40))
    return Shape(across, "ink", 5, is_round=True), Shape(down, "accent", 5, is_round=True)


# The figure, and whether it stands at the foot of the cover (else it hangs at the head).
FIGURES: tuple[tuple[Figure, bool], ...] = (
    (code_words, True),
    (arches, False),
    (theatre, True),
    (growth, False),
    (interference, True),
    (linked_rings, False),
    (unrest, True),
    (tangram, False),
    (gathering, True),
    (tracks, True),
    (wafer, False),
    (ascent, True),
    (pieces, False),
    (tiers, False),
    (lattice, True),
    (burst, False),
    (curves, True),
    (descent, True),
    (mending, False),
)
