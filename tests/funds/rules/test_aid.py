"""What a household is given by the rule, whose decision it is, and what stands against it."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.aid import (
    AidKindUnknown,
    Asked,
    DibaoLine,
    Earlier,
    HeavyNeedsAmount,
    LeastNotOfKind,
    MonthsNotExplained,
    MonthsOutOfRange,
    Relation,
    RepeatNotJudged,
    YearlyAmountReached,
    YearlyTimesReached,
    decide_by,
    is_repeated,
    judge_earlier,
    missing_papers,
    weigh,
)
from services.funds.rules.aid_policy import DecideWithin, Level
from services.funds.store.aid_policy import get_aid_policy
from shared import clock

ON = date(2020, 6, 10)
SHANDONG, _ = get_aid_policy("371311001001", ON)
LINE = DibaoLine(60_000, "某市城市低保标准", "test")
ILL = Asked("illness", people=1, burden_fen=3_000_000)


def test_first_aid_is_set_off_and_every_step_says_its_clause():
    weighed = weigh(SHANDONG, ILL, LINE, first_aid_fen=300_000)

    assert (weighed.months, weighed.amount_fen, weighed.to_pay_fen, weighed.level) == (6, 360_000, 60_000, Level.COUNTY)
    assert all("依据：" in said or "抵扣" in said for said in weighed.reasons)
    assert "鲁民〔2018〕85号" in weighed.clause


def test_first_aid_beyond_the_whole_is_not_asked_back():
    assert weigh(SHANDONG, Asked("livelihood", people=1), LINE, first_aid_fen=200_000).to_pay_fen == 0


@pytest.mark.parametrize(
    ("asked", "law"),
    [
        (replace(ILL, kind="wedding"), AidKindUnknown),
        (replace(ILL, months=2, is_explained=True), MonthsOutOfRange),
        (replace(ILL, months=13, is_explained=True), MonthsOutOfRange),
        (replace(ILL, months=12), MonthsNotExplained),
        (replace(ILL, least_of="dibao-freshman"), LeastNotOfKind),
        (replace(ILL, heavy_fen=720_000, is_explained=True), HeavyNeedsAmount),
        (replace(ILL, heavy_fen=720_001), HeavyNeedsAmount),
    ],
)
def test_what_the_rule_does_not_know_is_refused(asked, law):
    with pytest.raises(law):
        weigh(SHANDONG, asked, LINE, first_aid_fen=0)


def test_other_months_are_taken_with_a_reason_and_said():
    weighed = weigh(SHANDONG, replace(ILL, months=12, is_explained=True), LINE, first_aid_fen=0)

    assert (weighed.months, weighed.suggested_months, weighed.amount_fen) == (12, 6, 720_000)
    assert any("理由见申请" in said for said in weighed.reasons)


def test_a_heavy_case_is_the_countys_however_little_it_is():
    weighed = weigh(SHANDONG, replace(ILL, heavy_fen=720_001, is_explained=True), LINE, first_aid_fen=0)

    assert (weighed.level, weighed.amount_fen) == (Level.COUNTY, 720_001)
    assert "一事一议" in weighed.clause


@given(st.integers(1, 30), st.integers(1, 200_000), st.integers(0, 500_000), st.integers(0, 20_000_000))
def test_what_is_paid_is_never_more_than_the_whole_and_a_town_never_above_its_limit(people, line_fen, first_aid_fen, burden_fen):
    asked = Asked("illness", people, burden_fen=burden_fen)
    weighed = weigh(SHANDONG, asked, DibaoLine(line_fen, "x", "x"), first_aid_fen=first_aid_fen)

    assert weighed.to_pay_fen == max(0, weighed.amount_fen - first_aid_fen)
    assert (weighed.level is Level.TOWN) == (weighed.amount_fen <= 300_000)
    assert 3 <= weighed.months <= 12


def an_earlier(relation=Relation.SAME, kind="illness", on=date(2020, 2, 1), amount_fen=100_000):
    return Earlier(relation, kind, on, amount_fen)


@pytest.mark.parametrize(
    ("earlier", "is_repeat"),
    [
        (an_earlier(), True),
        (an_earlier(kind="education"), False),
        (an_earlier(Relation.KIN, kind="education"), True),
        (an_earlier(on=date(2019, 6, 11)), True),
        (an_earlier(on=date(2019, 6, 10)), False),
    ],
)
def test_the_same_cause_or_kin_within_a_year_is_a_repetition(earlier, is_repeat):
    assert is_repeated(SHANDONG, "illness", [earlier], on=ON) is is_repeat


def judge(*earlier, amount_fen=100_000, is_heavy=False, is_judged=False):
    judge_earlier(SHANDONG, "illness", amount_fen, earlier, on=ON, is_heavy=is_heavy, is_judged=is_judged)


def test_a_repetition_waits_for_somebodys_judgement():
    with pytest.raises(RepeatNotJudged):
        judge(an_earlier())
    judge(an_earlier(), is_judged=True)


def test_a_third_aid_in_a_year_and_more_than_the_years_most_are_refused_but_to_heavy_cases():
    other = an_earlier(kind="education")
    judge(other)
    with pytest.raises(YearlyTimesReached):
        judge(other, other)
    judge(other, other, is_heavy=True)
    judge(replace(other, amount_fen=4_900_000))
    with pytest.raises(YearlyAmountReached):
        judge(replace(other, amount_fen=4_900_001))


def test_what_was_given_last_year_or_to_kin_does_not_count_for_the_year():
    last_year, kin = an_earlier(kind="education", on=date(2019, 12, 31)), an_earlier(Relation.KIN, kind="education")
    judge(last_year, last_year, kin, kin, is_judged=True)


def test_a_heavy_case_needs_its_minutes_too():
    filed = ["application", "identity", "household-survey", "expense-proof"]

    assert missing_papers(SHANDONG, filed, is_heavy=False) == []
    assert [kind.code for kind in missing_papers(SHANDONG, filed, is_heavy=True)] == ["meeting-minutes"]


def test_hours_run_through_the_night_and_working_days_end_with_the_day():
    friday = datetime(2020, 6, 5, 17, 0, tzinfo=clock.CHINA)

    assert decide_by(DecideWithin(hours=48, reference="x"), friday) == datetime(2020, 6, 7, 17, 0, tzinfo=clock.CHINA)
    assert decide_by(DecideWithin(working_days=10, reference="x"), friday).date() == date(2020, 6, 19)
