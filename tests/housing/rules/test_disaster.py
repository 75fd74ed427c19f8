"""Disasters as rules: hours from every place's file, whom a command may mean, and when it is over."""

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from services.housing.rules import disaster as rules
from services.housing.rules.disaster_policy import DisasterPolicy
from services.housing.rules.renovation import Level
from services.housing.store.disaster_policy import get_disaster_kind, list_disaster_policies
from shared.clock import CHINA
from shared.policy.term import Term

NOW = datetime(2019, 8, 10, 21, 0, tzinfo=CHINA)


@pytest.mark.parametrize("policy", list_disaster_policies(), ids=lambda policy: policy.policy)
def test_every_place_knows_the_disasters_that_the_issue_names(policy: DisasterPolicy) -> None:
    assert {"typhoon", "flood", "earthquake", "fire", "landslide", "snow"} <= {kind.kind for kind in policy.kinds}
    assert all(policy.source(kind).spoken for kind in policy.kinds)


def test_hours_run_through_nights_and_holidays() -> None:
    kind, policy, _ = get_disaster_kind("typhoon", region="371311", on=NOW.date())
    assert kind.due_at(NOW) == (NOW + timedelta(hours=24), NOW + timedelta(hours=120))
    assert (policy.transition.days, policy.transition.yuan_per_person_day, policy.shelter.hours) == (90, 20_00, 12)


def test_a_grade_that_is_due_before_anybody_looked_is_no_policy() -> None:
    told = list_disaster_policies()[0].model_dump(by_alias=True)
    told["transition"]["yuan_per_person_day"] = "20.00"
    told["kinds"][0]["grade_hours"] = 1
    with pytest.raises(ValidationError, match="grade_hours"):
        DisasterPolicy.model_validate(told)


def test_notices_are_as_usual_unless_the_place_shortens_them() -> None:
    policy = list_disaster_policies()[0]
    usual, short = Term(days=7, reference="weather"), Term(days=3, reference="weather")
    hurried = policy.model_copy(update={"urgent_notices": policy.urgent_notices.model_copy(update={"village": short})})
    assert policy.notice_of(Level.VILLAGE.value, usual) is usual
    assert (hurried.notice_of("village", usual), hurried.notice_of("town", usual)) == (short, usual)


def test_it_has_happened_and_not_long_ago() -> None:
    rules.must_have_happened(NOW, at=NOW)
    rules.must_have_happened(NOW - timedelta(days=60), at=NOW)
    for wrong in (NOW + timedelta(seconds=1), NOW - timedelta(days=60, seconds=1)):
        with pytest.raises(rules.DisasterOutOfTime):
            rules.must_have_happened(wrong, at=NOW)


def test_places_lie_in_the_county_and_a_town_holds_its_villages() -> None:
    rules.must_lie_inside(["371311", "371311001"], "371311")
    with pytest.raises(rules.PlaceOutsideDisaster) as outside:
        rules.must_lie_inside(["371311001", "371312"], "371311")
    assert outside.value.pointer == "/places/1"
    assert rules.without_those_inside(["371311001001", "371311001", "371311002003"]) == ["371311001", "371311002003"]


def test_nobody_moves_before_the_number_is_confirmed() -> None:
    rules.must_be_confirmed(12, 12)
    with pytest.raises(rules.StruckOtherwise):
        rules.must_be_confirmed(11, 12)
    with pytest.raises(rules.NobodyStruck):
        rules.must_be_confirmed(0, 0)


def test_hours_since_are_whole_ones() -> None:
    assert [rules.hours_since(NOW, NOW + timedelta(minutes=each)) for each in (-5, 0, 59, 60, 1441)] == [0, 0, 0, 1, 24]


def test_who_ends_it_early_says_why() -> None:
    rules.must_say_why(0, "")
    rules.must_say_why(2, "全家外出")
    with pytest.raises(rules.DisasterSurveysLeft):
        rules.must_say_why(2, "")
    with pytest.raises(rules.DisasterEndedAlready):
        rules.must_run(NOW)
