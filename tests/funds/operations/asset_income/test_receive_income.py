"""Income lies in the accounts of those who benefit, to the fen; a mistake that is taken back is owed again."""

import pytest
from sqlmodel import select

from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.rules.account import AccountKind
from services.funds.rules.asset_contract import MoreThanOwed
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.store.distribution import income_key
from services.funds.store.ledger import lock_accounts
from services.funds.tables import AssetReceipt
from tests.builders.funds import COUNTY, VILLAGE, balance_fen
from tests.builders.funds_assets import AT, COLLECTIVE, a_contract, a_holder, an_investment, dues_of, received


async def held_fen(session, holder=COLLECTIVE, region=VILLAGE):
    [holding] = await lock_accounts(session, income_key(region, holder))
    return holding.sums.balance_fen


async def test_what_comes_in_of_a_due_is_the_collectives(session):
    asset = await an_investment(session)
    await a_contract(session, asset)
    first = (await dues_of(session, asset))[0]

    owed = await received(session, first.due.id, "300000.00")

    assert (owed.received_fen, owed.open_fen) == (300_000_00, 400_000_00)
    assert await held_fen(session) == 300_000_00
    assert await balance_fen(session, AccountKind.OPERATORS, COUNTY) == -300_000_00


async def test_several_who_benefit_share_to_the_fen(session):
    titles = [a_holder("owner"), a_holder("supervisor"), a_holder("beneficiary"), a_holder("beneficiary", "乙村合作社", share=2)]
    asset = await an_investment(session, titles=titles)
    await a_contract(session, asset)
    await received(session, (await dues_of(session, asset))[0].due.id, "100.00")

    assert (await held_fen(session, "乙村合作社"), await held_fen(session)) == (66_67, 33_33)


async def test_more_than_is_owed_is_refused(session):
    asset = await an_investment(session)
    await a_contract(session, asset)
    first = (await dues_of(session, asset))[0]
    await received(session, first.due.id, "700000.00")

    with pytest.raises(MoreThanOwed):
        await received(session, first.due.id, "0.01")


async def test_what_is_taken_back_is_owed_again(session):
    asset = await an_investment(session)
    await a_contract(session, asset)
    first = (await dues_of(session, asset))[0]
    await received(session, first.due.id, "700000.00")
    [receipt] = (await session.exec(select(AssetReceipt))).all()

    await reverse_transfer(session, receipt.transfer_id, ReverseTransfer(reason="登记到了别的合同"), at=AT)

    assert (await dues_of(session, asset))[0].open_fen == 700_000_00
    assert await held_fen(session) == 0
