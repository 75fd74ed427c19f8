"""Small drawings for pages: where the points and tiles of an SVG lie. Whole numbers: a page is the same everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.registry.schemas.board import CellView, PointView

WIDTH, HEIGHT = 240, 56
TILES_A_ROW = 5
SHADES = 5


@dataclass(frozen=True)
class Spark:
    """One line of a trend, from nought to its highest point."""

    name: str
    state: str
    line: str
    area: str
    first: PointView
    last: PointView
    highest: int


@dataclass(frozen=True)
class Tile:
    """One place of a map of tiles: in the order of the codes, because no shapes of places are published."""

    cell: CellView
    column: int
    row: int
    shade: int
    """0 to SHADES - 1, by the place's figure among the largest."""


def sparks(trend: Sequence[PointView]) -> list[Spark]:
    """The lines of a trend, in the order in which the states come."""
    days = sorted({point.day for point in trend})
    drawn = []
    for state in dict.fromkeys(point.state for point in trend):
        points = {point.day: point for point in trend if point.state == state}
        some = next(iter(points.values()))
        whole = [points.get(day) or some.model_copy(update={"day": day, "households": 0}) for day in days]
        highest = max(point.households for point in whole) or 1
        step = max(1, len(days) - 1)
        at = [f"{WIDTH * place // step},{HEIGHT - HEIGHT * point.households // highest}" for place, point in enumerate(whole)]
        line = " ".join(at)
        drawn.append(Spark(some.name, state, line, f"0,{HEIGHT} {line} {WIDTH},{HEIGHT}", whole[0], whole[-1], highest))
    return drawn


def tiles(cells: Sequence[CellView]) -> list[Tile]:
    """The places of a board as tiles, the fuller the darker."""
    largest = max((cell.households or 0 for cell in cells), default=0) or 1
    return [
        Tile(cell, at % TILES_A_ROW, at // TILES_A_ROW, min(SHADES - 1, SHADES * (cell.households or 0) // largest))
        for at, cell in enumerate(cells)
    ]
