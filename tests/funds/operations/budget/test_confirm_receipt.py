"""Money that one person noted is in the pool once another has confirmed it: it may be set down then, and the public is told."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.funds.operations.budget.confirm_receipt import confirm_receipt
from services.funds.operations.budget.take_back_receipt import take_back_receipt
from services.funds.operations.ledger.receive_allocation import receive_allocation
from services.funds.operations.ledger.settle_reservation import settle_reservation
from services.funds.rules.account import Overdrawn, Source
from services.funds.rules.budget import ReceiptConfirmed, ReceiptState, ReceiptTakenBack, ReceiptTwice, pool_key
from services.funds.rules.journal import ReservationOfAnother
from services.funds.rules.second_person import SamePerson
from services.funds.rules.transfer import Phase
from services.funds.schemas.budget import TakeBackReceipt
from services.funds.schemas.ledger import ReceiveAllocation
from services.funds.store.budget import find_budget_year, lock_receipt
from services.funds.store.ledger import lock_accounts
from shared import database
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_budget import APPROVER, IN_MARCH, a_draft, a_share, noted_money, set_down


async def in_pool(session) -> tuple[int, int]:
    [pool] = await lock_accounts(session, pool_key(COUNTY, Source.CENTRAL, "", 2020))
    return pool.sums.balance_fen, pool.sums.available_fen


async def confirmed(session, noted, *, by=APPROVER):
    return await confirm_receipt(session, noted.about_id, by=by, at=IN_MARCH)


async def test_what_was_noted_is_in_no_pool_and_told_to_nobody(session, emitted):
    await noted_money(session, 100_00)

    assert await in_pool(session) == (0, 0)
    assert await find_budget_year(session, COUNTY, Source.CENTRAL, 2020) is None
    assert await emitted(session) == []
    with pytest.raises(Overdrawn):
        await set_down(session, a_draft(a_share(1_00), amount_fen=1_00))


async def test_what_another_confirmed_is_in_the_pool_counted_and_public(session, emitted):
    noted = await noted_money(session, 100_00)

    receipt = await confirmed(session, noted)

    assert (receipt.state, receipt.confirmed_by, await in_pool(session)) == (ReceiptState.CONFIRMED, "县区复核", (100_00, 100_00))
    assert (await find_budget_year(session, COUNTY, Source.CENTRAL, 2020)).received_fen == 100_00
    assert [one.kind for one in await emitted(session)] == ["money-received"]
    with pytest.raises(ReceiptConfirmed):
        await confirmed(session, noted)


async def test_whoever_noted_money_does_not_confirm_it_nor_does_the_ledgers_own_door(session):
    noted = await noted_money(session, 100_00)

    with pytest.raises(SamePerson):
        await confirmed(session, noted, by=COUNTY_OFFICER)
    with pytest.raises(ReservationOfAnother):
        await settle_reservation(session, noted.id, Phase.POSTED, at=IN_MARCH)
    with pytest.raises(IntegrityError, match="receipt_confirmed_by"):
        await session.execute(
            text("UPDATE money_receipt SET state = 'confirmed', confirmed_by = received_by WHERE id = :id"),
            {"id": noted.about_id},
        )


async def test_what_was_noted_by_mistake_is_let_go_and_noted_again(session, emitted):
    noted = await noted_money(session, 100_00, document="鲁财农〔2020〕7号")
    with pytest.raises(ReceiptTwice):
        await noted_money(session, 10_00, document="鲁财农〔2020〕7号")

    receipt = await take_back_receipt(session, noted.about_id, TakeBackReceipt(reason="金额有误"), by=COUNTY_OFFICER, at=IN_MARCH)

    assert (receipt.state, await in_pool(session), await emitted(session)) == (ReceiptState.TAKEN_BACK, (0, 0), [])
    with pytest.raises(ReceiptTakenBack):
        await confirmed(session, noted)
    await confirmed(session, await noted_money(session, 10_00, document="鲁财农〔2020〕7号"))
    assert await in_pool(session) == (10_00, 10_00)


async def test_money_without_a_source_needs_no_second_person(session):
    form = ReceiveAllocation(county=COUNTY, amount_fen="5", memo="2020年临时救助预算")
    assert (await receive_allocation(session, form, by=COUNTY_OFFICER, at=IN_MARCH)).phase is Phase.MOVED


async def test_of_two_who_confirm_at_once_one_is_told_that_it_is_done(sessions, session):
    noted = await noted_money(session, 100_00)
    await session.commit()

    async def confirm(name: str) -> str:
        try:
            async with database.transaction(sessions, database.the_platform("test", "test")) as own:
                await confirmed(own, noted, by=Principal(name, Role.COUNTY, COUNTY))
        except ReceiptConfirmed as refused:
            return refused.code
        return "confirmed"

    assert sorted(await asyncio.gather(confirm("甲"), confirm("乙"))) == ["confirmed", "receipt-confirmed"]
    async with database.transaction(sessions, database.the_platform("test", "test")) as own:
        assert (await find_budget_year(own, COUNTY, Source.CENTRAL, 2020)).received_fen == 100_00
        assert (await lock_receipt(own, noted.about_id)).state is ReceiptState.CONFIRMED
