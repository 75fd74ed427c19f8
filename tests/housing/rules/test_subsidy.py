"""What a household is given: never more than it costs or the place allows, to the fen out of named money."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.housing.rules.help import Applicant
from services.housing.rules.house import Grade
from services.housing.rules.mode import Mode
from services.housing.rules.subsidy import subsidy
from services.housing.store.help_policy import get_help_policy, list_help_policies

ON = date(2019, 5, 1)
SHANDONG, _ = get_help_policy("371311001001", ON)
YUZHOU, _ = get_help_policy("411081100200", ON)
CASES = [(policy, example) for policy in list_help_policies() for example in policy.examples if example.facts.mode is not None]


@st.composite
def asked(draw):
    policy = draw(st.sampled_from(list_help_policies()))
    groups = draw(st.sets(st.sampled_from([group.code for group in policy.groups])))
    grade = draw(st.sampled_from([Grade.C, Grade.D]))
    applicant = Applicant(grade, frozenset(groups), draw(st.integers(1, 12)), draw(st.integers(0, 110)))
    cost = draw(st.none() | st.integers(0, 10**8))
    area = draw(st.none() | st.decimals("0.01", "400", places=2))
    return policy, applicant, draw(st.sampled_from(Mode)), cost, area


@pytest.mark.parametrize(("policy", "example"), CASES, ids=[f"{policy.policy}: {example.name}" for policy, example in CASES])
def test_a_policy_pays_what_its_examples_say(policy, example):
    facts = example.facts
    applicant = Applicant(facts.grade, frozenset(facts.groups), facts.persons, facts.oldest, facts.wishes_care)

    given_ = subsidy(policy, applicant, facts.mode, cost_fen=facts.cost_fen, area_m2=facts.area_m2)

    assert given_.amount_fen == example.expected.subsidy_fen
    assert {share.source: share.amount_fen for share in given_.shares} == example.expected.sources


@given(asked())
def test_a_subsidy_is_never_above_cost_nor_above_the_standard(each):
    policy, applicant, mode, cost, area = each
    hoped = subsidy(policy, applicant, mode, cost_fen=None, area_m2=area).amount_fen
    given_ = subsidy(policy, applicant, mode, cost_fen=cost, area_m2=area).amount_fen

    assert given_ == (hoped if cost is None else min(cost, hoped))


@given(asked())
def test_sources_and_stages_add_up_to_the_subsidy(each):
    policy, applicant, mode, cost, area = each

    given_ = subsidy(policy, applicant, mode, cost_fen=cost, area_m2=area)

    assert sum(share.amount_fen for share in given_.shares) == given_.amount_fen
    assert all(share.amount_fen > 0 for share in given_.shares)
    assert sum(part for _, part in given_.stages) == given_.amount_fen
    assert given_.reasons


@given(asked(), st.data())
def test_one_group_more_never_takes_money_away(each, data):
    policy, applicant, mode, cost, area = each
    other = data.draw(st.sampled_from([group.code for group in policy.groups]))
    more = Applicant(applicant.grade, applicant.groups | {other}, applicant.persons, applicant.oldest)

    before = subsidy(policy, applicant, mode, cost_fen=cost, area_m2=area).amount_fen
    assert subsidy(policy, more, mode, cost_fen=cost, area_m2=area).amount_fen >= before


@given(st.sets(st.sampled_from(["extreme-poverty", "dibao", "disabled", "enrolled"]), min_size=1))
def test_where_floor_counts_more_of_it_never_brings_less(groups):
    applicant = Applicant(Grade.D, frozenset(groups), 3, 40)
    areas = [Decimal("10"), Decimal("24.55"), Decimal("48"), Decimal("60")]

    amounts = [subsidy(YUZHOU, applicant, Mode.REBUILD, cost_fen=None, area_m2=area).amount_fen for area in areas]

    assert amounts == [6300_00, 15466_50, 30240_00, 30240_00]


def test_who_is_of_several_groups_gets_the_best_of_them_once():
    applicant = Applicant(Grade.D, frozenset({"enrolled", "dibao", "disabled"}), 3, 40)

    given_ = subsidy(SHANDONG, applicant, Mode.REBUILD, cost_fen=None, area_m2=None)

    assert given_.amount_fen == 19000_00
    assert [reason.split("。")[0] for reason in given_.reasons] == [
        "建档立卡贫困户拆除重建每户18000.00元",
        "同时属于低保户、贫困残疾人家庭，增加1000.00元",
    ]


def test_a_mode_without_a_standard_brings_nothing_and_says_so():
    applicant = Applicant(Grade.D, frozenset({"enrolled"}), 1, 70)

    given_ = subsidy(SHANDONG, applicant, Mode.COLLECTIVE_CARE, cost_fen=None, area_m2=None)

    assert (given_.amount_fen, given_.shares) == (0, ())
    assert given_.reasons == ("集中供养：该地的规定没有为这类户定改造补助",)
