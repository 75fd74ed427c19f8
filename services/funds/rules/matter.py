"""A matter of another service that asks for a payment to one household: out of which account it is paid, and what it waits for.

A subsidy for a house is paid out of a budget line of its programme and year; what a payer of hospital bills owes a person, out of
that payer's account. Where there is no room, or nobody knows where to pay, the request waits and is asked for by the clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.transfer import About
from shared.errors import Conflict, NotFound
from shared.regions import county_of, town_of

HOUSEHOLD_AID = "household-aid"
"""The use of lines out of which households are paid (补助到户)."""


class NoLineForMatter(NotFound):
    """没有这一专项、年度的补助到户预算指标"""

    mend = "请由县区下达该专项、年度用途为“补助到户”的预算指标；下达后自动提出发放"


class LinesForMatterShort(Conflict):
    """该专项、年度的预算指标余额都不足以发放这笔补助"""

    mend = "请由县区追加或调剂预算指标；有余额后自动提出发放"


class PaidForBefore(Conflict):
    """这处住房已按同一专项提出过发放"""

    mend = "一处住房、一个专项只补助一次；前一次有误的，先撤回那笔发放并撤销原验收"


@dataclass(frozen=True, slots=True)
class Matter:
    """What another service says is to be paid, in fen. Nothing in it names anybody."""

    about: About
    about_id: UUID
    round: int
    household_id: UUID
    region: str
    """The household's village."""
    amount_fen: int
    title: str
    clause: str
    year: int
    asked_by: str
    """`housing:` and the keyed hash of whoever caused it, who must not sign for it."""
    person_id: UUID | None = None
    programme: str = ""
    payer: str = ""
    """Whose account it is paid from, where it is no budget line's."""
    thing_id: UUID | None = None
    """What is paid for once and never again in a programme: a house."""
    renovation_id: UUID | None = None
    """Whose money was set aside for it before."""

    @property
    def county(self) -> str:
        return county_of(self.region)

    @property
    def payer_key(self) -> AccountKey:
        """The account of the payer that owes it."""
        return AccountKey(AccountKind.PAYER_FUND, self.county, self.payer)


@dataclass(frozen=True, slots=True)
class Room:
    """A budget line that may pay, and what is available in it."""

    key: AccountKey
    money_of_year: int
    available_fen: int


class Budgeted(Protocol):
    """Whatever is paid out of a county's lines of a programme and year."""

    @property
    def county(self) -> str: ...
    @property
    def programme(self) -> str: ...
    @property
    def year(self) -> int: ...


def choose_line(rooms: Sequence[Room], matter: Matter) -> AccountKey:
    """The line that pays: the town's own before the county's, older money before newer, then by number.

    One line pays the whole, so that a household's payment has one source. Raises NoLineForMatter, LinesForMatterShort.
    """
    town = town_of(matter.region)
    fitting = [room for room in rooms if town.startswith(room.key.region)]
    if not fitting:
        raise NoLineForMatter(programme=matter.programme, year=matter.year)
    able = [room for room in fitting if room.available_fen >= matter.amount_fen]
    if not able:
        raise LinesForMatterShort(programme=matter.programme, year=matter.year)
    return min(able, key=lambda room: (-len(room.key.region), room.money_of_year, room.key.holder)).key
