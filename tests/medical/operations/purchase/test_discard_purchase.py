"""A draft may be thrown away, an order may not."""

from uuid import uuid4

import pytest

from services.medical.operations.purchase.discard_purchase import discard_purchase
from services.medical.rules.purchase import NoSuchPurchase, PurchaseDecided
from tests.builders.insurance import drafted, ordered
from tests.builders.roster import MAKER, a_register, confirmed


async def test_a_discarded_draft_lets_its_roster_be_bought_anew(session):
    await a_register(session, 1)
    roster = await confirmed(session)
    purchase = await discard_purchase(session, purchase_id=(await drafted(session, roster)).id, by=MAKER)

    assert purchase.status == "discarded"
    again = await ordered(session, roster)
    with pytest.raises(PurchaseDecided):
        await discard_purchase(session, purchase_id=again.id, by=MAKER)
    with pytest.raises(NoSuchPurchase):
        await discard_purchase(session, purchase_id=uuid4(), by=MAKER)
