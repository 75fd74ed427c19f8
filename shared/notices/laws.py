"""Notices and objections: anyone may object while a notice runs, and an officer who had no part looks into it. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class Verdict(StrEnum):
    """What an investigation found, and so what becomes of the notice."""

    RESUME = "resume"
    STOP = "stop"


VERDICT_NAMES = {Verdict.RESUME: "异议不成立，公示继续", Verdict.STOP: "异议成立，公示中止"}


class NoSuchNotice(NotFound):
    """没有这份公示"""

    mend = "请核对公示的地址，或从公示列表进入"


class NoSuchObjection(NotFound):
    """没有这件异议"""

    mend = "请核对回执号，或核对异议编号"


class NoticeOver(Conflict):
    """这份公示已经结束"""

    mend = "公示结束后发现问题，请向乡镇（街道）反映或拨打 12317"


class NotOnThatNotice(Unprocessable):
    """所指的一行不在这份公示上"""

    mend = "请在公示内容中选择，或选择对整份公示提出"


class ObjectionsOfSeveralNotices(Unprocessable):
    """一次只能答复同一份公示的异议"""

    mend = "请按公示分别答复"


class AlreadyAnswered(Conflict):
    """这件异议已经答复"""

    mend = "对答复不服的，可向上一级反映或拨打 12317"


class InvestigatorTookPart(Forbidden):
    """经办过公示事项的人员不能调查对它的异议"""

    mend = "请由没有经办过的人员调查：同级其他人员，或上一级"


class NotAnInvestigator(Forbidden):
    """异议不由本级调查"""

    mend = "请由政策文件规定的一级调查答复"


OBJECTION_LAWS = (NoSuchNotice, NoticeOver, NotOnThatNotice)
ANSWER_LAWS = (NoSuchObjection, ObjectionsOfSeveralNotices, AlreadyAnswered, NotAnInvestigator, InvestigatorTookPart)
"""For the doors: `responses=refuses(*ANSWER_LAWS)`."""


class Asked(Protocol):
    """An objection, as far as answering it goes."""

    notice_id: UUID
    answered_at: datetime | None


def must_be_of_one_notice(objections: Collection[Asked]) -> None:
    """Raises ObjectionsOfSeveralNotices."""
    if len({objection.notice_id for objection in objections}) > 1:
        raise ObjectionsOfSeveralNotices(pointer="/objection_ids")


def must_be_open(objections: Collection[Asked]) -> None:
    """Raises AlreadyAnswered."""
    if any(objection.answered_at is not None for objection in objections):
        raise AlreadyAnswered(pointer="/objection_ids")


def must_investigate(allowed: Sequence[StrEnum], officer: str, *, investigator: str, took_part: Collection[str]) -> None:
    """By whom an objection is looked into: of the level that the policy names, and nobody looks into what they did themselves.

    Raises NotAnInvestigator, InvestigatorTookPart.
    """
    if officer not in allowed:
        raise NotAnInvestigator(allowed=[each.value for each in allowed])
    if investigator in took_part:
        raise InvestigatorTookPart
