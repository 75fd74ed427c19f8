"""What grade the observed parts make, why, and by when somebody has to look."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.housing.rules.house import Condition, Grade, Part
from services.housing.rules.survey import SurveyAlreadyCompleted, SurveyState, complete, due_on, grade, is_overdue
from services.housing.rules.survey_policy import SurveyPolicy
from services.housing.store.survey_policy import list_policies
from shared.policy.document import in_force

[POLICY] = list_policies()
CASES = [(policy, example) for policy in list_policies() for example in policy.examples]

observations = st.fixed_dictionaries({part: st.sampled_from(Condition) for part in Part})


@pytest.mark.parametrize(("policy", "example"), CASES, ids=[f"{policy.policy}: {example.name}" for policy, example in CASES])
def test_a_policy_reproduces_its_examples(policy: SurveyPolicy, example):
    assert grade(policy, example.parts).grade is example.expected


@pytest.mark.parametrize(
    ("part", "flawed", "failing", "failed"),
    [
        (Part.SITE, "B", "C", "D"),
        (Part.FOUNDATION, "B", "C", "D"),
        (Part.WALLS, "B", "C", "D"),
        (Part.ROOF, "B", "C", "D"),
        (Part.ENCLOSURE, "B", "B", "C"),
    ],
)
def test_one_bad_part_makes_its_grade(part, flawed, failing, failed):
    sound = dict.fromkeys(Part, Condition.SOUND)
    bad = (Condition.FLAWED, Condition.FAILING, Condition.FAILED)

    assert [grade(POLICY, sound | {part: condition}).grade for condition in bad] == [flawed, failing, failed]


@given(observations, st.sampled_from(Part), st.sampled_from(Condition))
def test_a_worse_part_never_makes_a_better_grade(observed, part, condition):
    order = list(Condition)
    worse = max(observed[part], condition, key=order.index)

    assert grade(POLICY, observed | {part: worse}).grade >= grade(POLICY, observed).grade


@given(observations)
def test_a_is_given_to_a_house_without_fault_and_to_no_other(observed):
    is_sound = set(observed.values()) == {Condition.SOUND}

    assert (grade(POLICY, observed).grade is Grade.A) == is_sound


@given(observations)
def test_every_grade_says_why_and_by_what(observed):
    finding = grade(POLICY, observed)

    assert all("依据：" in reason for reason in finding.reasons)
    assert finding.reasons[-1].startswith(f"{finding.grade}级：")
    assert len(finding.reasons) == 1 or finding.grade is not Grade.A


@given(observations)
def test_shelter_is_for_d_and_follow_up_for_c_and_d(observed):
    finding = grade(POLICY, observed)

    assert finding.needs_shelter == (finding.grade == "D")
    assert finding.needs_follow_up == (finding.grade in ("C", "D"))


@pytest.mark.parametrize(
    ("detected_on", "due"),
    [
        (date(2020, 6, 1), date(2020, 6, 4)),  # Monday to Thursday
        (date(2020, 6, 4), date(2020, 6, 9)),  # over a weekend
        (date(2020, 6, 24), date(2020, 6, 30)),  # over the Dragon Boat Festival, with Sunday 28 June worked
        (date(2020, 9, 30), date(2020, 10, 12)),  # over National Day, with Saturday 10 October worked
    ],
)
def test_a_survey_is_due_on_the_third_working_day(detected_on, due):
    assert due_on(POLICY, detected_on) == due


def test_the_due_day_itself_is_in_time():
    due = date(2020, 6, 4)

    assert not is_overdue(SurveyState.OPEN, due, on=due)
    assert is_overdue(SurveyState.OPEN, due, on=date(2020, 6, 5))
    assert not is_overdue(SurveyState.COMPLETED, due, on=date(2020, 6, 5))


def test_a_survey_is_completed_once():
    assert complete(SurveyState.OPEN) is SurveyState.COMPLETED
    with pytest.raises(SurveyAlreadyCompleted):
        complete(SurveyState.COMPLETED)


def test_the_narrower_place_goes_first():
    county = POLICY.model_copy(update={"policy": "luozhuang", "region": "371311"})

    assert in_force([county, POLICY], region="371311001001", on=date(2020, 6, 1)) is county
    assert in_force([county, POLICY], region="350404001001", on=date(2020, 6, 1)) is POLICY
    assert in_force([county, POLICY], region="371311001001", on=date(2013, 12, 31)) is None
