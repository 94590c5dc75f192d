"""The few shapes that covers are drawn with, as the path data of SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Paint = Literal["ground", "ink", "accent"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """One path: filled if `line` is 0, otherwise a line of that width."""

    d: str
    paint: Paint
    line: float = 0
    is_round: bool = False  # the ends of the line, without which a dot is invisible


def number(value: float) -> str:
    """A coordinate as short as it can be written to a tenth of a unit."""
    return f"{round(value, 1) + 0:g}"


def point(place: Point) -> str:
    """A point as two coordinates."""
    return f"{number(place[0])} {number(place[1])}"


def line(points: Iterable[Point]) -> str:
    """Straight from point to point."""
    return "M" + "L".join(map(point, points))


def polygon(points: Iterable[Point]) -> str:
    """Straight from point to point and back to the first."""
    return line(points) + "z"


def box(x: float, y: float, width: float, height: float) -> str:
    """A rectangle from its top left corner."""
    return f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z"


def circle(x: float, y: float, r: float) -> str:
    """A circle around a point."""
    half = f"a{number(r)} {number(r)} 0 1 0 "
    return f"M{number(x - r)} {number(y)}{half}{number(2 * r)} 0{half}{number(-2 * r)} 0"


def dot(x: float, y: float) -> str:
    """A line without length, which round ends show as a disc of the line's width."""
    return f"M{number(x)} {number(y)}h0"


def around(x: float, y: float, r: float, turn: float) -> Point:
    """A point on a circle; a turn of 0 is to the right, 0.25 straight up."""
    return x + r * math.cos(math.tau * turn), y - r * math.sin(math.tau * turn)
