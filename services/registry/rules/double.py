"""Two files that may be of one human being: what their likeness is worth, what a person decided, and when two may become one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.registry.rules.history import Facts
from services.registry.rules.likeness import Sign
from shared.errors import Conflict, NotFound, Unprocessable
from shared.policy.document import Document, Value
from shared.policy.written import Text

JURISDICTION = 6
"""A county's code: whoever governs less cannot move people out of it either."""


class DoubleState(StrEnum):
    """Where a pair stands. `faded`: the files were put right and no longer look alike; nobody had to decide."""

    OPEN = "open"
    LATER = "later"
    DIFFERENT = "different"
    MERGED = "merged"
    FADED = "faded"


DOUBLE_STATE_NAMES = {
    DoubleState.OPEN: "待判定",
    DoubleState.LATER: "暂缓",
    DoubleState.DIFFERENT: "不是同一人",
    DoubleState.MERGED: "已合并",
    DoubleState.FADED: "档案更正后不再相似",
}
UNDECIDED = frozenset({DoubleState.OPEN, DoubleState.LATER})


class Worth(Value):
    """How many points a sign is worth, and what people read of it."""

    sign: Sign
    points: Annotated[int, Field(ge=-200, le=200)]
    says: Text


class Asking(Value):
    """From how many points a person is asked; how large a group of files under one key may be to be compared one by one; after
    how many days a pair that was put off is asked again."""

    from_points: Annotated[int, Field(gt=0, le=300)]
    largest_group: Annotated[int, Field(ge=2, le=500)]
    later_days: Annotated[int, Field(gt=0, le=366)]


class DoublesPolicy(Document):
    """A place's way of finding doubles."""

    asking: Asking
    worths: list[Worth] = Field(min_length=1)

    @model_validator(mode="after")
    def _knows_every_sign(self) -> Self:
        told = [worth.sign for worth in self.worths]
        if missing := set(Sign) - set(told):
            raise ValueError(f"worths 缺少 {'、'.join(sorted(missing))}")
        if len(told) != len(set(told)):
            raise ValueError("worths 中有写了两次的 sign")
        self.must_know([self.asking.reference, *(worth.reference for worth in self.worths)])
        return self

    def weighed(self, found: Collection[Sign]) -> "Weighed":
        reasons = [Reason(worth.sign, worth.points, worth.says) for worth in self.worths if worth.sign in found]
        return Weighed(sum(reason.points for reason in reasons), reasons)


@dataclass(frozen=True)
class Reason:
    """Why a pair is asked about (or why less so), with its points."""

    sign: str
    points: int
    says: str


@dataclass(frozen=True)
class Weighed:
    points: int
    reasons: Sequence[Reason]


class NoSuchDouble(NotFound):
    """没有找到这一对疑似重复人员"""


class NoSuchMerger(NotFound):
    """没有找到这次合并"""


class DoubleDecided(Conflict):
    """这一对已有结论"""

    mend = "已合并的可撤销合并；判为不同人的，档案有实质变化时系统会再次提出"


class SamePerson(Unprocessable):
    """两个人员编号是同一份档案"""

    mend = "请填写两份不同档案的人员编号"


class LaterThanAllowed(Unprocessable):
    """暂缓的日期应在今天之后、一年之内"""

    mend = "请填写再次提醒的日期，或不填而按当地规定的天数"


class NotOfThisPair(Unprocessable):
    """要保留的人员不在这一对之中"""

    mend = "请填写这一对中保留档案的那一人的人员编号"


class DoublesOfTwoJurisdictions(Conflict):
    """两人现在分属不同辖区的两户，不能合并"""

    mend = "请先由一方将其移交到另一方辖区（户的移交），再行合并；两人都在自己辖区而只能看到一方的，请由管辖两地的上级办理"


class FilesChangedMeanwhile(Conflict):
    """其中一人的档案刚刚被变更"""

    mend = "请重新查看后再办理"


class OneHasDied(Conflict):
    """一人已登记死亡，另一人登记为在世"""

    mend = "请先核实：给另一人登记死亡，或更正误登的死亡，再行合并"


class HandoverUnderway(Conflict):
    """其中一人所在的户正在办理跨辖区移交"""

    mend = "请待移交完成、退回或撤回后再合并"


class BothBeingHelped(Conflict):
    """两户都有进行中的即时帮扶台账，合并后被并入的户将没有成员"""

    mend = "请先办结或撤销其中一户的台账，再行合并"


class BothBeingJudged(Conflict):
    """两户在同一方面都有进行中的程序，合并后被并入的户将没有成员"""

    mend = "请先办结或撤回其中一户的程序，再行合并"


class ChangedSinceMerged(Conflict):
    """合并以后档案又有变更，不能原样恢复"""

    mend = "请先把合并后的变更更正回来，或按新的情况分别办理登记、迁移"


class MergerUndone(Conflict):
    """这次合并已经撤销"""


class MergedOnwards(Conflict):
    """保留的人员后来又并入了另一人"""

    mend = "请先撤销后一次合并"


@dataclass(frozen=True)
class Side:
    """One of two who are to become one. `is_emptied`: when they go, nobody is left in their household."""

    person_id: UUID
    household_id: UUID
    region: str
    is_seated: bool
    has_died: bool
    is_handed_over: bool
    has_open_case: bool
    judged_on: frozenset[str]
    is_emptied: bool = False


def must_become_one(winner: Side, loser: Side) -> None:
    """Raises DoublesOfTwoJurisdictions, OneHasDied, HandoverUnderway, BothBeingHelped or BothBeingJudged."""
    are_apart = winner.household_id != loser.household_id and winner.is_seated and loser.is_seated
    if are_apart and winner.region[:JURISDICTION] != loser.region[:JURISDICTION]:
        raise DoublesOfTwoJurisdictions
    if winner.has_died != loser.has_died:
        raise OneHasDied(died=str(winner.person_id if winner.has_died else loser.person_id))
    if winner.is_handed_over or loser.is_handed_over:
        raise HandoverUnderway
    if are_apart and loser.is_emptied:
        if winner.has_open_case and loser.has_open_case:
            raise BothBeingHelped
        if both := winner.judged_on & loser.judged_on:
            raise BothBeingJudged(axes=sorted(both))


def ask_again_on(until_on: date | None, *, today: date, later_days: int) -> date:
    """Raises LaterThanAllowed."""
    if until_on is None:
        return date.fromordinal(today.toordinal() + later_days)
    if not 0 < (until_on - today).days <= 366:
        raise LaterThanAllowed(pointer="/until_on", until_on=until_on.isoformat())
    return until_on


NUMBER_SAYS = ("id_number", "disability_card", "sex", "born_on")


def without_number(said: Facts) -> dict[str, Any]:
    """What a paper with the number of a merged file says of the person, but for the number: it was once mistyped, and the file
    that it led to is kept under the right one."""
    return {field: value for field, value in said.items() if field not in NUMBER_SAYS}


def as_reason(told: dict[str, Any]) -> Reason:
    return Reason(told["sign"], told["points"], told["says"])
