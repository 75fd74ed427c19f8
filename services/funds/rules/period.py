"""Closing the books of a county, a month and a year at a time: what is closed takes no posting any more, and nothing is skipped.

A month is closed when it is over, after those before it, when nothing in it waits too long and the bank agrees
(会计基础工作规范第六十三条：结账前必须将本期内所发生的各项经济业务全部登记入账).
Opening it again is a deed of its own, with a reason, the latest first.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from shared.errors import Conflict, Unprocessable


class Period(NamedTuple):
    """A month of a year, or with month 0 the whole year. In order: the months of a year, then the year."""

    year: int
    month: int

    @property
    def name(self) -> str:
        """`2020年6月` or `2020年度`."""
        return f"{self.year}年{self.month}月" if self.month else f"{self.year}年度"

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands among periods: a year after its last month."""
        return self.year, self.month or 13

    @property
    def last_day(self) -> date:
        if self.month in (0, 12):
            return date(self.year, 12, 31)
        return date(self.year, self.month + 1, 1) - timedelta(days=1)

    def holds(self, on: date) -> bool:
        return on.year == self.year and self.month in (0, on.month)


class PeriodClosed(Conflict):
    """这一天所在的会计期间已经结账"""

    mend = "请把记账日期改到未结账的月份；确需补记的，由县区先反结账并写明原因"


class BookedAhead(Unprocessable):
    """记账日期不能晚于今天"""


class PeriodNotOver(Conflict):
    """会计期间还没有结束，不能结账"""

    mend = "请在期间的最后一天过后再结账"


class PeriodAlreadyClosed(Conflict):
    """这个会计期间已经结账"""


class PeriodIsOpen(Conflict):
    """这个会计期间没有结账，不需要反结账"""


class EarlierPeriodOpen(Conflict):
    """前面还有没有结账的会计期间"""

    mend = "请按先后顺序结账；年度结账之前，须先结清当年有账的各个月份"


class LaterPeriodClosed(Conflict):
    """后面的会计期间已经结账"""

    mend = "请从最后一个已结账的期间起依次反结账"


class ReservationsWaiting(Conflict):
    """有预留的款项挂账过久，不能结账"""

    mend = "请先将这些预留入账或撤销"


class BankNotReconciled(Conflict):
    """银行对账未完成，不能结账"""

    mend = "请导入对账单直到期末，并把差异逐笔处理完毕"


@dataclass(frozen=True, slots=True)
class BankStanding:
    """How far a bank account was reconciled."""

    title: str
    opened_on: date
    stated_on: date
    open_differences: int
    """Of days up to the period's end, and not given a reason yet."""


def must_be_open(closed: Collection[Period], booked_on: date, *, today: date) -> None:
    """Whether something may be booked on a day. Raises BookedAhead, PeriodClosed."""
    if booked_on > today:
        raise BookedAhead(pointer="/booked_on", booked_on=booked_on.isoformat())
    for period in closed:
        if period.holds(booked_on):
            raise PeriodClosed(pointer="/booked_on", period=period.name)


def must_be_closable(period: Period, *, closed: Collection[Period], used: Collection[Period], today: date) -> None:
    """Whether it is a period's turn. `used` are the months that have postings.

    Raises PeriodAlreadyClosed, PeriodNotOver, EarlierPeriodOpen.
    """
    if period in closed:
        raise PeriodAlreadyClosed(period=period.name)
    if today <= period.last_day:
        raise PeriodNotOver(pointer="/month", last_day=period.last_day.isoformat())
    years = {month.year for month in used if month.year < period.year}
    before = [month for month in used if month.place < period.place and Period(month.year, 0) not in closed]
    before += [Period(year, 0) for year in years]
    missing = sorted((each for each in before if each not in closed), key=lambda each: each.place)
    if missing:
        raise EarlierPeriodOpen(period=missing[0].name)


def must_be_settled(waiting: Sequence[object], days: int) -> None:
    """Raises ReservationsWaiting where money set aside has waited longer than the place's policy lets it."""
    if waiting:
        raise ReservationsWaiting(reservations=len(waiting), days=days)


def must_agree_with_bank(period: Period, banks: Sequence[BankStanding]) -> None:
    """Whether every bank account was read to the period's end and what differed has its reason. Raises BankNotReconciled."""
    for bank in banks:
        if bank.opened_on > period.last_day:
            continue
        if bank.stated_on < period.last_day:
            raise BankNotReconciled(account=bank.title, stated_on=bank.stated_on.isoformat())
        if bank.open_differences:
            raise BankNotReconciled(account=bank.title, open_differences=bank.open_differences)


def must_be_reopenable(period: Period, closed: Collection[Period]) -> None:
    """Raises PeriodIsOpen, LaterPeriodClosed."""
    if period not in closed:
        raise PeriodIsOpen(period=period.name)
    later = sorted((each for each in closed if each.place > period.place), key=lambda each: each.place)
    if later:
        raise LaterPeriodClosed(period=later[-1].name)
