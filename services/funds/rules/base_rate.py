"""Tables of base rates by date and term (贷款基准利率, LPR): what a year costs, as the place that publishes them set it.

The outer shape is that of every policy file (`shared.policy.document`). Rates are exact fractions a year.
"""

from datetime import date
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.errors import Unprocessable
from shared.policy.document import Document
from shared.policy.shape import Draft
from shared.policy.written import Ratio

Code = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$", max_length=32)]


class RateUnknown(Unprocessable):
    """没有这一天的贷款基准利率"""

    mend = "请核对日期与利率表；早于或没有录入的利率，请联系平台管理员补录并注明出处"


class Tier(Draft):
    """Loans of so many months, and fewer; without months: all longer ones."""

    months: Annotated[int, Field(gt=0, le=600)] | None = None
    rate: Ratio


class Published(Draft):
    """What holds from this day on."""

    since: date = Field(alias="from")
    tiers: tuple[Tier, ...] = Field(min_length=1)


class RateTable(Document):
    """One publisher's rates. A row holds until the next one begins."""

    code: Code
    reference: str
    rows: tuple[Published, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know([self.reference])
        days = [row.since for row in self.rows]
        if days != sorted(set(days)):
            raise ValueError("rows 按 from 从早到晚写，每天一行")
        for row in self.rows:
            months = [tier.months for tier in row.tiers]
            if (
                months[-1] is not None
                or None in months[:-1]
                or months[:-1] != sorted(set(months[:-1]), key=lambda each: each or 0)
            ):
                raise ValueError("tiers 按 months 从短到长写，最后一档不写 months")
        return self

    @property
    def said(self) -> str:
        return self.references[self.reference].spoken

    def rate(self, on: date, months: int) -> Fraction:
        """A year's rate of a loan of so many months. Raises RateUnknown before the first row."""
        row = next((row for row in reversed(self.rows) if row.since <= on), None)
        if row is None:
            raise RateUnknown(table=self.title, on=on.isoformat())
        return next(tier.rate for tier in row.tiers if tier.months is None or months <= tier.months)

    def changes(self, months: int, *, after: date, before: date) -> list[date]:
        """The days within these two on which the rate of such a loan changed."""
        known = [row.since for row in self.rows if after < row.since < before]
        return [day for day in known if self._before(day, months) != self.rate(day, months)]

    def _before(self, day: date, months: int) -> Fraction | None:
        earlier = [row for row in self.rows if row.since < day]
        return self.rate(earlier[-1].since, months) if earlier else None
