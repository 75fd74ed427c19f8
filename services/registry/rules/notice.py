"""Notices and announcements: what is shown of a household, when one may be taken down, and what an objection does to it.

A notice is public for its whole term before anything goes on. Anyone may object; while an objection is open the notice of the
household concerned is held, and an officer who had no part in the procedure looks into it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.errors import Conflict, Unprocessable
from shared.identity import masked_name
from shared.notices.laws import NoticeOver, NotOnThatNotice


class NoticeNotOver(Conflict):
    """公示期未满，不能结束"""

    mend = "公示须贴满规定的天数，从张贴的次日起算；期满次日起可以结束"


class ObjectionOpen(Conflict):
    """尚有异议没有处理，公示暂停"""

    mend = "请由没有经办过本户的人员调查答复后，公示才能继续或结束"


class PostedInTheFuture(Unprocessable):
    """张贴日期在未来"""

    mend = "请填写实际张贴的日期"


class PostedTooEarly(Unprocessable):
    """张贴日期早于进入公示环节的日期"""

    mend = "公示须在上一环节办结后张贴；请核对日期"


class NoticesOfSeveralKinds(Unprocessable):
    """一份公示只能列同一种程序、同一环节的户"""

    mend = "请按程序和环节分别张贴"


class AlreadyPosted(Conflict):
    """这一户正在另一份公示上"""

    mend = "请从名单中去掉该户"


class NotOneCounty(Unprocessable):
    """一份公示只能列同一个县区的户"""

    mend = "请按县区分别张贴"


@dataclass(frozen=True)
class PostedLine:
    """One household on a notice, as the judging sees it. `until_on` is the last day of its term."""

    until_on: date
    open_objections: int = 0
    is_ended: bool = False


def shown_name(name: str | None) -> str:
    """A household's name on a notice: surname and last character at most; someone nameless is shown as such."""
    return masked_name(name) if name else "（待核实）"


def check_posting(posted_on: date, *, entered_on: date, on: date) -> None:
    """A notice is posted when its turn has come, and not ahead. Raises PostedInTheFuture or PostedTooEarly."""
    if posted_on > on:
        raise PostedInTheFuture(pointer="/posted_on", today=on.isoformat())
    if posted_on < entered_on:
        raise PostedTooEarly(pointer="/posted_on", entered_on=entered_on.isoformat())


def check_end(line: PostedLine, *, on: date) -> None:
    """Whether a household's notice may end on this day: its last day over, and nothing open. Raises what stands against it."""
    if line.is_ended:
        raise NoticeOver
    if line.open_objections:
        raise ObjectionOpen(open_objections=line.open_objections)
    if on <= line.until_on:
        raise NoticeNotOver(until_on=line.until_on.isoformat())


def region_of(villages: Collection[str]) -> str:
    """The narrowest village, town or county that holds all households of a notice. Raises NotOneCounty."""
    for length in (12, 9, 6):
        prefixes = {village[:length] for village in villages}
        if len(prefixes) == 1:
            return prefixes.pop()
    raise NotOneCounty(pointer="/procedure_ids")


def check_objection(line_id: UUID | None, is_ended: Mapping[UUID, bool]) -> None:
    """Whether one may still object; `is_ended` is by line. Raises NotOnThatNotice or NoticeOver."""
    if line_id is not None and line_id not in is_ended:
        raise NotOnThatNotice(pointer="/line_id")
    if is_ended[line_id] if line_id else all(is_ended.values()):
        raise NoticeOver
