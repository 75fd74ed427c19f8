"""A photo shows that an order was done."""

from datetime import date

import pytest

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.reopen_order import reopen_order
from services.notifier.operations.order_paper.file_order_paper import file_order_paper
from services.notifier.rules.office import NotYourOrder
from services.notifier.rules.order import OrderCannotMove, OrderState
from services.notifier.rules.order_paper import PapersMissing
from services.notifier.schemas.order import CompleteOrder, ReopenOrder
from shared.filing.forms import DescribePaper
from shared.papers import AlreadyFiled
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, TOWN_OFFICER
from tests.builders.orders import PDF, VILLAGE_OFFICER, a_rectification, an_order

PROOF = DescribePaper(title="公示照片")
DONE = CompleteOrder(result="公示已补齐")


async def test_an_order_is_done_when_the_papers_that_it_wants_are_there(session) -> None:
    order = await an_order(session, a_rectification(papers=["公示照片"]))
    await accept_order(session, order.id, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(PapersMissing) as refused:
        await complete_order(session, order.id, DONE, by=TOWN_OFFICER, at=MONDAY)
    assert refused.value.facts["missing"] == ["公示照片"]
    await file_order_paper(session, order.id, PROOF, PDF, by=TOWN_OFFICER, at=MONDAY)
    session.expire_all()
    assert (await complete_order(session, order.id, DONE, by=TOWN_OFFICER, at=MONDAY)).state is OrderState.DONE


async def test_papers_of_an_earlier_turn_do_not_prove_the_next(session) -> None:
    order = await an_order(session, a_rectification(papers=["公示照片"]))
    await accept_order(session, order.id, by=TOWN_OFFICER, at=MONDAY)
    await file_order_paper(session, order.id, PROOF, PDF, by=TOWN_OFFICER, at=MONDAY)
    await complete_order(session, order.id, DONE, by=TOWN_OFFICER, at=MONDAY)
    await reopen_order(session, order.id, ReopenOrder(reason="没有上墙", due_on=date(2020, 7, 1)), by=COUNTY_OFFICER, at=MONDAY)
    await accept_order(session, order.id, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(PapersMissing):
        await complete_order(session, order.id, DONE, by=TOWN_OFFICER, at=MONDAY)


async def test_nobody_else_files_papers_and_nobody_after_it_was_done(session) -> None:
    order = await an_order(session)
    with pytest.raises(NotYourOrder):
        await file_order_paper(session, order.id, PROOF, PDF, by=VILLAGE_OFFICER, at=MONDAY)
    await file_order_paper(session, order.id, PROOF, PDF, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(AlreadyFiled):
        await file_order_paper(session, order.id, PROOF, PDF, by=TOWN_OFFICER, at=MONDAY)
    await accept_order(session, order.id, by=TOWN_OFFICER, at=MONDAY)
    await complete_order(session, order.id, DONE, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(OrderCannotMove):
        await file_order_paper(session, order.id, PROOF, PDF + b"%%EOF", by=TOWN_OFFICER, at=MONDAY)
