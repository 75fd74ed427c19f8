"""The county accepts what the books still say, by another person than who handed it in."""

from datetime import date, datetime

import pytest

from services.funds.operations.reserve.decide_account import decide_account
from services.funds.operations.reserve.hand_in_account import hand_in_account
from services.funds.rules.reserve import AccountChanged, AccountNotHandedIn, AccountState
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.reserve import DecideAccount, HandInAccount
from shared import clock
from tests.builders.funds import TOWN, a_filled_reserve
from tests.builders.funds_grants import COUNTY_CLERK, COUNTY_HEAD

JUNE = date(2020, 6, 1)
JULY_9 = datetime(2020, 7, 9, 9, 0, tzinfo=clock.CHINA)
YES = DecideAccount(is_accepted=True, said="与账相符")


async def test_another_person_accepts_it_once(session):
    await a_filled_reserve(session)
    with pytest.raises(AccountNotHandedIn):
        await decide_account(session, TOWN, JUNE, YES, by=COUNTY_HEAD, at=JULY_9)
    await hand_in_account(session, TOWN, JUNE, HandInAccount(), by=COUNTY_CLERK, at=JULY_9)
    with pytest.raises(SamePerson):
        await decide_account(session, TOWN, JUNE, YES, by=COUNTY_CLERK, at=JULY_9)

    account = await decide_account(session, TOWN, JUNE, YES, by=COUNTY_HEAD, at=JULY_9)

    assert account.state is AccountState.ACCEPTED
    with pytest.raises(AccountNotHandedIn):
        await decide_account(session, TOWN, JUNE, YES, by=COUNTY_HEAD, at=JULY_9)


async def test_what_the_books_no_longer_say_is_only_sent_back(session):
    await a_filled_reserve(session)
    await hand_in_account(session, TOWN, JUNE, HandInAccount(), by=COUNTY_CLERK, at=JULY_9)
    await a_filled_reserve(session, 1)

    with pytest.raises(AccountChanged):
        await decide_account(session, TOWN, JUNE, YES, by=COUNTY_HEAD, at=JULY_9)
    back = DecideAccount(is_accepted=False, said="账上又有拨付，请重报")
    assert (await decide_account(session, TOWN, JUNE, back, by=COUNTY_HEAD, at=JULY_9)).state is AccountState.SENT_BACK
