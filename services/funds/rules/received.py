"""Everything that a household received or will, added up by programme and time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.funds.rules.payment import RECEIVED, TO_COME, PaymentState
from shared.errors import Unprocessable


class MonthInFuture(Unprocessable):
    """该月还没有结束"""

    mend = "告知单按整月出具，请选择已经结束的月份；本月已发放的见发放总览"


class NothingReceived(Unprocessable):
    """该户这个月没有收到补助资金"""

    mend = "请核对月份，或查看该户的发放总览"


@dataclass(frozen=True, slots=True)
class Sum:
    """What one programme brought in one period, in fen."""

    programme: str
    matter: str
    period: str
    received_fen: int
    to_come_fen: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A payment as it is added up."""

    programme: str
    matter: str
    period: str
    amount_fen: int
    state: PaymentState


def sums_of(payments: Sequence[Counted]) -> list[Sum]:
    """By programme, matter and period, the newest period first. What was withdrawn or returned counts for nothing."""
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for one in payments:
        if one.state not in RECEIVED | TO_COME:
            continue
        key = (one.period, one.programme, one.matter)
        received, to_come = sums.get(key, (0, 0))
        is_there = one.state in RECEIVED
        sums[key] = (received + one.amount_fen * is_there, to_come + one.amount_fen * (not is_there))
    return [
        Sum(programme, matter, period, *sums[period, programme, matter])
        for period, programme, matter in sorted(sums, reverse=True)
    ]


def month_of(month: str) -> date:
    """The first day of `2020-06`."""
    return date.fromisoformat(f"{month}-01")


def next_month(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def last_month(on: date) -> date:
    """The first day of the month before this day's."""
    return date(on.year - (on.month == 1), 12 if on.month == 1 else on.month - 1, 1)


def must_be_over(first: date, *, on: date) -> None:
    """Raises MonthInFuture."""
    if next_month(first) > on:
        raise MonthInFuture(pointer="/month")
