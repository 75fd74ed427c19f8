"""Totals put together by what people ask for: a source, a programme, a line, a project, a place, a use."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.funds.api.portal_asked import NONE, UNSAID, Asked, place_name
from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.rules.flow import STAGE_NAMES, Stage
from services.funds.schemas.portal import Figure
from services.funds.store.flow_total import Total

DONATION, INCOME = SOURCE_NAMES[Source.DONATION], SOURCE_NAMES[Source.ASSET_INCOME]
_RESERVE, _FUND, _COLLECTIVE = "镇街备用金", "捐赠资金", "村集体资产收益"
_POOLS = {DONATION: _FUND, INCOME: "资产收益"}
POOL = "县区资金池"


@dataclass(frozen=True, slots=True)
class Key:
    """What sums are put together under: how people call it, and the conditions that lead to it."""

    name: str
    narrowed: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return self.name


Sums = dict[Key, dict[Stage, tuple[int, int]]]
"""By key and stage, lines and fen."""


@dataclass(frozen=True, slots=True)
class Namer:
    """Makes the keys of totals on a page."""

    asked: Asked
    names: Mapping[str, str]
    digits: int = 0
    """Of the codes of places directly inside."""

    @classmethod
    def of(cls, asked: Asked, names: Mapping[str, str]) -> "Namer":
        return cls(asked, names, asked.digits)

    def source(self, one: Total) -> Key:
        return self._of("source", one.source)

    def what(self, one: Total) -> Key:
        return self._of("what", one.what)

    def pool(self, one: Total) -> str:
        """Where it lay before it was set down."""
        return self.pool_of(one.source)

    @staticmethod
    def pool_of(source: str) -> str:
        return _POOLS.get(source, POOL)

    def programme(self, one: Total) -> Key:
        """Money that is bound to no programme is told apart by whose it was."""
        if one.programme:
            return Key(one.programme, (("programme", one.programme),))
        name = {DONATION: "捐赠（未指定专项）", INCOME: "资产收益分配"}.get(one.source, UNSAID["programme"])
        return Key(name, (("programme", NONE), ("source", one.source or NONE)))

    def project(self, one: Total) -> Key:
        return self._of("project", one.project)

    def line(self, one: Total) -> Key:
        return self._of("line", one.line)

    def way(self, one: Total) -> Key:
        """Through what it went: a project, else a budget line, else what it lay in."""
        if one.project:
            return self.project(one)
        if one.line:
            return Key(self._of("line", one.line).name, (("project", NONE), ("line", one.line)))
        name = {"": _RESERVE, DONATION: _FUND, INCOME: _COLLECTIVE}.get(one.source, f"{one.source}（{UNSAID['line']}）")
        return Key(name, (("project", NONE), ("line", NONE), ("source", one.source or NONE)))

    def place(self, one: Total) -> Key:
        is_own = len(one.region) < self.digits or len(one.region) == len(self.asked.region)
        name = place_name(one.region, one.region if is_own and len(one.region) < 12 else "")
        return Key(name, (("region", one.region), ("own", "1" if is_own else "")))

    def _of(self, facet: str, value: str) -> Key:
        if not value:
            return Key(UNSAID[facet], ((facet, NONE),))
        called = self.names.get(value)
        return Key(f"{called} {value}" if called else value, ((facet, value),))


def sums(totals: Sequence[Total], key: Callable[[Total], Key]) -> Sums:
    found: dict[Key, dict[Stage, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for one in totals:
        cell = found[key(one)][one.stage]
        cell[0] += one.lines
        cell[1] += one.amount_fen
    return {each: {stage: (lines, fen) for stage, (lines, fen) in cells.items()} for each, cells in found.items()}


def pairs(
    totals: Sequence[Total], left: Callable[[Total], Key], right: Callable[[Total], Key]
) -> dict[tuple[Key, Key], list[int]]:
    """Lines and fen of each two keys."""
    found: dict[tuple[Key, Key], list[int]] = defaultdict(lambda: [0, 0])
    for one in totals:
        cell = found[left(one), right(one)]
        cell[0] += one.lines
        cell[1] += one.amount_fen
    return found


def figure(asked: Asked, stage: Stage, cell: tuple[int, int] | list[int] | None, *keys: Key) -> Figure | None:
    """An amount that leads to its lines; None where there are none."""
    if not cell or not cell[0]:
        return None
    narrowed = {name: value for key in keys for name, value in key.narrowed}
    said = "，".join([*(key.name for key in keys), STAGE_NAMES[stage]])
    return Figure(cell[1], cell[0], asked.query(stage=stage.value, **narrowed), said=said)
