"""The rounds of a campaign cover its days, and a visit counts for one of them, whatever the order in which visits come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.registry.rules.campaign import (
    LONGEST_DAYS,
    AnswerKind,
    CampaignPeriodNotUsable,
    Meant,
    Pace,
    Question,
    dues,
    next_due,
    round_of,
)
from services.registry.store.campaign_policy import campaign_policy, get_kind, kinds_in_force

NOV_1, NOV_30 = date(2024, 11, 1), date(2024, 11, 30)
A_PACE = st.one_of(
    st.integers(1, 60).map(lambda visits: Pace(visits=visits)), st.integers(7, 90).map(lambda days: Pace(every_days=days))
)


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (Pace(visits=1), [30]),
        (Pace(visits=3), [10, 20, 30]),
        (Pace(every_days=10), [10, 20, 30]),
        (Pace(every_days=12), [12, 24, 30]),
        (Pace(every_days=13), [13, 30]),
        (Pace(every_days=25), [30]),
    ],
)
def test_a_campaign_s_days_are_cut_into_rounds(pace: Pace, expected: list[int]) -> None:
    assert [due.day for due in dues(pace, NOV_1, NOV_30)] == expected


@given(A_PACE, st.integers(1, LONGEST_DAYS), st.data())
def test_rounds_grow_end_on_the_last_day_and_hold_every_day_once(pace: Pace, days: int, data: st.DataObject) -> None:
    ends_on = NOV_1 + timedelta(days=days - 1)
    due_days = dues(pace, NOV_1, ends_on)
    assert list(due_days) == sorted(set(due_days))
    assert due_days[-1] == ends_on
    on = NOV_1 + timedelta(days=data.draw(st.integers(0, days - 1)))
    at = round_of(due_days, on)
    assert on <= due_days[at - 1]
    assert at == 1 or on > due_days[at - 2]


@pytest.mark.parametrize("ends_on", [date(2024, 10, 31), NOV_1 + timedelta(days=LONGEST_DAYS)])
def test_a_period_backwards_or_of_years_is_refused(ends_on: date) -> None:
    with pytest.raises(CampaignPeriodNotUsable):
        dues(Pace(visits=1), NOV_1, ends_on)


def test_what_is_due_next_is_this_round_then_the_next_and_never_a_missed_one() -> None:
    due_days = dues(Pace(visits=3), NOV_1, NOV_30)
    day = {each: date(2024, 11, each) for each in (5, 10, 15, 20, 30)}
    assert next_due(due_days, first_round=1, done=[], on=day[5]) == day[10]
    assert next_due(due_days, first_round=1, done=[1], on=day[5]) == day[20]
    assert next_due(due_days, first_round=1, done=[], on=day[15]) == day[20]
    assert next_due(due_days, first_round=3, done=[], on=day[5]) == day[30]
    assert next_due(due_days, first_round=1, done=[3], on=date(2024, 12, 5)) is None
    assert next_due(due_days, first_round=1, done=[1], on=date(2024, 12, 5)) == day[30]


def test_the_shipped_kinds_say_whom_they_mean_and_why() -> None:
    kinds = kinds_in_force("371311001001", NOV_1)
    assert {kind.kind for kind, _ in kinds} >= {"look-back", "visit-all", "winter", "left-behind-elders", "left-behind-children"}
    assert all(policy.source(kind).spoken for kind, policy in kinds)
    kind, policy, version = get_kind("look-back", region="371311", on=NOV_1)
    assert (kind.checklist, bool(version), policy.helpers.most_households) == ("five-assurances", True, 10)
    assert "平台推定" in policy.references[policy.helpers.most_households_reference].spoken
    assert campaign_policy("", NOV_1).region == ""


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Meant(),
        lambda: Pace(),
        lambda: Pace(visits=1, every_days=30),
        lambda: Question(question="a", title="问", answer=AnswerKind.ONE_OF),
        lambda: Question(question="a", title="问", answer=AnswerKind.YES_NO, wrong=("maybe",)),
    ],
)
def test_a_file_that_says_too_little_or_too_much_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        wrong()  # type: ignore[operator]
