"""Every list names who answers and by which clause; what came of a duty is counted as people count it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.notifier.rules.responsibility import Account, Asked, ResponsibilityRule, account_of, year_of
from services.notifier.store.responsibility import list_responsibilities, list_responsibility_policies

AT = datetime(2020, 6, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize("policy", list_responsibility_policies(), ids=lambda policy: policy.policy)
def test_every_duty_is_somebody_s_by_a_clause(policy) -> None:
    for rule in policy.responsibilities:
        assert rule.lead and policy.source(rule).clause
        assert len(rule.answers) == len(set(rule.answers))


def test_all_nineteen_articles_of_luozhuang_are_there_each_once() -> None:
    [policy] = [one for one in list_responsibility_policies() if one.policy == "responsibilities-luozhuang"]
    assert [rule.reference for rule in policy.responsibilities] == [f"L{number}" for number in range(1, 20)]


def test_a_county_reads_its_city_s_list_before_its_own_and_no_other_county_s() -> None:
    lists = [policy.policy for policy, _ in list_responsibilities("370305", date(2020, 6, 1))]
    assert list(dict.fromkeys(lists)) == ["responsibilities-zibo", "responsibilities-linzi"]


def test_what_was_not_in_force_yet_is_not_shown() -> None:
    assert {policy.policy for policy, _ in list_responsibilities("*", date(2016, 6, 1))} == {"responsibilities-sanming"}


def test_cases_are_counted_for_a_department_alone() -> None:
    with pytest.raises(ValueError, match="has_assistance 须写明 department"):
        ResponsibilityRule.model_validate(
            {"rule": "x", "title": "事项", "duty": "内容内容", "answers": ["区扶贫办"], "has_assistance": True, "reference": "L1"}
        )


def test_late_is_what_was_done_late_and_what_is_owed_past_its_deadline() -> None:
    asked = [
        Asked(AT, AT - DAY, is_over=True),
        Asked(AT - 9 * DAY, AT - DAY, is_over=True),
        Asked(AT - DAY, None, is_over=False),
        Asked(AT + DAY, None, is_over=False),
    ]
    assert account_of(asked, AT) == Account(asked=4, done=2, late=2, owed=2)


def test_a_year_begins_at_midnight_in_china() -> None:
    since, until = year_of(2020)
    assert (since.isoformat(), until.isoformat()) == ("2020-01-01T00:00:00+08:00", "2021-01-01T00:00:00+08:00")
