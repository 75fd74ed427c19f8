"""Which report is due from whom on which day of the year (责任清单、报告日历): rules as data (`policy/reports`)."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from services.notifier.rules.department import Department
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_rule import Addressee
from shared.policy.document import Document, NamedRule
from shared.policy.written import Text

_DAY = re.compile(r"(\d{2})-(\d{2})")


class ReportRule(NamedRule):
    """An order that comes back: on fixed days of a year, or on one day of every month."""

    title: Annotated[str, Field(min_length=2, max_length=40)]
    task: Text
    kind: OrderKind = OrderKind.REPORT
    addressee: Addressee
    department: Department | None = None
    papers: tuple[Annotated[str, Field(min_length=1, max_length=40)], ...] = ()
    """Beside those of its kind."""
    days: tuple[str, ...] = ()
    """`12-31`: month and day by whose end it is due."""
    monthly: Annotated[int, Field(ge=1, le=28)] | None = None
    opens_days_before: Annotated[int, Field(ge=1, le=180)]
    years: tuple[Annotated[int, Field(ge=2014, le=2100)], ...] = ()
    """Only in these; empty: every year."""

    @field_validator("days")
    @classmethod
    def _are_days(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        for day in days:
            written = _DAY.fullmatch(day)
            try:
                date(2019, int(written[1]), int(written[2])) if written else date.min.replace(month=13)
            except ValueError:
                raise ValueError(f"{day} 不是每年都有的月日，写成 12-31") from None
        return days

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if bool(self.days) == (self.monthly is not None):
            raise ValueError("days（每年的月日）与 monthly（每月几日）写且只写一个")
        if self.kind in {OrderKind.ASSISTANCE, OrderKind.CLUE}:
            raise ValueError("报告日历不派即时帮扶和线索")
        return self

    def dues(self, on: date) -> list[date]:
        """The days by whose end it is due and that have come into sight on this day."""
        until = on + timedelta(days=self.opens_days_before)
        return [due for due in self.days_of(on.year) + self.days_of(on.year + 1) if on <= due <= until]

    def days_of(self, year: int) -> list[date]:
        """The days of a year by whose end it is due."""
        if self.years and year not in self.years:
            return []
        if self.monthly is not None:
            return [date(year, month, self.monthly) for month in range(1, 13)]
        return [date.fromisoformat(f"{year}-{day}") for day in self.days]


class ReportPolicy(Document):
    """The calendar of a subject and place, each rule once."""

    reports: tuple[ReportRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(rule.reference for rule in self.reports)
        if twice := [name for name, count in Counter(rule.rule for rule in self.reports).items() if count > 1]:
            raise ValueError(f"rule 重复：{'、'.join(twice)}")
        return self

    def series(self, rule: ReportRule, due: date) -> str:
        """What makes one order of it: once a rule and day, in each place."""
        return f"{self.policy}/{rule.rule}/{due.isoformat()}"
