"""Who is helped with a dangerous house and how; each refusal says why, and one house is helped once."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.housing.rules.floor_area import FloorTooLarge, FloorTooSmall, floor_limit, must_keep_floor_limit
from services.housing.rules.help import Applicant, FormerHelp, GroupUnknown, Offer, hindrances, must_fit, offers
from services.housing.rules.help_policy import Kinship
from services.housing.rules.house import Grade
from services.housing.rules.mode import Mode, ModeNeedsReason, ModeNotOffered
from services.housing.store.help_policy import get_help_policy, list_help_policies

ON = date(2019, 5, 1)
CASES = [(policy, example) for policy in list_help_policies() for example in policy.examples]
SHANDONG, _ = get_help_policy("371311001001", ON)
AN_APPLICANT = Applicant(Grade.D, frozenset({"enrolled"}), persons=3, oldest=55)


def _applicant(facts) -> Applicant:
    return Applicant(facts.grade, frozenset(facts.groups), facts.persons, facts.oldest, facts.wishes_care)


@pytest.mark.parametrize(("policy", "example"), CASES, ids=[f"{policy.policy}: {example.name}" for policy, example in CASES])
def test_a_policy_offers_the_modes_and_areas_of_its_examples(policy, example):
    offered = offers(policy, _applicant(example.facts))
    limit = floor_limit(policy, example.facts.persons)

    assert tuple(offer.mode for offer in offered) == example.expected.modes
    assert example.expected.area in (None, (limit.least_m2, limit.most_m2))


def test_a_household_of_the_groups_with_a_dangerous_house_meets_no_hindrance():
    assert hindrances(SHANDONG, AN_APPLICANT, on=ON) == ()


def test_everything_that_stands_against_help_is_told_at_once():
    refused = replace(
        AN_APPLICANT,
        grade=Grade.B,
        groups=frozenset(),
        children_have_safe_house=True,
        has_another_safe_house=True,
        former=(FormerHelp(date(2016, 9, 1), Kinship.ADDRESS),),
    )

    found = hindrances(SHANDONG, refused, on=ON)

    assert [(each.code, each.is_absolute) for each in found] == [
        ("house-not-dangerous", True),
        ("of-no-group", True),
        ("helped-before-address", True),
        ("children-have-safe-house", False),
        ("another-safe-house", True),
    ]
    assert found[2].sentence.startswith("这处住房已于2016-09-01享受过危房改造。依据：")


def test_a_kinsmans_help_is_looked_into_and_bars_nobody_by_itself():
    [found] = hindrances(SHANDONG, replace(AN_APPLICANT, former=(FormerHelp(date(2016, 9, 1), Kinship.KIN),)), on=ON)

    assert (found.code, found.is_absolute) == ("helped-before-kin", False)


def test_a_house_that_a_disaster_destroyed_may_be_helped_again():
    destroyed = replace(AN_APPLICANT, former=(FormerHelp(date(2016, 9, 1), Kinship.HOUSEHOLD, was_destroyed=True),))

    assert hindrances(SHANDONG, destroyed, on=ON) == ()


@pytest.mark.parametrize(("helped_on", "bars"), [(date(2009, 5, 1), False), (date(2009, 5, 2), True)])
def test_where_a_place_counts_years_the_anniversary_frees(helped_on, bars):
    ten_years = SHANDONG.model_copy(update={"once_only": SHANDONG.once_only.model_copy(update={"years": 10})})
    helped = replace(AN_APPLICANT, former=(FormerHelp(helped_on, Kinship.HOUSEHOLD),))

    assert bool(hindrances(ten_years, helped, on=ON)) is bars


def test_a_group_that_the_place_does_not_know_is_refused():
    with pytest.raises(GroupUnknown) as refused:
        hindrances(SHANDONG, replace(AN_APPLICANT, groups=frozenset({"veterans"})), on=ON)

    assert refused.value.facts["groups"] == "veterans"


@pytest.mark.parametrize(
    ("persons", "oldest", "wishes", "first"),
    [
        (1, 40, True, Mode.COLLECTIVE_CARE),
        (2, 60, True, Mode.COLLECTIVE_CARE),
        (2, 59, True, Mode.REBUILD),
        (1, 80, False, Mode.REBUILD),
    ],
)
def test_care_comes_first_for_who_is_alone_or_old_and_wishes_it(persons, oldest, wishes, first):
    offered = offers(SHANDONG, replace(AN_APPLICANT, persons=persons, oldest=oldest, wishes_care=wishes))

    assert offered[0].mode is first
    assert offered[0].reason.startswith("住房为D级")


def test_the_first_mode_needs_no_reason_and_another_does():
    offered = offers(SHANDONG, AN_APPLICANT)

    must_fit(offered, Mode.REBUILD, reason="")
    must_fit(offered, Mode.RENT, reason="户主随子女外出，本村有空房")
    with pytest.raises(ModeNeedsReason) as refused:
        must_fit(offered, Mode.RENT, reason=" ")
    assert refused.value.pointer == "/mode_reason"


def test_a_mode_that_does_not_fit_is_not_to_be_had_by_a_reason():
    with pytest.raises(ModeNotOffered):
        must_fit([Offer(Mode.REPAIR, "")], Mode.REBUILD, reason="想建新的")


def test_the_limits_of_floor_are_allowed_themselves():
    limit = floor_limit(SHANDONG, 4)

    assert (limit.least_m2, limit.most_m2) == (52, 72)
    must_keep_floor_limit(limit, limit.least_m2, pointer="/area_m2")
    must_keep_floor_limit(limit, limit.most_m2, pointer="/area_m2")


def test_floor_outside_its_limits_is_refused():
    limit = floor_limit(SHANDONG, 3)

    with pytest.raises(FloorTooLarge) as refused:
        must_keep_floor_limit(limit, limit.most_m2 + 1, pointer="/area_m2")
    assert refused.value.facts["most_m2"] == "60"
    with pytest.raises(FloorTooSmall):
        must_keep_floor_limit(limit, limit.least_m2 - 1, pointer="/area_m2")


@given(st.sampled_from(list_help_policies()), st.integers(1, 29))
def test_one_more_person_never_narrows_a_house(policy, persons):
    smaller, larger = floor_limit(policy, persons), floor_limit(policy, persons + 1)

    assert smaller.least_m2 <= larger.least_m2
    assert smaller.most_m2 <= larger.most_m2


@given(
    st.sampled_from(list_help_policies()),
    st.sampled_from([Grade.C, Grade.D]),
    st.integers(1, 12),
    st.integers(0, 110),
    st.booleans(),
)
def test_every_dangerous_house_has_a_way_out(policy, grade, persons, oldest, wishes):
    offered = offers(policy, Applicant(grade, frozenset({"enrolled"}), persons, oldest, wishes))

    assert {Mode.REPAIR, Mode.REBUILD} & {offer.mode for offer in offered}
    assert all("依据：" in offer.reason for offer in offered)
