"""Needs by policy: every file's worked examples, one set of parts whatever the order of facts, terms over holidays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.case import Need, Part
from services.registry.rules.need import Kind, Level, NeedsPolicy, Urgency, added, is_detected_late
from services.registry.rules.vocabulary import PersonClass
from services.registry.store.need import get_policy, list_policies, read_policy
from shared.policy.source import PolicyFileRefused

DETECTED = datetime(2020, 6, 1, 1, 0, tzinfo=UTC)
EXAMPLES = [pytest.param(policy, example, id=example.name) for policy in list_policies() for example in policy.examples]
NATIONAL, ZIBO = (
    next(policy for policy in list_policies() if policy.policy == name) for name in ("needs-national", "needs-zibo")
)

facts = st.lists(
    st.tuples(st.sampled_from(Kind), st.sets(st.sampled_from(PersonClass)), st.integers(0, 5_000_000)), min_size=1, max_size=6
)


def come_to(policy: NeedsPolicy, known: list[Any], at: datetime = DETECTED) -> tuple[set[Part], Urgency]:
    """What a case has after these facts, one by one."""
    parts, urgency = list[Need](), Urgency.ORDINARY
    for kind, classes, burden_fen in known:
        needed = policy.needed(kind, classes=classes, burden_fen=burden_fen, at=at)
        more = added(parts, needed)
        assert not {need.part for need in more} & {need.part for need in parts}
        parts, urgency = [*parts, *more], urgency.at_least(needed.urgency)
    return {need.part for need in parts}, urgency


@pytest.mark.parametrize(("policy", "example"), EXAMPLES)
def test_a_policy_does_what_its_examples_say(policy: NeedsPolicy, example: Any) -> None:
    known = [(kind, example.classes, example.burden_fen) for kind in example.kinds]
    assert come_to(policy, known) == (set(example.expected), example.urgency)


@given(st.sampled_from([NATIONAL, ZIBO]), facts, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_become_known_does_not_matter(policy: NeedsPolicy, known: list[Any], dice: Any) -> None:
    shuffled = list(known)
    dice.shuffle(shuffled)
    assert come_to(policy, shuffled) == come_to(policy, known)


@given(st.sampled_from([NATIONAL, ZIBO]), facts)
def test_one_more_fact_never_takes_anything_away(policy: NeedsPolicy, known: list[Any]) -> None:
    before, after = come_to(policy, known[:-1]) if known[:-1] else (set(), Urgency.ORDINARY), come_to(policy, known)
    assert before[0] <= after[0]
    assert after[1].at_least(before[1]) is after[1]


def test_the_narrowest_policy_of_the_day_holds() -> None:
    assert get_policy("370302001001", DETECTED.date())[0] is ZIBO
    assert get_policy("371311001001", DETECTED.date())[0] is NATIONAL
    assert get_policy("370302001001", DETECTED.date().replace(year=2017))[0] is NATIONAL


def test_first_aid_runs_through_nights_and_holidays_and_the_conclusion_ends_with_its_day() -> None:
    before_the_feast = datetime(2020, 9, 30, 23, 30, tzinfo=UTC)  # 10月1日 07:30, national day
    needed = NATIONAL.needed(Kind.ILLNESS, classes=(), burden_fen=None, at=before_the_feast)
    grant = next(need for need in needed.needs if need.part is Part.EMERGENCY_GRANT)
    assert grant.due_at == before_the_feast + timedelta(hours=24)
    assert needed.conclude_by.isoformat() == "2020-10-16T23:59:59.999999+08:00"


@given(st.integers(0, 11 * 365 * 24 * 60))
def test_a_deadline_is_never_before_what_it_is_counted_from_and_summer_time_does_not_exist(minutes: int) -> None:
    at = datetime(2018, 12, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    needed = NATIONAL.needed(Kind.ILLNESS, classes=(), burden_fen=None, at=at)
    assert timedelta(days=15) <= needed.conclude_by - at < timedelta(days=16)
    assert {need.due_at - at for need in needed.needs if need.due_at} == {timedelta(hours=24)}


def test_a_case_climbs_from_the_village_to_the_city_the_longer_it_is_late() -> None:
    climbs = [NATIONAL.level_at(DETECTED, DETECTED + timedelta(hours=hours)) for hours in (0, 1, 24, 72, 1000)]
    assert climbs == [Level.VILLAGE, Level.TOWN, Level.COUNTY, Level.CITY, Level.CITY]
    assert NATIONAL.level_at(None, DETECTED) is Level.VILLAGE


def test_a_household_that_nobody_saw_for_days_was_detected_late() -> None:
    assert not is_detected_late(NATIONAL, DETECTED, DETECTED + timedelta(days=3))
    assert is_detected_late(NATIONAL, DETECTED, DETECTED + timedelta(days=5))


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ("house]\n    begin", "accident]\n    begin", None),
        ("who: housing", "who: nobody", "责任单位"),
        ("after_hours: 24", "after_hours: 1", "逐级升高"),
        ("{days: 15, who", "{days: 15, hours: 3, who", "恰好写一个"),
        ("reference: four-parts", "reference: nowhere", "nowhere"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_with_its_line(
    tmp_path: Path, written: str, instead: str, complaint: str | None
) -> None:
    text = (Path(read_policy.__code__.co_filename).parent.parent / "policy/needs/national.yaml").read_text("utf-8")
    assert written in text
    path = tmp_path / "wrong.yaml"
    path.write_text(text.replace(written, instead), "utf-8")
    if complaint is None:
        read_policy(path)
        return
    with pytest.raises(PolicyFileRefused, match=complaint):
        read_policy(path)
