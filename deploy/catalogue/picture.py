"""The picture of the system: a box per party, a row per kind of event, an arrow to everyone who acts on it.

Plain SVG drawn from the event table: no script, no foreign file, no font but the reader's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from deploy.catalogue.traffic import CIVIL_AFFAIRS, NAMES, OWNS, PARTIES, Line

COLOURS = {
    CIVIL_AFFAIRS: "#6b7280",
    "registry": "#2b5c8f",
    "medical": "#b4443a",
    "housing": "#97701f",
    "funds": "#2c7a55",
    "notifier": "#6c4a93",
}
CAPTION = "五个服务，一条总线：谁说了什么，谁随即去办。自上而下是主线故事的先后。"
FOOTNOTE = "由代码的事件表画成（make catalogue） · NATS JetStream · CloudEvents 1.0"
PAPER, INK, FAINT, GLOW, BORDER = "#fdfcf9", "#23272f", "#6f7680", "#fdeecb", "#e4e0d6"
FONT = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','Heiti SC',sans-serif"

MARGIN, PITCH, BOX_WIDTH, BOX_HEIGHT, BOX_TOP = 104, 172, 156, 66, 96
FIRST_ROW, ROW, PILL_HEIGHT, PILL_TEXT = 204, 38, 27, 14.5
TIP = 9
"""Length of an arrow's head; all lengths are pixels."""


@dataclass(frozen=True)
class Row:
    """One event's place in the picture."""

    line: Line
    y: float
    is_heart: bool

    @property
    def colour(self) -> str:
        return COLOURS[self.line.event.publisher]

    @property
    def x(self) -> float:
        return column(self.line.event.publisher)

    @property
    def half_width(self) -> float:
        return width_of(self.line.event.title, PILL_TEXT) / 2 + 15


def rendered(lines: list[Line]) -> str:
    """The picture as SVG text."""
    heart = max(lines, key=lambda line: len(line.readers))
    rows = [Row(line, FIRST_ROW + ROW * number, line is heart) for number, line in enumerate(lines)]
    width, height = 2 * MARGIN + PITCH * (len(PARTIES) - 1), FIRST_ROW + ROW * len(lines) + 34
    parts = [
        tag("title", "及时雨：五个服务以事件相告"),
        rounded(width / 2, height / 2, width - 2, height - 2, fill=PAPER, stroke=BORDER, radius=14),
        text(28, 46, "及时雨", size=25, weight=700, anchor="start"),
        text(118, 45, CAPTION, size=16, fill=FAINT, anchor="start"),
        *_legend(width),
        *(part for row in rows if row.is_heart for part in _glow(row, width)),
        *(_lifeline(party, height) for party in PARTIES),
        *(part for party in PARTIES for part in _box(party)),
        *(part for row in rows for part in _arrows(row)),
        *(part for row in rows for part in _pill(row)),
        text(width / 2, height - 17, FOOTNOTE, size=12, fill=FAINT),
    ]
    body = "\n".join(parts)
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{FONT}">\n{body}\n</svg>\n'


def column(party: str) -> float:
    """Where a party stands."""
    return MARGIN + PITCH * PARTIES.index(party)


def _legend(width: float) -> Iterator[str]:
    yield rounded(width - 264, 41, 44, 20, fill=INK)
    yield text(width - 236, 46, "有人去办", size=13, fill=FAINT, anchor="start")
    yield rounded(width - 144, 41, 44, 20, fill=PAPER, stroke=INK)
    yield text(width - 116, 46, "供订阅", size=13, fill=FAINT, anchor="start")


def _glow(row: Row, width: float) -> Iterator[str]:
    yield rounded(width / 2, row.y, width - 32, ROW, fill=GLOW, radius=10)


def _lifeline(party: str, height: float) -> str:
    return line(column(party), BOX_TOP + BOX_HEIGHT, column(party), height - 44, stroke=COLOURS[party], width=1.5, opacity=0.3)


def _box(party: str) -> Iterator[str]:
    x, colour, is_outside = column(party), COLOURS[party], party == CIVIL_AFFAIRS
    fill, ink, dashes = (PAPER, colour, "6 4") if is_outside else (colour, "#fff", "none")
    yield rounded(x, BOX_TOP + BOX_HEIGHT / 2, BOX_WIDTH, BOX_HEIGHT, fill=fill, stroke=colour, dashes=dashes, radius=10)
    yield text(x, BOX_TOP + 29, NAMES[party], size=20, weight=700, fill=ink)
    yield text(x, BOX_TOP + 51, OWNS[party], size=11.5, fill=ink)


def _arrows(row: Row) -> Iterator[str]:
    for reader in row.line.readers:
        to = column(reader.party)
        side = 1 if to > row.x else -1
        yield line(
            row.x + side * row.half_width, row.y, to - side * TIP, row.y, stroke=row.colour, width=3 if row.is_heart else 2
        )
        yield tag("path", d=f"M{to} {row.y}l{-side * (TIP + 2)} {-TIP * 0.6:g}v{TIP * 1.2:g}z", fill=row.colour)


def _pill(row: Row) -> Iterator[str]:
    fill, ink = (row.colour, "#fff") if row.line.readers else (PAPER, row.colour)
    yield rounded(row.x, row.y, 2 * row.half_width, PILL_HEIGHT, fill=fill, stroke=row.colour)
    yield text(row.x, row.y + 5, row.line.event.title, size=PILL_TEXT, fill=ink, weight=700 if row.is_heart else 400)


def width_of(words: str, size: float) -> float:
    """About how wide a text is: Chinese signs fill their square, others about half of it."""
    return size * sum(1 if ord(sign) > 0x2E80 else 0.56 for sign in words)


def rounded(
    x: float, y: float, width: float, height: float, *, fill: str, stroke: str = "none", dashes: str = "none", radius: float = 0
) -> str:
    """A box around its middle; its ends are half circles unless a radius is given."""
    place = {"x": x - width / 2, "y": y - height / 2, "width": width, "height": height, "rx": radius or height / 2}
    return tag("rect", **place, fill=fill, stroke=stroke, stroke_width=1.5, stroke_dasharray=dashes)


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str, width: float, opacity: float = 1) -> str:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, opacity=opacity)


def text(x: float, y: float, words: str, *, size: float, fill: str = INK, weight: int = 400, anchor: str = "middle") -> str:
    """One line of words, standing on `y`."""
    return tag("text", words, x=x, y=y, font_size=size, fill=fill, font_weight=weight, text_anchor=anchor)


def tag(name: str, content: str = "", /, **attributes: object) -> str:
    """One element; `stroke_width=2` becomes `stroke-width="2"`."""
    given = "".join(f' {key.replace("_", "-")}="{_plain(value)}"' for key, value in attributes.items())
    return f"<{name}{given}>{escape(content)}</{name}>" if content else f"<{name}{given}/>"


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else escape(str(value))
