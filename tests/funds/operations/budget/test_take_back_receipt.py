"""Money that was entered by mistake goes back, once, while it is there; then the right one can be entered."""

import pytest

from services.funds.operations.budget.take_back_receipt import take_back_receipt
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.rules.account import Overdrawn
from services.funds.rules.budget import BudgetStands, FeeAboveCeiling, ReceiptTakenBack, ReceiptTwice
from services.funds.rules.disclosure import DisclosureKind
from services.funds.schemas.budget import TakeBackReceipt
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.store.budget import find_budget_year, list_receipts
from services.funds.store.disclosure import find_correction
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_budget import IN_MARCH, a_draft, a_share, money_of, set_down

MISTAKE = TakeBackReceipt(reason="文号登记错误")


async def the_receipt(session):
    [receipt] = await list_receipts(session, year=None, source=None, state=None, after=None, limit=10)
    return receipt


async def test_what_was_taken_back_no_longer_counts_and_is_corrected_in_public(session):
    await money_of(session, 100_00, document="鲁财农〔2020〕1号")
    receipt = await the_receipt(session)

    await take_back_receipt(session, receipt.id, MISTAKE, by=COUNTY_OFFICER, at=IN_MARCH)

    assert (await find_budget_year(session, COUNTY, receipt.source, 2020)).received_fen == 0
    assert (await find_correction(session, receipt.disclosure_id)).kind is DisclosureKind.CORRECTION
    await money_of(session, 200_00, document="鲁财农〔2020〕1号")
    with pytest.raises(ReceiptTwice):
        await money_of(session, 200_00, document="鲁财农〔2020〕1号")
    with pytest.raises(ReceiptTakenBack):
        await take_back_receipt(session, receipt.id, MISTAKE, by=COUNTY_OFFICER, at=IN_MARCH)


async def test_money_that_was_set_down_cannot_be_taken_back(session):
    await money_of(session, 100_00)
    await set_down(session, a_draft(a_share(1), amount_fen=1))

    with pytest.raises(Overdrawn):
        await take_back_receipt(session, (await the_receipt(session)).id, MISTAKE, by=COUNTY_OFFICER, at=IN_MARCH)


async def test_a_fee_that_was_set_down_keeps_the_money_that_it_is_a_share_of(session):
    await money_of(session, 100_00)
    receipt = await the_receipt(session)
    await money_of(session, 1_00)
    await set_down(session, a_draft(a_share(1_00, use="management-fee"), amount_fen=1_00))

    with pytest.raises(FeeAboveCeiling):
        await take_back_receipt(session, receipt.id, MISTAKE, by=COUNTY_OFFICER, at=IN_MARCH)


async def test_the_ledgers_own_reversal_leaves_the_budget_alone(session):
    received = await money_of(session, 100_00)

    with pytest.raises(BudgetStands):
        await reverse_transfer(session, received.id, ReverseTransfer(reason="误记"), at=IN_MARCH)
