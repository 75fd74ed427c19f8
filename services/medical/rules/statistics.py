"""What hospitals and months add up to: one-stop share, in-county rate (S23), patients' share. Small cells stay hidden."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby

from services.medical.rules.month import Month
from shared.errors import Unprocessable
from shared.money import half_up

SMALL = 5
"""Fewer persons than this could be recognised by their numbers."""
MONTHS_LIMIT = 24
RESIDENTS = ""
"""The class of those who belong to none."""
ALL = "*"
"""Everybody, whatever their class."""


class PeriodTooLong(Unprocessable):
    """统计的月份过多或先后不对"""

    mend = f"起始月份不晚于截止月份，至多 {MONTHS_LIMIT} 个月"


@dataclass(frozen=True, slots=True)
class Figures:
    """One cell: of a month, a hospital and a class of persons. `month` or `hospital` None: of all of them. Amounts in fen."""

    month: Month | None
    hospital: str | None
    person_class: str
    count: int
    persons: int
    total_fen: int
    patient_fen: int
    in_policy_fen: int
    one_stop_count: int
    in_county_count: int
    in_county_fen: int
    is_hidden: bool = field(default=False, kw_only=True)

    @property
    def patient_share(self) -> Fraction | None:
        return Fraction(self.patient_fen, self.total_fen) if self.total_fen else None

    @property
    def one_stop_share(self) -> Fraction | None:
        return Fraction(self.one_stop_count, self.count) if self.count else None

    @property
    def in_county_rate(self) -> Fraction | None:
        """Of stays."""
        return Fraction(self.in_county_count, self.count) if self.count else None

    @property
    def in_county_amount_rate(self) -> Fraction | None:
        return Fraction(self.in_county_fen, self.total_fen) if self.total_fen else None

    @property
    def mean_total_fen(self) -> int:
        return half_up(Fraction(self.total_fen, self.count)) if self.count else 0

    @property
    def mean_patient_fen(self) -> int:
        return half_up(Fraction(self.patient_fen, self.count)) if self.count else 0


def must_be_countable(since: Month, until: Month) -> None:
    """Raises PeriodTooLong."""
    if not since <= until or len(since.until(until)) > MONTHS_LIMIT:
        raise PeriodTooLong(pointer="/since")


def hide_small(figures: Iterable[Figures]) -> list[Figures]:
    """Cells of fewer than five persons are hidden.

    Where that would hide a single cell of a sum that is shown, the next smallest is hidden too: else one subtraction would bring
    the hidden one back. Sums are over the classes of a month and hospital, and over the hospitals of a month.
    """
    hidden = [replace(one, is_hidden=one.persons < SMALL) for one in figures]
    hidden = _together(hidden, lambda one: (str(one.month), str(one.hospital)), lambda one: one.person_class != ALL)
    return _together(hidden, lambda one: (str(one.month), ""), lambda one: one.person_class == ALL and one.hospital is not None)


def _together(
    figures: Sequence[Figures], of: Callable[[Figures], tuple[str, str]], is_part: Callable[[Figures], bool]
) -> list[Figures]:
    at_risk = set()
    parts = sorted((one for one in figures if is_part(one)), key=of)
    for _, group in groupby(parts, key=of):
        cells = list(group)
        if sum(one.is_hidden for one in cells) == 1:
            others = [one for one in cells if not one.is_hidden]
            if others:
                at_risk.add(min(others, key=lambda one: one.persons))
    return [replace(one, is_hidden=True) if one in at_risk else one for one in figures]
