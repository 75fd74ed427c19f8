"""First aid or a whole grant is asked back while the household has it, one order at a time."""

import pytest

from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.operations.recovery.order_recovery import order_recovery
from services.funds.rules.payment import NoSuchPayment
from services.funds.rules.recovery import NothingToAskBack, NothingToRecover, RecoveryOpen, RecoveryRuns, RecoveryWhy
from services.funds.rules.transfer import About
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.schemas.recovery import OrderRecovery
from shared.events.funds import GrantRecoveryOrdered
from shared.ids import uuid7
from shared.security import OutsideRegion, Principal, Role
from tests.builders.funds import OTHER_TOWN, a_filled_reserve
from tests.builders.funds_grants import CLERK, JUNE_20, asked_back, first_aid, payment_of
from tests.builders.funds_payments import (
    CASHIER,
    JULY_1,
    a_batch,
    a_line,
    a_member,
    a_paying_account,
    answered,
    approved,
    asked,
    lines_of,
    success,
)


async def test_it_is_asked_back_whole_with_a_day_and_a_clause(session, emitted):
    await a_filled_reserve(session)
    grant = await first_aid(session)

    order = await asked_back(session, grant)

    assert (order.grant_id, order.amount_fen, order.recovered_fen) == (grant.id, 300_000, 0)
    assert "第六十八条" in order.clause
    told = (await emitted(session))[-1]
    assert isinstance(told, GrantRecoveryOrdered)
    assert (told.order_id, told.why, told.due_on) == (order.id, "not-eligible", order.due_on)
    with pytest.raises(RecoveryOpen):
        await asked_back(session, grant)


async def test_what_is_asked_back_is_not_reversed_past_its_order(session):
    await a_filled_reserve(session)
    grant = await first_aid(session)
    await asked_back(session, grant)
    payment = await payment_of(session, grant)

    with pytest.raises(RecoveryRuns):
        await reverse_transfer(session, payment.transfer_id, ReverseTransfer(reason="错发"), at=JUNE_20)


async def test_a_house_s_subsidy_is_asked_back_too_by_a_clause_of_its_own(session):
    await a_line(session)
    [paid] = await approved(session)
    await a_paying_account(session)
    batch = await a_batch(session)
    await answered(session, "".join(success(line) for line in await lines_of(session, batch)))

    form = OrderRecovery(payment_id=paid.id, why=RecoveryWhy.NOT_ELIGIBLE)
    order = await order_recovery(session, form, by=CASHIER, at=JULY_1)

    assert (order.amount_fen, order.grant_id, order.application_id) == (100_000, None, None)
    assert "财政违法行为处罚处分条例第十四条" in order.clause


async def test_only_what_the_household_has_and_only_grants_and_houses(session):
    await a_filled_reserve(session)
    payment = await payment_of(session, await first_aid(session))
    await reverse_transfer(session, payment.transfer_id, ReverseTransfer(reason="错发"), at=JUNE_20)
    await a_line(session)
    [house] = await asked(session, [await a_member(session)])
    [other] = await asked(session, [await a_member(session, 2)], about=About.PROGRAMME)

    async def order(id, by=CLERK):
        await order_recovery(session, OrderRecovery(payment_id=id, why=RecoveryWhy.OTHER), by=by, at=JUNE_20)

    with pytest.raises(NothingToRecover):
        await order(payment.id)
    with pytest.raises(NothingToRecover):
        await order(house.id)
    with pytest.raises(NothingToAskBack):
        await order(other.id)
    with pytest.raises(NoSuchPayment):
        await order(uuid7())
    with pytest.raises(OutsideRegion):
        await order(payment.id, Principal("外镇", Role.TOWN, OTHER_TOWN))
