"""Whoever gave an order answers what was asked."""

from datetime import date

import pytest

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.answer_order import answer_order
from services.notifier.operations.order.ask_about_order import ask_about_order
from services.notifier.rules.department import Department
from services.notifier.rules.giving import CaseOrderStays
from services.notifier.rules.office import NotYoursToDecide
from services.notifier.rules.order import OrderState
from services.notifier.schemas.order import AnswerOrder, AskAboutOrder
from tests.builders.notifier import CIVIL_AFFAIRS, COUNTY_OFFICER, MONDAY, TOWN_OFFICER
from tests.builders.orders import acts_of, an_order

QUESTION = AskAboutOrder(question="由谁办理？")


async def test_an_answer_may_give_more_time_and_the_order_is_accepted_anew(session) -> None:
    order = await an_order(session)
    await ask_about_order(session, order.id, QUESTION, by=TOWN_OFFICER, at=MONDAY)
    form = AnswerOrder(answer="由你们办理", due_on=date(2020, 6, 19))
    answered = await answer_order(session, order.id, form, by=COUNTY_OFFICER, at=MONDAY)
    assert (answered.state, answered.due_at.date()) == (OrderState.OPEN, date(2020, 6, 19))
    await accept_order(session, order.id, by=TOWN_OFFICER, at=MONDAY)
    assert await acts_of(session, order) == ["given", "asked", "answered", "accepted"]


async def test_who_did_not_give_the_order_does_not_answer(session) -> None:
    order = await an_order(session)
    await ask_about_order(session, order.id, QUESTION, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(NotYoursToDecide):
        await answer_order(session, order.id, AnswerOrder(answer="我来答"), by=TOWN_OFFICER, at=MONDAY)


async def test_a_case_s_deadline_is_not_moved_by_an_answer(session, opened) -> None:
    order = (await opened())[Department.CIVIL_AFFAIRS]
    await ask_about_order(session, order.id, QUESTION, by=CIVIL_AFFAIRS, at=MONDAY)
    with pytest.raises(CaseOrderStays):
        form = AnswerOrder(answer="缓几天", due_on=date(2020, 6, 19))
        await answer_order(session, order.id, form, by=COUNTY_OFFICER, at=MONDAY)
