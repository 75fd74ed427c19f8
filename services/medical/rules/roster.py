"""Yearly rosters: who stands on one and with what amount, what a supplement changes, and who may confirm it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from services.medical.rules.premium import Programme, help_for
from shared.errors import Conflict, Forbidden, NotFound, TooLarge, Unprocessable
from shared.policy.explain import percent

PERSONS_LIMIT = 100_000
"""One roster; a larger county makes one for each town."""


class RosterStatus(StrEnum):
    """A draft may be made anew as often as wanted; what is confirmed is never changed."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"


class Change(StrEnum):
    """What an entry does to the year's list: the yearly roster only adds, a supplement may do all three."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


ROSTER_STATUS_TITLES = {RosterStatus.DRAFT: "草稿", RosterStatus.CONFIRMED: "已确认"}
CHANGE_TITLES = {Change.ADDED: "增加", Change.CHANGED: "调整", Change.REMOVED: "减少"}


class NoSuchRoster(NotFound):
    """没有找到这份名册"""


class NobodyQualifies(Unprocessable):
    """该地区在这一天没有符合条件的人员"""

    mend = "请核对地区、年度和清点日期；人员以登记下发的身份为准"


class NothingToSupplement(Conflict):
    """与已确认的名册相比没有变化，不需要补充名册"""

    mend = "已确认的名册见 roster_id"


class RosterOfAnotherExtent(Conflict):
    """上级或下级地区已有同一项目、同一年度的名册，分开编制会重复计人"""

    mend = "请在已有名册的地区范围内继续办理，见 region"


class RosterConfirmed(Conflict):
    """名册已经确认，不能再改"""

    mend = "如有增减，请再次编制：平台会生成补充名册"


class ConfirmedByItsMaker(Forbidden):
    """名册不能由编制人自己确认"""

    mend = "请由本级另一名工作人员核对后确认"


class RosterMadeAnew(Conflict):
    """名册在核对之后又重新编制过"""

    mend = "请重新核对，并以最新的 content_hash 确认"


class RosterTooLarge(TooLarge):
    """名册人数超过上限"""

    mend = "请按镇街分别编制"


class CountedInFuture(Unprocessable):
    """清点日期晚于今天"""

    mend = "请到清点日期再编制，或填写不晚于今天的清点日期"


@dataclass(frozen=True, slots=True)
class Head:
    """A person as they stood on the day of counting."""

    identity_hash: str
    person_id: UUID
    household_id: UUID
    region: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A person on a roster: by which class, with what part of the premium, and what that comes to."""

    head: Head
    by_class: str
    share: str
    amount_fen: int
    change: Change = Change.ADDED


def lines_of(programme: Programme, heads: Sequence[Head]) -> dict[str, Line]:
    """Those who qualify, by identity hash. What is paid once for a household stands on the line of its first person by id."""
    lines: dict[str, Line] = {}
    households: set[UUID] = set()
    for head in sorted(heads, key=lambda head: head.person_id):
        helped = help_for(programme, head.classes, for_household=head.household_id not in households)
        if helped:
            households.add(head.household_id)
            lines[head.identity_hash] = Line(head, helped.by_class, percent(helped.share), helped.amount_fen)
    return lines


def supplement(standing: Mapping[str, Line], now: Mapping[str, Line]) -> list[Line]:
    """What turns the confirmed list into today's: additions, removals, and amounts that differ, each with its difference.

    A move to another village or another class for the same amount changes nothing that is paid, and is no entry.
    """
    changes = [line for hash, line in now.items() if hash not in standing]
    for hash, line in standing.items():
        later = now.get(hash)
        if later is None:
            changes.append(replace(line, amount_fen=-line.amount_fen, change=Change.REMOVED))
        elif later.amount_fen != line.amount_fen:
            changes.append(replace(later, amount_fen=later.amount_fen - line.amount_fen, change=Change.CHANGED))
    return changes


def must_be_countable(persons: int) -> None:
    """Raises RosterTooLarge."""
    if persons > PERSONS_LIMIT:
        raise RosterTooLarge(persons=persons, limit=PERSONS_LIMIT)


def must_be_draft(status: RosterStatus) -> None:
    """Raises RosterConfirmed."""
    if status is not RosterStatus.DRAFT:
        raise RosterConfirmed


def must_be_another(maker: str, by: str) -> None:
    """Raises ConfirmedByItsMaker."""
    if maker == by:
        raise ConfirmedByItsMaker
