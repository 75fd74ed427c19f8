"""How much first aid, by which clause; and what its papers must be."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.account import AccountKey, AccountKind, Holding, Sums
from services.funds.rules.grant import (
    GrantNotPaid,
    GrantState,
    GrantStateForbids,
    PapersAlreadyFiled,
    PapersIncomplete,
    PapersUnknown,
    ReserveNotFilled,
    ReserveShort,
    award,
    become,
    is_late,
    judge_papers,
    papers_due_on,
    pay_out,
)
from services.funds.rules.policy import GrantPolicy
from services.funds.rules.transfer import difference
from services.funds.store.policy import list_policies
from shared import clock
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7
from shared.policy.document import in_force
from tests.builders.funds import PAPERS, a_need

[SHANDONG] = list_policies()
CASES = [(policy, example) for policy in list_policies() for example in policy.examples]


def _reserve(available_fen: int) -> Holding:
    return Holding(uuid7(), AccountKey(AccountKind.TOWN_RESERVE, "371311001"), Sums(available_fen + 100, 100, 0, 0))


PAID_OUT = Holding(uuid7(), AccountKey(AccountKind.HOUSEHOLD_PAID_OUT, "371311001"))


@pytest.mark.parametrize(("policy", "example"), CASES, ids=[f"{policy.policy}: {example.name}" for policy, example in CASES])
def test_a_policy_reproduces_its_examples(policy: GrantPolicy, example):
    facts = example.facts
    at = datetime(facts.on.year, facts.on.month, facts.on.day, 12, tzinfo=clock.CHINA)
    need = replace(a_need(trigger=facts.trigger, burden_fen=facts.burden_fen), detected_at=at)

    assert policy.covers(facts.on)
    assert award(policy, need).amount_fen == example.expected.amount_fen
    assert papers_due_on(policy, at) == example.expected.papers_due_on


@given(st.sampled_from(Trigger), st.none() | st.integers(0, 10**12))
def test_a_town_never_grants_more_than_it_may_decide(trigger, burden_fen):
    decided = award(SHANDONG, a_need(trigger=trigger, burden_fen=burden_fen))

    assert 0 < decided.amount_fen <= SHANDONG.town_limit.amount_fen == 300_000


@given(st.sampled_from(Trigger), st.integers(0, 10**10), st.integers(0, 10**10))
def test_a_heavier_bill_never_brings_less(trigger, one_fen, other_fen):
    lighter, heavier = sorted((one_fen, other_fen))

    assert (
        award(SHANDONG, a_need(trigger=trigger, burden_fen=lighter)).amount_fen
        <= award(SHANDONG, a_need(trigger=trigger, burden_fen=heavier)).amount_fen
    )


def test_first_aid_is_due_a_day_after_detection():
    need = a_need()

    assert (award(SHANDONG, need).first_aid_due_at - need.detected_at).total_seconds() == 24 * 3600


def test_a_reason_that_we_inferred_says_so():
    reasons = award(SHANDONG, a_need(trigger=Trigger.JOB_LOSS, burden_fen=None)).reasons

    assert "（平台推定）" in reasons[0]
    assert "（平台推定）" not in reasons[-1]


@pytest.mark.parametrize(
    ("region", "on", "policy"),
    [
        ("371311001001", date(2019, 1, 1), "shandong-2018"),
        ("371311001001", date(2018, 12, 31), None),
        ("350404001001", date(2020, 6, 1), None),
    ],
)
def test_a_policy_applies_in_its_place_and_time(region, on, policy):
    found = in_force(list_policies(), region=region, on=on)

    assert (found.policy if found else None) == policy


def test_the_narrower_place_goes_first():
    county = SHANDONG.model_copy(update={"policy": "luozhuang", "region": "371311"})

    assert in_force([county, SHANDONG], region="371311001001", on=date(2020, 6, 1)) is county


def test_a_grant_takes_the_last_fen_of_a_reserve():
    payout = pay_out(_reserve(300_000), PAID_OUT, 300_000)

    assert difference(payout.legs) == (0, 0)


def test_a_reserve_that_is_one_fen_short_pays_nothing():
    with pytest.raises(ReserveShort) as refused:
        pay_out(_reserve(299_999), PAID_OUT, 300_000)
    assert refused.value.facts["available_fen"] == 299_999


def test_a_reserve_that_never_held_money_is_told_apart_from_an_empty_one():
    with pytest.raises(ReserveNotFilled):
        pay_out(Holding(uuid7(), AccountKey(AccountKind.TOWN_RESERVE, "371311001")), PAID_OUT, 1)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_payout_never_overdraws_the_reserve(available_fen, amount_fen):
    reserve = _reserve(available_fen)
    try:
        payout = pay_out(reserve, PAID_OUT, amount_fen)
    except ReserveShort:
        assert amount_fen > available_fen
        return
    assert reserve.after(payout.legs).sums.available_fen == available_fen - amount_fen >= 0
    assert PAID_OUT.after(payout.legs).sums.balance_fen == amount_fen


def test_the_due_day_itself_is_in_time():
    assert not is_late(date(2020, 6, 6), on=date(2020, 6, 6))
    assert is_late(date(2020, 6, 6), on=date(2020, 6, 7))


@pytest.mark.parametrize(
    ("state", "filed_on", "handed_in", "law"),
    [
        (GrantState.WAITING, None, PAPERS, GrantNotPaid),
        (GrantState.RETURNED, None, PAPERS, GrantNotPaid),
        (GrantState.PAID, date(2020, 6, 3), PAPERS, PapersAlreadyFiled),
        (GrantState.PAID, None, [*PAPERS, "photograph"], PapersUnknown),
        (GrantState.PAID, None, PAPERS[:-1], PapersIncomplete),
    ],
)
def test_papers_are_refused_for_a_reason(state, filed_on, handed_in, law):
    with pytest.raises(law):
        judge_papers(state, date(2020, 6, 6), filed_on, required=SHANDONG.papers.kinds, handed_in=handed_in)


def test_missing_papers_are_named():
    with pytest.raises(PapersIncomplete) as refused:
        judge_papers(
            GrantState.PAID, date(2020, 6, 6), None, required=SHANDONG.papers.kinds, handed_in=["identity", "application"]
        )
    assert refused.value.facts["missing"] == ["入户核查表", "领款签字单"]


def test_a_returned_grant_is_not_paid_again():
    with pytest.raises(GrantStateForbids):
        become(GrantState.RETURNED, GrantState.PAID)
