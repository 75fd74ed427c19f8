"""What an order that somebody gives has to say."""

import re
from datetime import date, datetime
from uuid import UUID

from services.notifier.rules.order import due_anew
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_rule import Addressee
from services.notifier.rules.period import Period
from shared.errors import Conflict, Unprocessable

HIDDEN_TASK = "一条线索移交办理，内容只有指定的人可见，请登录查看"
HIDDEN_TITLE = "线索移交"
HIDDEN_RESULT = "见办理记录"


class CaseOrderStays(Conflict):
    """即时帮扶的工单随台账派出、延期、撤销，由责任部门办理"""

    mend = "请在登记服务的台账中办理；部门内部可以转给具体的人"


class PlaceTooWide(Unprocessable):
    """派给这一级的工单，区划代码太短"""

    mend = "派给村的写 12 位代码，派给镇街的至少 9 位，派给县区的至少 6 位"


class ProblemMissing(Unprocessable):
    """问题整改没有写明问题"""

    mend = "请填写存在的问题"


class ClueNeedsHolder(Unprocessable):
    """线索移交须指定承办人"""

    mend = "请为每一处填写承办人的账号，只有指定的人可见"


class TargetsUnreadable(Unprocessable):
    """派给哪里没有看懂"""

    mend = "一处一行：区划代码，空一格写承办人的账号（可不写），再空一格写户编号（可不写）；至多 200 行"


TARGETS_LIMIT = 200
_CODE = re.compile(r"\d{6}(\d{3}(\d{3})?)?")


def lines_of(text: str) -> list[tuple[str, str | None, UUID | None]]:
    """Where, who and about which household, a line each, as somebody wrote them. Raises TargetsUnreadable with the line."""
    found = list[tuple[str, str | None, UUID | None]]()
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.replace("，", " ").replace(",", " ").split()
        if not words:
            continue
        households = [word for word in words[1:] if _is_household(word)]
        holders = [word for word in words[1:] if word not in households]
        if not _CODE.fullmatch(words[0]) or len(holders) > 1 or len(households) > 1:
            raise TargetsUnreadable(pointer="/targets", line=number, said=line.strip())
        found.append((words[0], holders[0] if holders else None, UUID(households[0]) if households else None))
    if not 0 < len(found) <= TARGETS_LIMIT:
        raise TargetsUnreadable(pointer="/targets", lines=len(found))
    return found


def _is_household(word: str) -> bool:
    try:
        UUID(word)
    except ValueError:
        return False
    return True


def must_be_by_hand(kind: OrderKind, *, pointer: str = "/kind") -> None:
    """A case's orders come and go with the case. Raises CaseOrderStays."""
    if kind is OrderKind.ASSISTANCE:
        raise CaseOrderStays(pointer=pointer)


def must_lie_in(region: str, addressee: Addressee, *, pointer: str) -> None:
    """Whoever is sent governs a place around it. Raises PlaceTooWide."""
    if len(region) < addressee.digits:
        raise PlaceTooWide(pointer=pointer, region=region, digits=addressee.digits)


def must_say_problem(kind: OrderKind, problem: str) -> None:
    """Raises ProblemMissing."""
    if kind is OrderKind.RECTIFICATION and len(problem) < 2:
        raise ProblemMissing(pointer="/problem")


def must_name_holder(holder: str | None, *, is_restricted: bool, pointer: str) -> None:
    """Nobody else could see it. Raises ClueNeedsHolder."""
    if is_restricted and holder is None:
        raise ClueNeedsHolder(pointer=pointer)


def term_of(due_on: date | None, period: Period, at: datetime, *, today: date) -> datetime:
    """The end of the day that was named, or the period from now. Raises DueOnIsPast."""
    return period.due_at(at) if due_on is None else due_anew(due_on, on=today)
