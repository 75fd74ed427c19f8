"""Opening an account by hand: once, of a kind that may be opened, in one's own place."""

import pytest

from services.funds.operations.ledger.open_account import open_account
from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.journal import KindNotByHand
from services.funds.schemas.journal import AccountNamed
from shared.security import OutsideRegion
from tests.builders.funds import COUNTY, COUNTY_OFFICER

CENTRAL = AccountKey(AccountKind.COUNTY_POOL, COUNTY, source=Source.CENTRAL, programme="housing", year=2020)


def _form(key: AccountKey) -> AccountNamed:
    return AccountNamed(**key._asdict())


async def test_an_account_is_opened_once_and_only_origins_may_be_below_zero(session):
    opened = await open_account(session, _form(CENTRAL), by=COUNTY_OFFICER)
    again = await open_account(session, _form(CENTRAL), by=COUNTY_OFFICER)
    treasury = await open_account(session, _form(AccountKey(AccountKind.TREASURY, COUNTY)), by=COUNTY_OFFICER)

    assert (opened.id, opened.key, opened.holding.sums.balance_fen) == (again.id, CENTRAL, 0)
    assert (opened.may_be_negative, treasury.may_be_negative) == (False, True)


async def test_a_budget_line_and_another_county_are_not_opened(session):
    with pytest.raises(KindNotByHand):
        await open_account(session, _form(AccountKey(AccountKind.BUDGET_LINE, COUNTY, "P-1")), by=COUNTY_OFFICER)
    with pytest.raises(OutsideRegion):
        await open_account(session, _form(CENTRAL._replace(region="371302")), by=COUNTY_OFFICER)
