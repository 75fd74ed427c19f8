"""Where the boxes and bands of a flow chart lie: money from left to right, as high as it is much. Whole numbers: a page is the
same everywhere."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

BOX, GAP, MOST = 12, 14, 9
"""Width of a box, space between two of a column, and how many a column shows before the smaller ones are put together."""
TINTS = 6


@dataclass(frozen=True, slots=True)
class Link:
    """Money from one box to another, both as (column, name); `is_rest` marks a box that is drawn last and paler."""

    source: tuple[int, str]
    target: tuple[int, str]
    amount_fen: int


@dataclass(slots=True)
class Box:
    """A box as it is drawn; the text stands right of it, or left in the last column."""

    column: int
    name: str
    amount_fen: int
    x: int = 0
    y: int = 0
    height: int = 0
    tint: int = 0
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A band between two boxes."""

    path: str
    title: str
    tint: int


@dataclass(slots=True)
class Chart:
    """A flow chart of a width and a height."""

    width: int
    height: int
    titles: list[tuple[int, str]]
    boxes: list[Box] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    label: int = 0
    """How wide a box's text may be."""


def draw(
    links: Sequence[Link], titles: Sequence[str], *, rest: frozenset[str], width: int, height: int, most: int = MOST
) -> Chart:
    """The chart of these links; small boxes of a column are put together, `rest` names those that come last in theirs."""
    links = _folded([link for link in links if link.amount_fen > 0], most, rest)
    columns = len(titles)
    step = (width - BOX) // max(1, columns - 1)
    chart = Chart(width, height, [(at * step, title) for at, title in enumerate(titles)], label=step - BOX - 16)
    boxes = _boxes(links, rest)
    if not boxes:
        return chart
    by_column: dict[int, list[Box]] = defaultdict(list)
    for box in boxes.values():
        by_column[box.column].append(box)
    room = min(height - GAP * (len(each) - 1) for each in by_column.values())
    largest = max(sum(box.amount_fen for box in each) for each in by_column.values())
    for column, each in by_column.items():
        y = 0
        for at, box in enumerate(sorted(each, key=lambda one: (one.is_rest, -one.amount_fen, one.name))):
            box.x, box.y, box.height = column * step, y, max(1, room * box.amount_fen // largest)
            box.tint = (at + column) % TINTS
            y += max(box.height, GAP) + GAP
            chart.boxes.append(box)
    chart.height = max(box.y + max(box.height, GAP) for box in chart.boxes) + 4
    chart.bands = _bands(links, boxes, room, largest)
    return chart


def _folded(links: Sequence[Link], most: int, rest: frozenset[str]) -> list[Link]:
    """Links whose small boxes are one box, `其他 12 项`."""
    size: dict[tuple[int, str], int] = defaultdict(int)
    for link in links:
        size[link.source] += link.amount_fen
        size[link.target] += link.amount_fen
    called: dict[tuple[int, str], tuple[int, str]] = {}
    for column in {key[0] for key in size}:
        keys = sorted((key for key in size if key[0] == column and key[1] not in rest), key=lambda key: (-size[key], key[1]))
        if len(keys) > most:
            away = keys[most - 1 :]
            called |= dict.fromkeys(away, (column, f"其他 {len(away)} 项"))
    together: dict[tuple[tuple[int, str], tuple[int, str]], int] = defaultdict(int)
    for link in links:
        together[called.get(link.source, link.source), called.get(link.target, link.target)] += link.amount_fen
    return [Link(source, target, fen) for (source, target), fen in together.items()]


def _boxes(links: Sequence[Link], rest: frozenset[str]) -> dict[tuple[int, str], Box]:
    out: dict[tuple[int, str], int] = defaultdict(int)
    into: dict[tuple[int, str], int] = defaultdict(int)
    for link in links:
        out[link.source] += link.amount_fen
        into[link.target] += link.amount_fen
    return {key: Box(*key, amount_fen=max(out[key], into[key]), is_rest=key[1] in rest) for key in dict.fromkeys([*out, *into])}


def _bands(links: Sequence[Link], boxes: dict[tuple[int, str], Box], room: int, largest: int) -> list[Band]:
    left: dict[tuple[int, str], int] = defaultdict(int)
    came: dict[tuple[int, str], int] = defaultdict(int)
    bands = []
    for link in sorted(links, key=lambda one: (boxes[one.source].y, boxes[one.target].y)):
        source, target = boxes[link.source], boxes[link.target]
        # Reckoned from the sum so far, so that the bands of a box fill it whatever is cut off of each.
        top, bottom = (room * fen // largest for fen in (left[link.source], left[link.source] + link.amount_fen))
        start, end = (room * fen // largest for fen in (came[link.target], came[link.target] + link.amount_fen))
        left[link.source] += link.amount_fen
        came[link.target] += link.amount_fen
        bottom, end = max(bottom, top + 1), max(end, start + 1)
        x, to = source.x + BOX, target.x
        middle = (x + to) // 2
        path = (
            f"M{x} {source.y + top}C{middle} {source.y + top} {middle} {target.y + start} {to} {target.y + start}"
            f"V{target.y + end}C{middle} {target.y + end} {middle} {source.y + bottom} {x} {source.y + bottom}Z"
        )
        bands.append(Band(path, f"{source.name} → {target.name}", target.tint if target.is_rest else source.tint))
    return bands
