"""Where a renovation stood on any day: what each line of its record leads to, so that its last line until then says it.

A past day is read from the record alone, which is only added to; so a board of last year shows what was so last year.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.housing.rules.renovation import MOVES, Act, Level, RenovationState
from shared.errors import Unprocessable

_S = RenovationState
_AGREED = {Level.VILLAGE: _S.VILLAGE_AGREED, Level.TOWN: _S.TOWN_AGREED, Level.COUNTY: _S.COUNTY_AGREED}
_BELOW = {Level.VILLAGE: _S.APPLIED, Level.TOWN: _S.VILLAGE_AGREED, Level.COUNTY: _S.TOWN_AGREED}
UNSAID = "-"
"""What a count is under where a renovation does not say it: a house made safe before the platform has no group."""


class Facet(StrEnum):
    """By what the counts are parted."""

    WHOLE = "whole"
    PLACE = "place"
    MODE = "mode"
    GROUP = "group"
    YEAR = "year"
    PROGRAMME = "programme"


FACET_NAMES = {
    Facet.WHOLE: "合计",
    Facet.PLACE: "各地",
    Facet.MODE: "改造方式",
    Facet.GROUP: "对象类别",
    Facet.YEAR: "年度",
    Facet.PROGRAMME: "专项",
}


class DayAhead(Unprocessable):
    """统计日期不能晚于今天"""

    mend = "请填写今天或以前的一天"


def _states_after() -> dict[str, RenovationState]:
    told = {Act.APPLIED.value: _S.APPLIED}
    for level in Level:
        told[f"{Act.AGREED_TO}:{level}"] = _AGREED[level]
        told[f"{Act.NOTICE_STOPPED}:{level}"] = _BELOW[level]
    for act, moves in MOVES.items():
        if act is Act.NOTICE_STOPPED or all(before is after for before, after in moves.items()):
            continue
        [after] = set(moves.values())  # an act that leads to two places would need more than the record's last line
        told[act.value] = after
    return told


STATES_AFTER = _states_after()
"""The state after a line of the record, by its act (`agreed-to:town` where the level decides); what moves nothing is out."""
DECIDING = sorted({key.partition(":")[0] for key in STATES_AFTER})
"""Acts after which a renovation stands elsewhere."""

APPROVED = frozenset({_S.COUNTY_AGREED, _S.AGREED, _S.UNDER_WAY, _S.STOPPED, _S.FINISHED, _S.ACCEPTED, _S.CLOSED})
BEGUN = frozenset({_S.UNDER_WAY, _S.STOPPED, _S.FINISHED, _S.ACCEPTED, _S.CLOSED})
BUILT = frozenset({_S.FINISHED, _S.ACCEPTED, _S.CLOSED})
SAFE = frozenset({_S.ACCEPTED, _S.CLOSED})
_PUBLIC = APPROVED - {_S.COUNTY_AGREED}
NOT_GONE_ON = frozenset({_S.REFUSED, _S.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Tally:
    """Renovations of one kind in numbers: how many stand in each state, and their money in fen."""

    facet: Facet
    key: str
    states: dict[RenovationState, int]
    paid: int
    """All of it is with the household but what is kept back for quality."""
    partly: int
    """Some of it is."""
    former: int
    """Of them, made safe before the platform."""
    promised_fen: int
    subsidy_fen: int
    """What was found due when they were accepted."""
    paid_fen: int
    held_fen: int
    """What funds last said that it keeps for them and is not asked for yet."""
    kept_fen: int
    """Of it, kept back for quality."""
    way_fen: int
    """Asked for, and not with the household yet."""
    back_fen: int
    """Paid beyond what is due, for somebody to decide on."""

    def of(self, states: frozenset[RenovationState]) -> int:
        return sum(number for state, number in self.states.items() if state in states)

    @property
    def all(self) -> int:
        return sum(self.states.values())

    @property
    def going(self) -> int:
        """All but those refused or withdrawn: what has to be made safe."""
        return self.all - self.of(NOT_GONE_ON)


def is_public(state: RenovationState, *, has_stood: bool) -> bool:
    """Whether the public is told how far a renovation is: from the day on which the county's notice has stood."""
    return state in _PUBLIC or (state is _S.COUNTY_AGREED and has_stood)


def must_not_be_ahead(day: date, today: date) -> None:
    """Raises DayAhead."""
    if day > today:
        raise DayAhead(pointer="/on", today=today.isoformat())
