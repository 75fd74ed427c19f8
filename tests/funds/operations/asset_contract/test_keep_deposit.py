"""What is kept of a deposit is income of those who benefit, and pays a due where it is kept for one."""

import pytest

from services.funds.operations.asset_contract.keep_deposit import keep_deposit
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.rules.asset_contract import MoreThanOwed, NoSuchDue
from services.funds.schemas.asset_deposit import KeepDeposit
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.store.distribution import income_key
from services.funds.store.ledger import lock_accounts
from tests.builders.funds import VILLAGE
from tests.builders.funds_assets import (
    AT,
    COLLECTIVE,
    COUNTY_CHIEF,
    ON,
    a_contract,
    a_deposit,
    a_holder,
    a_let_asset,
    an_asset,
    dues_of,
    held_deposit_fen,
    received,
)


def kept(amount, **other):
    return KeepDeposit(amount_yuan=amount, moved_on=ON, reason="设备损坏，按合同扣留", **other)


async def income_fen(session, holder=COLLECTIVE):
    [income] = await lock_accounts(session, income_key(VILLAGE, holder))
    return income.sums.balance_fen


async def test_what_is_kept_is_income_of_those_who_benefit_to_the_fen(session):
    titles = [a_holder("owner"), a_holder("supervisor"), a_holder("beneficiary"), a_holder("beneficiary", "乙村合作社", share=2)]
    _, contract = await a_let_asset(session, titles=titles)
    await a_deposit(session, contract)

    moves = await keep_deposit(session, contract.id, kept("100.00"), by=COUNTY_CHIEF, at=AT)

    assert sorted(each.amount_fen for each in moves) == [33_33, 66_67]
    assert (await income_fen(session), await income_fen(session, "乙村合作社")) == (33_33, 66_67)
    assert await held_deposit_fen(session, contract) == 99_900_00


async def test_what_is_kept_for_a_due_counts_as_received_and_comes_back_when_it_is_reversed(session):
    asset, contract = await a_let_asset(session)
    await a_deposit(session, contract)
    first = (await dues_of(session, asset))[0].due

    [move] = await keep_deposit(session, contract.id, kept("100000.00", due_id=first.id), by=COUNTY_CHIEF, at=AT)
    assert (await dues_of(session, asset))[0].open_fen == 600_000_00

    await reverse_transfer(session, move.transfer_id, ReverseTransfer(reason="扣错了"), at=AT)
    assert (await dues_of(session, asset))[0].open_fen == 700_000_00
    assert await held_deposit_fen(session, contract) == 100_000_00


async def test_a_due_of_another_contract_and_more_than_is_open_are_refused(session):
    asset, contract = await a_let_asset(session)
    await a_deposit(session, contract)
    other = await an_asset(session)
    await a_contract(session, other, basis_yuan="1000.00")
    with pytest.raises(NoSuchDue):
        form = kept("1.00", due_id=(await dues_of(session, other))[0].due.id)
        await keep_deposit(session, contract.id, form, by=COUNTY_CHIEF, at=AT)

    first = (await dues_of(session, asset))[0].due
    await received(session, first.id, "699999.00")
    with pytest.raises(MoreThanOwed):
        await keep_deposit(session, contract.id, kept("1.01", due_id=first.id), by=COUNTY_CHIEF, at=AT)
