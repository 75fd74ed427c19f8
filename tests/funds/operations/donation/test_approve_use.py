"""Each fen of a use comes from a donation that fits, by a second person, and no donation is used twice."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.funds.operations.donation.approve_use import approve_use
from services.funds.operations.donation.draft_use import draft_use
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.rules.account import AccountKind
from services.funds.rules.donation import DonationStands, UseState, fund_key
from services.funds.rules.donation_lot import DonationsDoNotFit
from services.funds.rules.payment import PaymentState
from services.funds.rules.second_person import SamePerson
from services.funds.rules.transfer import About
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.store.donation import get_donation, list_draws_of_donation
from services.funds.store.ledger import lock_accounts
from services.funds.store.payment import list_payments_about
from shared import database
from tests.builders.funds import COUNTY_OFFICER, VILLAGE, balance_fen
from tests.builders.funds_budget import APPROVER, IN_MARCH
from tests.builders.funds_donations import a_fund, a_recipient, a_use, given, to_school, used


async def left(session, *gifts) -> list[int]:
    return [(await get_donation(session, gift.number)).left_fen for gift in gifts]


async def test_households_are_asked_to_be_paid_and_the_money_is_set_aside(session, emitted):
    fund = await a_fund(session)
    gift = await given(session, fund, 500_00)

    use = await used(session, a_use(fund, recipients=[a_recipient(200_00), a_recipient(100_00)]))

    payments = await list_payments_about(session, About.DONATION, use.id)
    assert sorted((one.amount_fen, one.state) for one in payments) == [(100_00, PaymentState.ASKED), (200_00, PaymentState.ASKED)]
    [account] = await lock_accounts(session, fund_key(fund.region, fund.number))
    assert (account.sums.balance_fen, account.sums.available_fen) == (500_00, 200_00)
    assert await left(session, gift) == [200_00]
    assert (await emitted(session))[-1].kind == "donation-use"


async def test_what_was_given_for_this_goes_first_and_then_the_oldest(session):
    fund = await a_fund(session)
    old = await given(session, fund, 100_00, donated_on="2020-01-01")
    new = await given(session, fund, 100_00, donated_on="2020-02-01")
    meant = await given(session, fund, 100_00, earmark_kind="school", earmark="罗庄一中")
    other = await given(session, fund, 100_00, earmark_kind="school", earmark="罗庄二中")

    await used(session, to_school(fund, 150_00))

    assert await left(session, old, new, meant, other) == [50_00, 100_00, 0, 100_00]


async def test_money_for_another_school_is_not_touched_however_much_lies_there(session):
    fund = await a_fund(session)
    await given(session, fund, 1_000_00, earmark_kind="school", earmark="罗庄二中")

    with pytest.raises(DonationsDoNotFit):
        await used(session, to_school(fund, 1_00))


@pytest.mark.parametrize(
    "wish",
    [
        {"earmark_kind": "village", "earmark": VILLAGE},
        {"earmark_kind": "class", "earmark": "poor-household"},
        {"earmark_kind": "programme", "earmark": "housing"},
    ],
)
async def test_every_wish_is_kept(session, wish):
    fund = await a_fund(session)
    gift = await given(session, fund, 10_00, **wish)
    programme = "housing" if wish["earmark_kind"] == "programme" else ""

    await used(session, a_use(fund, programme=programme, recipients=[a_recipient(10_00)]))

    assert await left(session, gift) == [0]


async def test_goods_are_handed_out_by_number_and_their_value_adds_up_to_the_fen(session):
    fund = await a_fund(session)
    gift = await given(session, fund, 100_00, kind="goods", goods="棉被", quantity=3, unit="床")
    hand_out = {"kind": "goods", "donation": gift.number, "region": VILLAGE, "title": "冬季送温暖"}

    values = [(await used(session, a_use(fund, quantity=1, **hand_out))).amount_fen for _ in range(3)]

    assert values == [33_33, 33_33, 33_34]
    with pytest.raises(DonationsDoNotFit):
        await used(session, a_use(fund, quantity=1, **hand_out))


async def test_unused_money_goes_back_to_whoever_gave_it(session, emitted):
    fund = await a_fund(session)
    gift = await given(session, fund, 100_00)
    await used(session, to_school(fund, 30_00))
    back = {"kind": "return", "person_class": "", "title": "项目取消", "donation": gift.number}

    with pytest.raises(DonationsDoNotFit):
        await used(session, a_use(fund, amount_yuan="70.01", **back))
    await used(session, a_use(fund, amount_yuan="70", **back))

    assert await left(session, gift) == [0]
    assert (await emitted(session))[-1].kind == "donation-returned"
    draws = await list_draws_of_donation(session, gift.id)
    assert sum(draw.amount_fen for draw, _ in draws) == 100_00


async def test_whoever_drafted_does_not_approve(session):
    fund = await a_fund(session)
    await given(session, fund, 100_00)
    use = await draft_use(session, to_school(fund, 1_00), by=COUNTY_OFFICER, at=IN_MARCH)

    with pytest.raises(SamePerson):
        await approve_use(session, use.id, by=COUNTY_OFFICER, at=IN_MARCH)
    assert use.state is UseState.DRAFTED


async def test_two_uses_racing_for_one_donation_get_it_once(sessions, session):
    fund = await a_fund(session)
    await given(session, fund, 100_00)
    uses = [await draft_use(session, to_school(fund, 60_00), by=COUNTY_OFFICER, at=IN_MARCH) for _ in range(2)]
    await session.commit()

    async def approve(use_id) -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await approve_use(own, use_id, by=APPROVER, at=IN_MARCH)

    outcomes = await asyncio.gather(*(approve(use.id) for use in uses), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DonationsDoNotFit", "NoneType"]


async def test_nobody_says_by_hand_what_is_used_and_no_reversal_loses_the_trace(session):
    fund = await a_fund(session)
    gift = await given(session, fund, 100_00)
    assert await balance_fen(session, AccountKind.DONORS, fund.region) == 0  # that of donations lies apart by source

    with pytest.raises(DonationStands):
        await reverse_transfer(session, gift.transfer_id, ReverseTransfer(reason="误记"), at=IN_MARCH)
    with pytest.raises(DBAPIError, match="counted by its draws alone"):
        await session.execute(text("UPDATE donation SET drawn_fen = 0"))
