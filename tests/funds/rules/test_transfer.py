"""Double entry: legs cancel out, nothing is overdrawn, and what is done is only ever followed."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind, Holding, Overdrawn, Sums
from services.funds.rules.transfer import AlreadyFollowed, CannotFollow, NothingToMove, Phase, SameAccount, difference
from shared.money import LIMIT_FEN

amounts = st.integers(min_value=1, max_value=10**12)


def _holding(number: int, kind: AccountKind, balance_fen: int = 0) -> Holding:
    return Holding(UUID(int=number), AccountKey(kind, "371311001"), Sums(debits_posted_fen=balance_fen))


TREASURY = _holding(1, AccountKind.TREASURY)
POOL = _holding(2, AccountKind.COUNTY_POOL, 10_000)
RESERVE = _holding(3, AccountKind.TOWN_RESERVE)


def test_a_move_credits_the_source_and_debits_the_target():
    out, into = transfer.move(POOL, RESERVE, 300)

    assert out.change == Sums(credits_posted_fen=300)
    assert into.change == Sums(debits_posted_fen=300)


def test_money_set_aside_is_no_longer_available_and_still_in_the_balance():
    after = POOL.after(transfer.reserve(POOL, RESERVE, 4_000))

    assert (after.sums.balance_fen, after.sums.available_fen) == (10_000, 6_000)


def test_money_promised_to_an_account_is_not_available_there_yet():
    promised = RESERVE.after(transfer.reserve(POOL, RESERVE, 4_000))

    with pytest.raises(Overdrawn):
        transfer.move(promised, POOL, 1)


def test_money_that_is_set_aside_cannot_be_moved_a_second_time():
    after = POOL.after(transfer.reserve(POOL, RESERVE, 9_999))

    with pytest.raises(Overdrawn) as refused:
        transfer.move(after, RESERVE, 2)
    assert refused.value.facts == {"account": "县区资金池", "available_fen": 1}


def test_only_the_treasury_goes_below_zero():
    after = TREASURY.after(transfer.move(TREASURY, POOL, 500))

    assert after.sums.balance_fen == -500


@pytest.mark.parametrize("amount_fen", [0, -1, LIMIT_FEN])
def test_a_transfer_moves_something_within_bounds(amount_fen):
    with pytest.raises(NothingToMove):
        transfer.move(TREASURY, POOL, amount_fen)


def test_an_account_does_not_pay_itself():
    with pytest.raises(SameAccount):
        transfer.move(POOL, POOL, 1)


def test_what_the_receiver_has_spent_cannot_be_taken_back():
    legs = transfer.move(POOL, RESERVE, 500)
    spent = Holding(RESERVE.account_id, RESERVE.key, Sums(debits_posted_fen=500, credits_posted_fen=1))

    with pytest.raises(Overdrawn):
        transfer.reverse(legs, {POOL.account_id: POOL, RESERVE.account_id: spent})


@pytest.mark.parametrize(
    ("phase", "next_phase", "is_allowed"),
    [
        (Phase.MOVED, Phase.REVERSED, True),
        (Phase.MOVED, Phase.POSTED, False),
        (Phase.MOVED, Phase.VOIDED, False),
        (Phase.RESERVED, Phase.POSTED, True),
        (Phase.RESERVED, Phase.VOIDED, True),
        (Phase.RESERVED, Phase.REVERSED, False),
        (Phase.POSTED, Phase.REVERSED, True),
        (Phase.POSTED, Phase.VOIDED, False),
        (Phase.VOIDED, Phase.POSTED, False),
        (Phase.VOIDED, Phase.REVERSED, False),
        (Phase.REVERSED, Phase.REVERSED, False),
    ],
)
def test_a_transfer_is_followed_only_by_what_makes_sense(phase, next_phase, is_allowed):
    if is_allowed:
        transfer.follow(phase, next_phase, is_followed=False)
        with pytest.raises(AlreadyFollowed):
            transfer.follow(phase, next_phase, is_followed=True)
    else:
        with pytest.raises(CannotFollow):
            transfer.follow(phase, next_phase, is_followed=False)


@given(amounts)
def test_every_transfer_cancels_out(amount_fen):
    source = _holding(4, AccountKind.COUNTY_POOL, amount_fen)
    moved = transfer.move(source, RESERVE, amount_fen)
    reserved = transfer.reserve(source, RESERVE, amount_fen)
    holdings = {holding.account_id: holding.after(moved) for holding in (source, RESERVE)}

    for legs in (moved, reserved, transfer.post(reserved), transfer.void(reserved), transfer.reverse(moved, holdings)):
        assert difference(legs) == (0, 0)


@given(amounts)
def test_set_aside_and_paid_is_the_same_as_moved(amount_fen):
    source = _holding(4, AccountKind.COUNTY_POOL, amount_fen)
    reserved = transfer.reserve(source, RESERVE, amount_fen)

    for holding in (source, RESERVE):
        assert holding.after((*reserved, *transfer.post(reserved))) == holding.after(transfer.move(source, RESERVE, amount_fen))


@given(amounts)
def test_set_aside_and_set_free_is_as_if_nothing_had_been(amount_fen):
    source = _holding(4, AccountKind.COUNTY_POOL, amount_fen)
    reserved = transfer.reserve(source, RESERVE, amount_fen)

    for holding in (source, RESERVE):
        assert holding.after((*reserved, *transfer.void(reserved))) == holding


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(1, 1_000)), max_size=60))
def test_whatever_is_tried_nothing_is_lost_made_or_overdrawn(tries):
    holdings = [_holding(number, AccountKind.TOWN_RESERVE, 1_000) for number in range(10, 13)]
    for source, target, amount_fen in tries:
        try:
            legs = transfer.move(holdings[source], holdings[target], amount_fen)
        except (Overdrawn, SameAccount):
            continue
        holdings = [holding.after(legs) for holding in holdings]
        assert all(holding.sums.available_fen >= 0 for holding in holdings)
    assert sum(holding.sums.balance_fen for holding in holdings) == 3_000
