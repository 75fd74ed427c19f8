"""Whoever was sent asks back."""

import pytest

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.ask_about_order import ask_about_order
from services.notifier.rules.message import IdNumberInText
from services.notifier.rules.office import NotYourOrder
from services.notifier.rules.order import OrderCannotMove, OrderState
from services.notifier.schemas.order import AskAboutOrder
from tests.builders.notifier import MONDAY, TOWN_OFFICER
from tests.builders.orders import VILLAGE_OFFICER, an_order, letters

QUESTION = AskAboutOrder(question="这户已迁走，由谁办理？")


async def test_who_gave_the_order_hears_that_it_is_asked_about_and_not_what(session) -> None:
    order = await an_order(session)
    asked = await ask_about_order(session, order.id, QUESTION, by=TOWN_OFFICER, at=MONDAY)
    assert asked.state is OrderState.ASKED
    letter = (await letters(session))[-1]
    assert "询问" in letter.body and "迁走" not in letter.body


async def test_an_order_that_waits_for_an_answer_is_neither_accepted_nor_asked_about_again(session) -> None:
    order = await an_order(session)
    await ask_about_order(session, order.id, QUESTION, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(OrderCannotMove):
        await accept_order(session, order.id, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(OrderCannotMove):
        await ask_about_order(session, order.id, QUESTION, by=TOWN_OFFICER, at=MONDAY)


async def test_nobody_asks_about_what_is_not_theirs_or_names_a_person(session) -> None:
    order = await an_order(session)
    with pytest.raises(NotYourOrder):
        await ask_about_order(session, order.id, QUESTION, by=VILLAGE_OFFICER, at=MONDAY)
    with pytest.raises(IdNumberInText):
        told = AskAboutOrder(question="11010519491231002X 是谁")
        await ask_about_order(session, order.id, told, by=TOWN_OFFICER, at=MONDAY)
