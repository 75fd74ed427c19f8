"""How fast money is spent, held against the calendar and against the year before."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date

from services.funds.rules.supervision_fact import WHOLE, share_of


def calendar_share(year: int, on: date) -> int:
    """How much of a year is over at the end of a day, in ten-thousandths: nothing before it, all of it afterwards."""
    if on.year != year:
        return 0 if on.year < year else WHOLE
    return share_of(on.timetuple().tm_yday, 366 if isleap(year) else 365)


def same_day(on: date, year: int) -> date:
    """The same day of another year; the 29th of February is the 28th where there is none."""
    if (on.month, on.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return on.replace(year=year)


@dataclass(frozen=True, slots=True)
class Speed:
    """What was set down, and what of it is spent by a day; and the year before by the same day."""

    budget_fen: int
    spent_fen: int
    last_budget_fen: int
    last_spent_fen: int

    @property
    def share(self) -> int:
        return share_of(self.spent_fen, self.budget_fen)

    @property
    def last_share(self) -> int | None:
        """None where there was nothing to spend the year before."""
        return share_of(self.last_spent_fen, self.last_budget_fen) if self.last_budget_fen else None
