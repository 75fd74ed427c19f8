"""A calendar month, by which payers clear and counties count (自然月)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from shared.errors import Unprocessable

_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class NotAMonth(Unprocessable):
    """月份的写法不对"""

    mend = "请写成 2020-06 的样子"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """`2020-06`."""

    year: int
    month: int

    @classmethod
    def read(cls, written: str, *, pointer: str | None = None) -> "Month":
        """Raises NotAMonth."""
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise NotAMonth(pointer=pointer)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def next(self) -> "Month":
        return Month.of(self.last + timedelta(days=1))

    def until(self, last: "Month") -> "list[Month]":
        """This month and every one after it up to `last`, both included."""
        months, month = [], self
        while month <= last:
            months.append(month)
            month = month.next
        return months

    @property
    def spoken(self) -> str:
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"
