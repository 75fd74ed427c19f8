"""Events give work orders by rules, once for their cause, in whatever order they are heard of."""

import asyncio
from datetime import date, timedelta
from itertools import permutations

import pytest
from sqlmodel import col, select

from services.notifier.operations.errand.order_by_rules import order_by_rules
from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.check_order import check_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.give_by_rules import give_by_rules
from services.notifier.operations.order.withdraw_order import withdraw_order
from services.notifier.rules.errand import ErrandKind, ErrandState
from services.notifier.rules.order import EndsByItsRecord, OrderState
from services.notifier.schemas.order import CheckOrder, CompleteOrder, WithdrawOrder
from services.notifier.tables import Errand, OrderCause, WorkOrder
from shared import database
from shared.events.funds import MoneyFindingReopened, MoneyFindingsRaised, MoneyFindingsSettled
from shared.events.housing import HousingStepAwaited, HousingStepEnded
from shared.events.registry import VisitProblemMoved, VisitProblemRecorded
from shared.ids import uuid7
from shared.periods import end_of_day
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, TOWN, TOWN_OFFICER, VILLAGE
from tests.builders.orders import acts_of, letters

DAY = timedelta(days=1)


def raised(at=MONDAY, *, region=TOWN, rule="payment-waits-for-review", findings=3):
    return MoneyFindingsRaised(
        finding_id=uuid7(),
        region=region,
        rule=rule,
        rule_title="到户发放提出后迟迟没有审核",
        level="warning",
        findings=findings,
        amount_fen=1_200_000,
        found_on=at.date(),
        occurred_at=at,
    )


def settled(at, *, region=TOWN, rule="payment-waits-for-review"):
    return MoneyFindingsSettled(region=region, rule=rule, settled_on=at.date(), occurred_at=at)


def reopened(at):
    told = raised(at, findings=1).model_dump(exclude={"occurred_at"})
    return MoneyFindingReopened(**told, occurred_at=at)


def a_problem(*, whose="town", at=MONDAY, problem_id=None):
    ids = {"problem_id": problem_id or uuid7(), "household_id": uuid7()}
    return VisitProblemRecorded(**ids, region=VILLAGE, whose=whose, due_on=date(2020, 6, 20), occurred_at=at)


def moved(problem, state, at, *, due_on=date(2020, 6, 20)):
    ids = {"problem_id": problem.problem_id, "household_id": problem.household_id}
    return VisitProblemMoved(**ids, region=VILLAGE, state=state, due_on=due_on, occurred_at=at)


async def orders(session):
    return (await session.exec(select(WorkOrder).order_by(col(WorkOrder.id)).execution_options(populate_existing=True))).all()


async def test_what_supervision_found_is_put_right_by_the_town_or_the_county_that_is_responsible(session):
    await give_by_rules(session, [raised(), raised(region=COUNTY), raised(rule="line-untouched")], at=MONDAY)

    town, county, other = await orders(session)
    assert (town.kind, town.addressee, town.region, town.is_checked) == ("rectification", "town", TOWN, True)
    assert (county.addressee, county.region, other.region) == ("county", COUNTY, TOWN)
    assert town.problem == "资金监督（2020-06-01）：到户发放提出后迟迟没有审核，3 项"
    assert town.page == f"funds/supervision/findings/page?region={TOWN}&rule=payment-waits-for-review"
    assert town.due_at == end_of_day(date(2020, 7, 1))
    assert town.is_inferred and "第22条" in town.reference
    assert await acts_of(session, town) == ["given"]
    assert await letters(session) == []  # the message about the findings tells of it


async def test_the_same_news_gives_one_order_even_many_months_later(session):
    first = raised()
    await give_by_rules(session, [first, first], at=MONDAY)
    await give_by_rules(session, [first], at=MONDAY + 300 * DAY)
    assert len(await orders(session)) == 1


async def test_funds_own_record_strikes_it_off_and_no_word_of_whoever_does_it(session):
    await give_by_rules(session, [raised()], at=MONDAY)
    [order] = await orders(session)
    await accept_order(session, order.id, by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(EndsByItsRecord):
        await complete_order(session, order.id, CompleteOrder(result="都改了"), by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(EndsByItsRecord):
        await check_order(session, order.id, CheckOrder(opinion="合格"), by=COUNTY_OFFICER, at=MONDAY)

    await give_by_rules(session, [settled(MONDAY + 5 * DAY)], at=MONDAY + 6 * DAY)

    [order] = await orders(session)
    assert (order.state, order.completed_at, order.is_late) == (OrderState.CLOSED, MONDAY + 5 * DAY, False)
    assert order.next_step_at is None
    assert await acts_of(session, order) == ["given", "accepted", "settled"]


async def test_an_end_after_the_deadline_is_late(session):
    await give_by_rules(session, [raised()], at=MONDAY)
    await give_by_rules(session, [settled(MONDAY + 40 * DAY)], at=MONDAY + 40 * DAY)
    [order] = await orders(session)
    assert order.is_late


@pytest.mark.parametrize("heard", list(permutations(range(3))))
async def test_in_whatever_order_it_is_heard_of_what_was_found_last_is_owed(session, heard):
    events = [raised(), settled(MONDAY + DAY), raised(MONDAY + 2 * DAY, findings=1)]
    for place in heard:
        await give_by_rules(session, [events[place]], at=MONDAY + 3 * DAY)
        await give_by_rules(session, [events[place]], at=MONDAY + 3 * DAY)
    [order] = await orders(session)
    assert order.state is OrderState.OPEN
    assert order.problem.endswith("1 项")


@pytest.mark.parametrize("heard", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
async def test_in_whatever_order_it_is_heard_of_what_was_settled_last_is_over(session, heard):
    events = [raised(), raised(MONDAY + DAY), settled(MONDAY + 2 * DAY)]
    for place in heard:
        await give_by_rules(session, [events[place]], at=MONDAY + 3 * DAY)
    assert {order.state for order in await orders(session)} <= {OrderState.CLOSED}


async def test_what_was_over_before_it_was_heard_of_gives_no_order(session):
    await give_by_rules(session, [settled(MONDAY + DAY)], at=MONDAY + DAY)
    assert await give_by_rules(session, [raised()], at=MONDAY + DAY) == []
    assert await orders(session) == []


async def test_an_acceptance_taken_back_opens_it_again_with_a_new_day(session):
    await give_by_rules(session, [raised(), settled(MONDAY + DAY)], at=MONDAY + DAY)
    later = MONDAY + 100 * DAY
    await give_by_rules(session, [reopened(later)], at=later)

    [order] = await orders(session)
    assert (order.state, order.turn, order.completed_at, order.checked_at) == (OrderState.OPEN, 2, None, None)
    assert order.due_at > later + 29 * DAY
    assert await acts_of(session, order) == ["given", "settled", "recurred"]
    [letter] = await letters(session)
    assert "再次发生，请办理" in letter.subject


async def test_what_is_found_besides_goes_on_with_the_order_that_is_open(session):
    await give_by_rules(session, [raised()], at=MONDAY)
    [order] = await orders(session)
    due_at = order.due_at
    await accept_order(session, order.id, by=TOWN_OFFICER, at=MONDAY)

    await give_by_rules(session, [raised(MONDAY + DAY, findings=5)], at=MONDAY + DAY)

    [order] = await orders(session)
    assert (order.state, order.due_at, order.turn) == (OrderState.ACCEPTED, due_at, 1)
    assert order.problem.endswith("5 项")


async def test_what_the_county_withdrew_comes_back_only_when_it_is_found_anew(session):
    await give_by_rules(session, [raised()], at=MONDAY)
    [order] = await orders(session)
    await withdraw_order(session, order.id, WithdrawOrder(reason="规则有误"), by=COUNTY_OFFICER, at=MONDAY)
    await give_by_rules(session, [raised()], at=MONDAY)
    assert (await orders(session))[0].state is OrderState.CANCELLED
    await give_by_rules(session, [raised(MONDAY + DAY)], at=MONDAY + DAY)
    assert (await orders(session))[0].state is OrderState.OPEN


@pytest.mark.parametrize(
    ("whose", "addressee", "department"),
    [
        ("helper", "village", None),
        ("town", "town", None),
        ("county", "county", None),
        ("housing", "county", "housing"),
        ("health", "county", "health"),
    ],
)
async def test_a_problem_seen_on_a_visit_goes_to_whoever_is_to_mend_it(session, whose, addressee, department):
    problem = a_problem(whose=whose)
    await give_by_rules(session, [problem], at=MONDAY)

    [order] = await orders(session)
    assert (order.addressee, order.department, order.due_at) == (addressee, department, end_of_day(date(2020, 6, 20)))
    assert (order.household_id, order.papers) == (problem.household_id, [])
    assert order.page == f"registry/today/households/{problem.household_id}/page"
    [letter] = await letters(session)
    assert "走访问题整改" in letter.subject


async def test_a_problem_is_struck_off_extended_or_withdrawn_as_registry_says(session):
    struck, mistaken = a_problem(), a_problem()
    await give_by_rules(session, [struck, mistaken], at=MONDAY)
    await give_by_rules(session, [moved(struck, "mended", MONDAY + DAY)], at=MONDAY + DAY)
    assert {order.state for order in await orders(session)} == {OrderState.OPEN}

    longer = moved(struck, "open", MONDAY + 2 * DAY, due_on=date(2020, 7, 1))
    await give_by_rules(session, [longer], at=MONDAY + 2 * DAY)
    one = next(order for order in await orders(session) if order.source_id == struck.problem_id)
    assert one.due_at == end_of_day(date(2020, 7, 1))
    assert (await acts_of(session, one))[-1] == "extended"

    ends = [moved(struck, "struck-off", MONDAY + 3 * DAY), moved(mistaken, "withdrawn", MONDAY + 3 * DAY)]
    await give_by_rules(session, ends, at=MONDAY + 3 * DAY)
    assert [order.state for order in await orders(session)] == [OrderState.CLOSED, OrderState.CANCELLED]


async def test_more_time_that_is_heard_of_first_holds(session):
    problem = a_problem()
    await give_by_rules(session, [moved(problem, "open", MONDAY + DAY, due_on=date(2020, 7, 1))], at=MONDAY + DAY)
    await give_by_rules(session, [problem], at=MONDAY + DAY)
    [order] = await orders(session)
    assert order.due_at == end_of_day(date(2020, 7, 1))


async def test_a_beginning_and_its_end_that_are_heard_at_the_same_time_leave_nothing_owed(sessions):
    async def hear(event):
        async with database.transaction(sessions, database.the_platform("test", "test")) as session:
            await give_by_rules(session, [event], at=MONDAY + DAY)

    for place in range(6):
        rule = f"rule-{place}"
        await asyncio.gather(hear(raised(rule=rule)), hear(settled(MONDAY + DAY, rule=rule)))

    async with database.transaction(sessions, database.the_platform("test", "test")) as session:
        assert {order.state for order in await orders(session)} <= {OrderState.CLOSED}
        causes = (await session.exec(select(OrderCause))).all()
        assert [cause.ended_at for cause in causes] == [MONDAY + DAY] * 6


async def test_many_of_one_village_are_told_in_one_message(session):
    await give_by_rules(session, [a_problem() for _ in range(5)], at=MONDAY)
    [letter] = await letters(session)
    assert "5 件" in letter.subject


async def test_a_defect_that_nobody_mended_is_a_rectification_and_an_errand_of_before_ends_too(session):
    step = HousingStepAwaited(
        step_id=uuid7(),
        step="cure",
        matter="defect",
        matter_id=uuid7(),
        number="G-1",
        region=VILLAGE,
        level="town",
        since_on=date(2020, 5, 20),
        due_on=date(2020, 5, 30),
        occurred_at=MONDAY,
    )
    said = {"source_id": step.step_id, "region": VILLAGE, "rule": "cure", "opened_at": MONDAY, "due_at": MONDAY}
    session.add(Errand(kind=ErrandKind.ORDER, task="督促", reference="…", state=ErrandState.OPEN, **said))
    await session.flush()
    assert await order_by_rules(session, [step], at=MONDAY) == []
    await give_by_rules(session, [step], at=MONDAY)
    [order] = await orders(session)
    assert (order.kind, order.addressee) == ("rectification", "town")
    assert "到 2020-05-30 还没有整改" in order.problem

    end = HousingStepEnded(step_id=step.step_id, step="cure", region=VILLAGE, ended_on=date(2020, 6, 2), occurred_at=MONDAY + DAY)
    await order_by_rules(session, [end], at=MONDAY + DAY)
    await give_by_rules(session, [end], at=MONDAY + DAY)

    [errand] = (await session.exec(select(Errand).execution_options(populate_existing=True))).all()
    assert (errand.state, (await orders(session))[0].state) == (ErrandState.DONE, OrderState.CLOSED)
