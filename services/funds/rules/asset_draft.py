"""What a hand-over of a project leaves to be registered: a thing becomes one asset or several, once, or none for a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.funds.rules.account import Source
from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import split


class DraftState(StrEnum):
    """How far a draft is."""

    OPEN = "open"
    REGISTERED = "registered"
    """All that was handed over stands in the register."""
    DISMISSED = "dismissed"
    """What is left of it becomes no asset of the register."""


DRAFT_STATE_NAMES = {DraftState.OPEN: "待登记", DraftState.REGISTERED: "已登记", DraftState.DISMISSED: "不再登记"}


class NoSuchDraft(NotFound):
    """没有这份资产登记草稿"""

    mend = "请从待登记资产列表进入，或核对草稿标识"


class DraftClosed(Conflict):
    """这份登记草稿已经办完"""

    mend = "请核对资产登记簿；确需补登的，不写草稿标识另行登记"


class MoreThanDraft(Unprocessable):
    """原值超过草稿中尚未登记的金额"""

    mend = "请核对原值；一份草稿可以分几项资产登记，合计等于移交的原值"


class DraftElsewhere(Unprocessable):
    """资产所在地不在移交项目的辖区"""

    mend = "请填写项目所在地或其下辖的村（社区）"


class OfAnotherProject(Unprocessable):
    """项目编号与登记草稿的不同"""

    mend = "项目编号可以不填，由草稿带出"


def state_of(open_fen: int, *, is_dismissed: bool) -> DraftState:
    if is_dismissed:
        return DraftState.DISMISSED
    return DraftState.OPEN if open_fen else DraftState.REGISTERED


@dataclass(frozen=True, slots=True)
class Paid:
    """What a project was paid for out of one budget line, or was to be."""

    source: Source
    year: int
    budget_line: str
    amount_fen: int


def must_be_open(state: DraftState) -> None:
    """Raises DraftClosed."""
    if state is not DraftState.OPEN:
        raise DraftClosed(state=DRAFT_STATE_NAMES[state])


def must_fit(state: DraftState, *, open_fen: int, value_fen: int, within: str, region: str, project: str, number: str) -> None:
    """Whether an asset may be registered from a draft. Raises DraftClosed, MoreThanDraft, DraftElsewhere, OfAnotherProject."""
    must_be_open(state)
    if value_fen > open_fen:
        raise MoreThanDraft(pointer="/value_yuan", open_fen=open_fen)
    if not region.startswith(within):
        raise DraftElsewhere(pointer="/region", within=within)
    if project not in ("", number):
        raise OfAnotherProject(pointer="/project", project=number)


def part_of_money(value_fen: int, paid: Sequence[Paid]) -> list[Paid]:
    """Whose money a thing was made of, as the whole project was: by largest remainder, adding up to its value."""
    if not paid:
        return []
    parts = split(value_fen, [each.amount_fen for each in paid])
    return [Paid(each.source, each.year, each.budget_line, part) for each, part in zip(paid, parts, strict=True) if part]
