"""When a line of the ledger may be struck off by hand."""

from datetime import date
from typing import Any

import pytest

from services.housing.rules import hazard as rules
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.house import Grade

LISTED, TODAY = date(2018, 6, 1), date(2020, 6, 1)


def judge(why: StruckWhy, **told: Any) -> None:
    usual: dict[str, Any] = {"grade": None, "struck_on": TODAY, "listed_on": LISTED, "is_struck": False, "is_lived_in": False}
    rules.must_be_strikeable(why, **(usual | told), on=TODAY)


def test_empty_houses_leave_and_a_corrected_grade_does_so_with_people_in_it() -> None:
    judge(StruckWhy.MOVED_OUT)
    judge(StruckWhy.DEMOLISHED)
    judge(StruckWhy.CORRECTED, grade=Grade.B, is_lived_in=True, struck_on=LISTED)


@pytest.mark.parametrize(
    ("why", "told", "law"),
    [
        (StruckWhy.MADE_SAFE, {}, rules.NotStruckByHand),
        (StruckWhy.MOVED_OUT, {"is_struck": True}, rules.HazardStruckAlready),
        (StruckWhy.MOVED_OUT, {"is_lived_in": True}, rules.HazardStillLivedIn),
        (StruckWhy.CORRECTED, {"grade": Grade.D}, rules.CorrectedToUnsafe),
        (StruckWhy.DEMOLISHED, {"struck_on": date(2018, 5, 31)}, rules.StruckOutOfTime),
    ],
)
def test_what_is_refused(why, told, law) -> None:
    with pytest.raises(law):
        judge(why, **told)
