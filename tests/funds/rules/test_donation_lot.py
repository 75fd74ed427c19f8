"""From which donations a use is paid: those meant for it, then the oldest; every fen once."""

from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.donation import EarmarkKind
from services.funds.rules.donation_lot import (
    Benefit,
    DonationsDoNotFit,
    Earmark,
    Lot,
    Spent,
    check_fund,
    draw,
    unused_draws,
    value_of,
)
from services.funds.rules.donation_policy import FundKind
from services.funds.rules.payment import PaymentState

FREE = Earmark(EarmarkKind.NONE)
PUPILS = Earmark(EarmarkKind.PERSON_CLASS, "poor-pupil")
earmarks = st.sampled_from([FREE, PUPILS, Earmark(EarmarkKind.SCHOOL, "一中"), Earmark(EarmarkKind.VILLAGE, "1")])
benefits = st.builds(
    Benefit, st.integers(1, 500), st.sampled_from(["poor-pupil", "other"]), st.just(""), st.sampled_from(["", "1"]), st.just("")
)


def lots_of(*told: tuple[int, Earmark]) -> list[Lot]:
    return [Lot(UUID(int=at), left, earmark) for at, (left, earmark) in enumerate(told)]


@given(st.lists(st.tuples(st.integers(0, 1000), earmarks), max_size=8), st.lists(benefits, min_size=1, max_size=4))
def test_each_benefit_is_met_whole_from_what_fits_and_no_lot_gives_more_than_it_has(told, asked):
    lots = lots_of(*told)
    try:
        drawn = draw(lots, asked)
    except DonationsDoNotFit:
        return
    by_id = {lot.donation_id: lot for lot in lots}
    for benefit, mine in zip(asked, drawn, strict=True):
        assert sum(one.amount_fen for one in mine) == benefit.amount_fen
        assert all(by_id[one.donation_id].earmark.fits(benefit) for one in mine)
    for lot in lots:
        assert sum(one.amount_fen for mine in drawn for one in mine if one.donation_id == lot.donation_id) <= lot.left_fen


def test_free_money_is_kept_while_there_is_money_meant_for_this():
    [mine] = draw(lots_of((100, FREE), (40, PUPILS)), [Benefit(60, "poor-pupil")])
    assert [(one.donation_id.int, one.amount_fen) for one in mine] == [(1, 40), (0, 20)]


def test_what_does_not_fit_is_refused_with_what_there_is():
    with pytest.raises(DonationsDoNotFit) as refused:
        draw(lots_of((100, PUPILS), (10, FREE)), [Benefit(50, "other")])
    assert refused.value.facts == {"asked_fen": 50, "available_fen": 10}


@given(st.integers(1, 10**9), st.lists(st.integers(1, 50), min_size=1, max_size=10))
def test_the_pieces_come_to_the_whole_value(value_fen, hand_outs):
    quantity, told, out = sum(hand_outs), 0, 0
    for more in hand_outs:
        told += value_of(value_fen, quantity, handed_out=out, more=more)
        out += more
    assert told == value_fen


def test_a_payment_that_stands_frees_nothing():
    drawn = [(UUID(int=1), 5), (UUID(int=2), 7), (UUID(int=1), -5)]
    assert unused_draws(PaymentState.PAID, drawn) == {}
    assert unused_draws(PaymentState.RETURNED, drawn) == {UUID(int=2): 7}


@pytest.mark.parametrize(
    ("right", "wrong", "share", "is_kept"), [(50, 50, "50%", True), (49, 51, "50%", False), (0, 0, "100%", True)]
)
def test_a_fund_keeps_its_rule_by_what_it_spent(right, wrong, share, is_kept):
    kind = FundKind(code="charity-day", title="慈心一日捐", classes=("poor-household",), share=share, reference="a")
    kept = check_fund(kind, [Spent("poor-household", "户", right, 0), Spent("public-good", "村", 0, wrong)])
    assert kept.is_kept is is_kept
    assert kept.due == Fraction(share[:-1]) / 100
