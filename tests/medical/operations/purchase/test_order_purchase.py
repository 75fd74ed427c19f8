"""An order is given by another person, who repeats what they saw, and is never changed."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.medical.operations.purchase.order_purchase import order_purchase
from services.medical.rules import purchase as rules
from services.medical.schemas.purchase import OrderPurchase
from shared.events.medical import InsurancePurchaseOrdered
from shared.security import OutsideRegion, Principal, Role
from tests.builders.insurance import drafted, insured_people
from tests.builders.roster import CHECKER, MAKER, a_register, confirmed


async def order(session, purchase, *, by=CHECKER, premium="170.00", persons=1):
    form = OrderPurchase.model_validate({"persons": persons, "premium_yuan": premium})
    return await order_purchase(session, form, purchase_id=purchase.id, by=by)


async def test_funds_are_told_of_the_order(session, emitted):
    await a_register(session, 1)
    purchase = await order(session, await drafted(session, await confirmed(session)))

    assert (purchase.status, purchase.ordered_by) == ("ordered", "李核对")
    told = (await emitted(session))[-1]
    assert isinstance(told, InsurancePurchaseOrdered)
    assert (told.purchase_id, told.kind, told.region, told.added, told.premium_fen) == (purchase.id, "first", "371311", 1, 170_00)


async def test_the_maker_orders_nothing_and_a_wrong_sum_is_not_ordered(session):
    await a_register(session, 1)
    purchase = await drafted(session, await confirmed(session))
    with pytest.raises(rules.OrderedByItsMaker):
        await order(session, purchase, by=MAKER)
    with pytest.raises(rules.PurchaseNotAsSeen):
        await order(session, purchase, premium="170.01")
    with pytest.raises(OutsideRegion):
        await order(session, purchase, by=Principal("外县", Role.COUNTY, "371302"))


async def test_an_order_is_given_once_and_the_database_keeps_it(session):
    purchase = await insured_people(session)
    with pytest.raises(rules.PurchaseDecided):
        await order(session, purchase)
    with pytest.raises(IntegrityError, match="never changed"):
        await session.execute(text("UPDATE insurance_purchase SET premium_fen = 0"))
