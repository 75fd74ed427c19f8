"""The report as one HTML page with its charts inside: nothing else is fetched, and it prints on A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deploy.whatif.compare import Comparison, Group, Sum
from deploy.whatif.scope import place_name
from deploy.whatif.sheet import NOTHING, group_row, remarks, shown, signed
from shared import clock, html
from shared.money import yuan_grouped

BAR_WIDTH = 430
HALF_WIDTH = 200


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bars of one payer, in units of the drawing."""

    title: str
    before: int
    after: int
    before_fen: int
    after_fen: int


@dataclass(frozen=True, slots=True)
class Tilt:
    """Of one class: how much less some bear, and how much more others."""

    title: str
    gain: int
    loss: int
    gain_fen: int | None
    loss_fen: int | None


def page(told: Comparison) -> str:
    own, street = Path(__file__).parent, Path(html.__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader([own, street]), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["unseen"] = html.UNSEEN
    environment.filters |= {"yuan": yuan_grouped, "signed": signed, "shown": shown}
    environment.filters |= {"place": place_name, "row": group_row, "lines": lines}
    return environment.get_template("report.html").render(
        told=told,
        pairs=_pairs([*told.payers, told.patient]),
        tilts=_tilts(told.by_class),
        remarks=remarks(told),
        nothing=NOTHING,
        made_on=clock.today().isoformat(),
        bar_width=BAR_WIDTH,
        half_width=HALF_WIDTH,
    )


def lines(title: str, letters: int) -> list[str]:
    """A name beside its bar: on two lines if it must be, and cut only after these; the table below has it whole."""
    if len(title) <= letters:
        return [title]
    rest = title[letters:]
    return [title[:letters], rest if len(rest) <= letters else rest[: letters - 1] + "…"]


def _pairs(sums: Sequence[Sum]) -> list[Pair]:
    most = max([1, *(max(one.before_fen, one.after_fen) for one in sums)])
    return [
        Pair(
            one.title,
            one.before_fen * BAR_WIDTH // most,
            one.after_fen * BAR_WIDTH // most,
            one.before_fen,
            one.after_fen,
        )
        for one in sums
    ]


def _tilts(groups: Sequence[Group]) -> list[Tilt]:
    """A sum that may not be shown has no bar."""
    most = max([1, *(abs(side.sum_fen or 0) for group in groups for side in (group.gain, group.loss))])
    return [
        Tilt(
            group.title,
            -(group.gain.sum_fen or 0) * HALF_WIDTH // most,
            (group.loss.sum_fen or 0) * HALF_WIDTH // most,
            group.gain.sum_fen,
            group.loss.sum_fen,
        )
        for group in groups
    ]
