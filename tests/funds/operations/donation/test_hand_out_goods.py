"""Goods are followed into households' hands, never more than were counted out."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from services.funds.operations.donation.hand_out_goods import hand_out_goods
from services.funds.rules.donation_trace import HandedAgain, HandedElsewhere, HandedTomorrow, MoreThanCountedOut, NotGoods
from services.funds.schemas.donation_trace import HandOutGoods
from services.funds.store.donation_trace import sum_handings
from tests.builders.funds import COUNTY_OFFICER, OTHER_VILLAGE, VILLAGE
from tests.builders.funds_budget import IN_MARCH
from tests.builders.funds_donations import a_fund, a_use, given, to_school, used

TAKEN_ON = IN_MARCH.date()


async def some_goods(session):
    """Three quilts, counted out to a village."""
    fund = await a_fund(session)
    gift = await given(session, fund, 100_00, kind="goods", goods="棉被", quantity=3, unit="床")
    return await used(session, a_use(fund, kind="goods", donation=gift.number, region=VILLAGE, quantity=3, title="冬季送温暖"))


def rows(*quantities: int, village: str = VILLAGE, on: date = TAKEN_ON) -> HandOutGoods:
    told = [{"household_id": uuid4(), "village": village, "quantity": many, "handed_on": on} for many in quantities]
    return HandOutGoods.model_validate({"rows": told})


async def handed(session, use, form):
    return await hand_out_goods(session, use.id, form, by=COUNTY_OFFICER, at=IN_MARCH)


async def test_every_piece_is_in_somebodys_hands_and_no_more_than_there_are(session):
    use = await some_goods(session)
    await handed(session, use, rows(1, 1))
    with pytest.raises(MoreThanCountedOut):
        await handed(session, use, rows(2))
    await handed(session, use, rows(1))
    assert (await sum_handings(session, [use.id]))[use.id] == (3, 3)


@pytest.mark.parametrize(
    ("form", "law"),
    [
        (rows(1, village=OTHER_VILLAGE), HandedElsewhere),
        (rows(1, on=TAKEN_ON + timedelta(days=1)), HandedTomorrow),
        (rows(1, on=TAKEN_ON - timedelta(days=1)), HandedTomorrow),
    ],
)
async def test_what_cannot_be_is_refused(session, form, law):
    use = await some_goods(session)
    with pytest.raises(law):
        await handed(session, use, form)


async def test_a_household_is_written_once_a_day(session):
    use = await some_goods(session)
    form = rows(1)
    await handed(session, use, form)
    with pytest.raises(HandedAgain):
        await handed(session, use, form)


async def test_money_is_not_handed_out_here(session):
    fund = await a_fund(session)
    await given(session, fund, 100_00)
    use = await used(session, to_school(fund, 50_00))
    with pytest.raises(NotGoods):
        await handed(session, use, rows(1))
