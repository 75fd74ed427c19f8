"""A paper of an order was filed by mistake."""

import pytest

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order_paper.file_order_paper import file_order_paper
from services.notifier.operations.order_paper.withdraw_order_paper import withdraw_order_paper
from services.notifier.rules.order import OrderCannotMove
from services.notifier.rules.order_paper import PapersMissing
from services.notifier.schemas.order import CompleteOrder
from shared.filing.forms import DescribePaper, WithdrawPaper
from tests.builders.notifier import MONDAY, TOWN_OFFICER
from tests.builders.orders import PDF, a_rectification, an_order

WRONG = WithdrawPaper(reason="传错了")
DONE = CompleteOrder(result="已补齐")


async def filed(session):
    order = await an_order(session, a_rectification(papers=["照片"]))
    await accept_order(session, order.id, by=TOWN_OFFICER, at=MONDAY)
    paper = await file_order_paper(session, order.id, DescribePaper(title="照片"), PDF, by=TOWN_OFFICER, at=MONDAY)
    return order, paper


async def test_a_paper_that_was_withdrawn_proves_nothing(session) -> None:
    order, paper = await filed(session)
    withdrawn = await withdraw_order_paper(session, paper.id, WRONG, by=TOWN_OFFICER, at=MONDAY)
    assert withdrawn.withdrawn_why == "传错了"
    with pytest.raises(PapersMissing):
        await complete_order(session, order.id, DONE, by=TOWN_OFFICER, at=MONDAY)


async def test_what_was_shown_to_who_checks_stays_shown(session) -> None:
    order, paper = await filed(session)
    await complete_order(session, order.id, DONE, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(OrderCannotMove):
        await withdraw_order_paper(session, paper.id, WRONG, by=TOWN_OFFICER, at=MONDAY)
