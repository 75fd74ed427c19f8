"""What becomes of a difference between a department's list and our file: standing, settled with a reason, or gone by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, NotFound, Unprocessable

REASON_LENGTH = 4


class Settlement(StrEnum):
    """What an officer found: our file was wrong and is put right, their list is wrong, or both are right."""

    PUT_RIGHT = "put-right"
    THEIRS_WRONG = "theirs-wrong"
    KNOWN = "known"


SETTLEMENT_NAMES = {
    Settlement.PUT_RIGHT: "已更正本平台档案",
    Settlement.THEIRS_WRONG: "部门名单有误",
    Settlement.KNOWN: "已核实，情况属实且无须更正",
}


class UnknownListKind(Unprocessable):
    """没有这一种名单"""

    mend = "请从名单种类中选择"


class ListDayInTheFuture(Unprocessable):
    """名单日期在未来"""

    mend = "请填写名单的统计日期"


class NewerListCounts(Conflict):
    """已有更新的名单"""

    mend = "同一种名单以日期最新的为准；这份更旧，不再比对"


class DifferenceSettledAlready(Conflict):
    """这项差异已有结论，或已随新的名单消失"""

    mend = "结论不能改写；内容有变化的，下一份名单会重新列出"


class StillDifferent(Conflict):
    """本平台档案与部门名单仍不一致，不能按已更正办结"""

    mend = "请先在户档案或人员档案中更正；确属无须更正的，选择相应的结论并写明理由"


class NotADeath(Unprocessable):
    """这项差异不是死亡名单的差异"""

    mend = "只有部门死亡名单的差异可以在此确认死亡"


class NothingHandedBack(NotFound):
    """这份名单没有退回的行，或退回的行已过保存期限"""

    mend = "退回的行保存 30 天；需要时请重新提交名单"


@dataclass(frozen=True)
class Hit:
    """A rule that finds a difference about a subject: a person or household of ours, or somebody known by hash alone.

    `said_hash` stands for what the list says in the columns that the rule shows.
    """

    rule: str
    subject: str
    region: str
    said_hash: str


@dataclass(frozen=True)
class Standing:
    """A difference that was found before and stands until a list says otherwise; settled ones are not asked again."""

    id: UUID
    list_id: UUID
    rule: str
    subject: str
    region: str
    said_hash: str
    is_settled: bool


@dataclass(frozen=True)
class Sorted:
    """What a new list makes of what was known."""

    new: Sequence[int]
    standing: Mapping[UUID, int]
    quiet: int
    ended: Sequence[UUID]


def sort_out(hits: Sequence[Hit], known: Iterable[Standing]) -> Sorted:
    """The hits by their places in the sequence: new ones, and those that stand on, by the difference that they are.

    What was settled stays settled while the list says the same; said otherwise, it is asked anew. What no hit speaks of ends.
    """
    before = {(each.rule, each.subject): each for each in known}
    new, standing, quiet, ended = list[int](), dict[UUID, int](), 0, list[UUID]()
    for at, hit in enumerate(hits):
        known_as = before.pop((hit.rule, hit.subject), None)
        if known_as is None:
            new.append(at)
        elif not known_as.is_settled:
            standing[known_as.id] = at
        elif known_as.said_hash == hit.said_hash:
            quiet += 1
        else:
            ended.append(known_as.id)
            new.append(at)
    return Sorted(new, standing, quiet, [*ended, *(each.id for each in before.values())])


def check_list(listed_on: date, *, on: date, newest_on: date | None) -> None:
    """`newest_on` is the day of the list that counts there now. Raises ListDayInTheFuture or NewerListCounts."""
    if listed_on > on:
        raise ListDayInTheFuture(pointer="/listed_on", today=on.isoformat())
    if newest_on is not None and newest_on > listed_on:
        raise NewerListCounts(pointer="/listed_on", newest_on=newest_on.isoformat())


def check_settlement(outcome: Settlement, *, is_open: bool, still_differs: bool) -> None:
    """Raises DifferenceSettledAlready or StillDifferent."""
    if not is_open:
        raise DifferenceSettledAlready
    if outcome is Settlement.PUT_RIGHT and still_differs:
        raise StillDifferent(pointer="/outcome")
