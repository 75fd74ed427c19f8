"""A payer's money in a county: an account of its own, beside those of the county and of other payers."""

import pytest

from services.funds.operations.ledger.fill_payer_account import fill_payer_account
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.schemas.ledger import FillPayerAccount
from services.funds.store.ledger import lock_account_if_there
from shared.security import OutsideRegion
from tests.builders.funds import AID_FUND, COUNTY, COUNTY_OFFICER, DETECTED_AT, a_filled_payer, a_filled_pool, balance_fen


async def test_each_payer_has_an_account_of_its_own(session):
    await a_filled_pool(session, 500)
    await a_filled_payer(session, 300)
    await a_filled_payer(session, 70, payer="居民大病保险资金")
    await a_filled_payer(session, 5)

    aid = await lock_account_if_there(session, AccountKey(AccountKind.PAYER_FUND, COUNTY, AID_FUND))
    illness = await lock_account_if_there(session, AccountKey(AccountKind.PAYER_FUND, COUNTY, "居民大病保险资金"))

    assert aid is not None and illness is not None
    assert (aid.sums.balance_fen, illness.sums.balance_fen, aid.key.holder) == (305, 70, AID_FUND)
    assert await balance_fen(session, AccountKind.COUNTY_POOL) == 500
    assert await balance_fen(session, AccountKind.TREASURY) == -875


async def test_an_account_is_not_opened_for_being_asked_for(session):
    for _ in range(2):
        assert await lock_account_if_there(session, AccountKey(AccountKind.PAYER_FUND, COUNTY, AID_FUND)) is None


async def test_a_county_fills_its_own_payers(session):
    form = FillPayerAccount(county="371302", payer=AID_FUND, amount_fen="1.00", memo="清算资金")

    with pytest.raises(OutsideRegion):
        await fill_payer_account(session, form, by=COUNTY_OFFICER, at=DETECTED_AT)
