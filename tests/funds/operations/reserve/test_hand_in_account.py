"""A month's account is what the books say, given once, after the month."""

from datetime import date, datetime, timedelta

import pytest

from services.funds.operations.reserve.decide_account import decide_account
from services.funds.operations.reserve.hand_in_account import hand_in_account
from services.funds.rules.reserve import AccountHandedIn, NoSuchReserve, ReserveMonthNotOver
from services.funds.schemas.reserve import DecideAccount, HandInAccount
from services.funds.store.reserve_month import read_month
from shared import clock
from shared.security import OutsideRegion
from tests.builders.funds import OTHER_TOWN, TOWN, a_filled_reserve
from tests.builders.funds_grants import CLERK, COUNTY_HEAD, asked_back, first_aid, given_back

JUNE = date(2020, 6, 1)
JULY_9 = datetime(2020, 7, 9, 9, 0, tzinfo=clock.CHINA)
FORM = HandInAccount(said="手续逾期 1 户")


async def a_month(session):
    """30,000 in, two grants of 3,000, one of them given back in parts: 1,000 of it in June."""
    await a_filled_reserve(session)
    await first_aid(session)
    order = await asked_back(session, await first_aid(session))
    await given_back(session, order, "1000.00")
    return order


async def test_the_account_adds_up_from_the_books(session):
    order = await a_month(session)
    await given_back(session, order, "2000.00", at=JULY_9)

    account = await hand_in_account(session, TOWN, JUNE, FORM, by=CLERK, at=JULY_9)

    assert (account.opening_fen, account.filled_fen, account.granted_fen) == (0, 3_000_000, 600_000)
    assert (account.returned_fen, account.other_fen, account.closing_fen) == (100_000, 0, 2_500_000)
    assert (account.grants, account.without_papers, account.is_late) == (2, 1, False)
    july = await read_month(session, TOWN, date(2020, 7, 1), on=JULY_9.date())
    assert (july.month.opening_fen, july.month.returned_fen, july.month.closing_fen) == (2_500_000, 200_000, 2_700_000)


async def test_a_month_is_handed_in_once_unless_it_was_sent_back(session):
    await a_month(session)
    await hand_in_account(session, TOWN, JUNE, FORM, by=CLERK, at=JULY_9)
    with pytest.raises(AccountHandedIn):
        await hand_in_account(session, TOWN, JUNE, FORM, by=CLERK, at=JULY_9)

    back = DecideAccount(is_accepted=False, said="请说明逾期手续")
    await decide_account(session, TOWN, JUNE, back, by=COUNTY_HEAD, at=JULY_9)
    again = await hand_in_account(session, TOWN, JUNE, FORM, by=CLERK, at=JULY_9 + timedelta(days=2))
    assert again.is_late


async def test_only_ones_own_months_that_are_over(session):
    await a_month(session)
    with pytest.raises(ReserveMonthNotOver):
        await hand_in_account(session, TOWN, date(2020, 7, 1), FORM, by=CLERK, at=JULY_9)
    with pytest.raises(OutsideRegion):
        await hand_in_account(session, OTHER_TOWN, JUNE, FORM, by=CLERK, at=JULY_9)
    with pytest.raises(NoSuchReserve):
        await hand_in_account(session, OTHER_TOWN, JUNE, FORM, by=COUNTY_HEAD, at=JULY_9)
