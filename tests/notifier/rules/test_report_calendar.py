"""The calendar of reports: which day is in sight when."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.notifier.rules.report_calendar import ReportRule


def a_rule(**said: object) -> ReportRule:
    told: dict[str, object] = {
        "rule": "r",
        "title": "月报",
        "task": "报送",
        "addressee": "town",
        "opens_days_before": 10,
        "reference": "B19",
    }
    return ReportRule.model_validate(told | ({} if "days" in said else {"monthly": 5}) | said)


def test_a_monthly_report_comes_into_sight_across_the_end_of_the_year() -> None:
    assert a_rule().dues(date(2019, 12, 26)) == [date(2020, 1, 5)]
    assert a_rule().dues(date(2019, 12, 25)) == []
    assert a_rule().dues(date(2020, 1, 5)) == [date(2020, 1, 5)]
    assert a_rule().dues(date(2020, 1, 6)) == []


def test_a_report_of_one_year_is_not_due_in_another() -> None:
    rule = a_rule(days=["12-31"], monthly=None, years=[2019])
    assert rule.dues(date(2019, 12, 31)) == [date(2019, 12, 31)]
    assert rule.dues(date(2020, 12, 31)) == []


@pytest.mark.parametrize("said", [{"days": ["02-30"]}, {"days": ["31 Dec"]}, {"days": ["02-29"]}, {"days": [], "monthly": None}])
def test_a_day_that_no_year_has_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        a_rule(**said)


def test_clues_do_not_come_back_by_a_calendar() -> None:
    with pytest.raises(ValidationError, match="报告日历"):
        a_rule(kind="clue")
