"""A promised house has its money on lines by source, or it is said which source lacks how much, and it waits."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from services.funds.jobs import hold_waiting_house_money
from services.funds.operations.house_hold.free_house_money import free_house_money
from services.funds.operations.house_hold.hold_house_money import hold_house_money
from services.funds.operations.payment_request.take_matter import take_matter
from services.funds.rules.house_hold import HoldState, Wanted
from services.funds.rules.payment_request import RequestState
from services.funds.store.books import list_findings
from services.funds.tables import HouseHold, PaymentRequest
from shared.database import set_scope, the_platform
from shared.events.funds import HouseMoneyHeld, HouseMoneyRefused
from shared.ids import uuid7
from tests.builders.funds_houses import CENTRAL, COUNTYS, PROMISED, a_hold, a_household, a_plan, kept, lines
from tests.builders.funds_matter import a_matter
from tests.builders.funds_payments import JULY_1, a_line, room_fen

LATER = JULY_1.replace(hour=12)


async def test_a_promise_lies_on_the_lines_of_its_sources_and_is_told(session, emitted):
    await lines(session)

    hold = await a_hold(session)

    assert hold.state is HoldState.HELD
    assert await kept(session, hold) == {CENTRAL.holder: 1_400_000, COUNTYS.holder: 400_000}
    assert await room_fen(session, CENTRAL) == (8_600_000, 1_400_000, 0)
    [told] = [each for each in await emitted(session) if isinstance(each, HouseMoneyHeld)]
    assert (told.amount_fen, told.plan, [line.amount_fen for line in told.lines]) == (1_800_000, 1, [1_400_000, 400_000])
    assert await list_findings(session) == []


async def test_without_room_it_says_which_line_lacks_how_much_and_waits_for_it(session, emitted):
    await lines(session, county_fen=250_000)
    hold = await a_hold(session, may_stand_in=False)

    assert (hold.state, hold.refusal_code) == (HoldState.WAITING, "lines-for-house-short")
    assert await kept(session, hold) == {}
    assert not await hold_waiting_house_money(session, JULY_1)  # a minute has to pass
    assert await hold_waiting_house_money(session, LATER)
    [told] = [each for each in await emitted(session) if isinstance(each, HouseMoneyRefused)]
    assert (told.code, told.is_waiting) == ("lines-for-house-short", True)
    assert [(each.source, each.line, each.lacks_fen) for each in told.short] == [("county", COUNTYS.holder, 150_000)]

    await a_line(session, 150_000, key=COUNTYS)
    assert await hold_waiting_house_money(session, LATER.replace(hour=13))
    assert (hold.state, hold.short) == (HoldState.HELD, [])


async def test_without_a_line_it_says_so(session, emitted):
    hold = await a_hold(session)

    assert (hold.state, hold.refusal_code) == (HoldState.WAITING, "no-line-for-house")
    [told] = [each for each in await emitted(session) if isinstance(each, HouseMoneyRefused)]
    assert [(each.line, each.lacks_fen) for each in told.short] == [(None, 1_400_000), (None, 400_000)]


async def test_the_same_plan_twice_is_held_once_and_a_newer_one_frees_what_is_too_much(session, emitted):
    await lines(session)
    plan = a_plan()
    await hold_house_money(session, plan.renovation_id, plan, at=JULY_1)
    hold = await hold_house_money(session, plan.renovation_id, plan, at=JULY_1)
    assert len([each for each in await emitted(session) if isinstance(each, HouseMoneyHeld)]) == 1

    lower = a_plan(
        renovation_id=plan.renovation_id, plan=2, wanted=(Wanted(PROMISED[0].source, 1_400_000), Wanted(PROMISED[1].source, 1))
    )
    await hold_house_money(session, plan.renovation_id, lower, at=JULY_1)

    assert await kept(session, hold) == {CENTRAL.holder: 1_400_000, COUNTYS.holder: 1}
    assert await room_fen(session, COUNTYS) == (9_999_999, 1, 0)
    assert await list_findings(session) == []


async def test_a_newer_plan_is_for_whoever_goes_on_with_the_house(session):
    await lines(session)
    plan = a_plan()
    hold = await hold_house_money(session, plan.renovation_id, plan, at=JULY_1)
    heir = a_plan(renovation_id=plan.renovation_id, plan=2, house_id=plan.house_id)

    await hold_house_money(session, plan.renovation_id, heir, at=JULY_1)

    assert (hold.household_id, hold.plan) == (heir.household_id, 2)


async def test_a_house_is_promised_money_of_a_programme_once(session, emitted):
    await lines(session)
    first = await a_hold(session)

    again = a_plan(house_id=first.thing_id)
    assert await hold_house_money(session, again.renovation_id, again, at=JULY_1) is None

    told = (await emitted(session))[-1]
    assert isinstance(told, HouseMoneyRefused)
    assert (told.code, told.is_waiting) == ("house-promised-before", False)
    await free_house_money(session, first.renovation_id, at=JULY_1)
    assert await hold_house_money(session, again.renovation_id, again, at=JULY_1) is not None


async def test_a_house_that_was_asked_for_without_a_renovation_is_promised_nothing_and_the_reverse(session):
    await lines(session)
    matter = a_matter(await a_household(session))
    await take_matter(session, matter, at=JULY_1)
    plan = a_plan(house_id=matter.thing_id)
    assert await hold_house_money(session, plan.renovation_id, plan, at=JULY_1) is None

    hold = await a_hold(session)
    assert await take_matter(session, a_matter(thing_id=hold.thing_id), at=JULY_1) is None


async def test_the_database_itself_keeps_a_second_subsidy_of_one_house_out(session):
    await lines(session)
    hold = await a_hold(session)
    matter = a_matter(await a_household(session))
    request = await take_matter(session, matter, at=JULY_1)
    with pytest.raises(IntegrityError, match="is promised money"):
        async with session.begin_nested():
            told = request.model_dump(exclude={"id", "number", "about_id", "thing_id"})
            session.add(PaymentRequest(**told, number="SQ-X", about_id=uuid7(), thing_id=hold.thing_id))
            await session.flush()
    with pytest.raises(IntegrityError, match="was asked for"):
        async with session.begin_nested():
            told = hold.model_dump(exclude={"id", "renovation_id", "thing_id"})
            session.add(HouseHold(**told, renovation_id=uuid7(), thing_id=matter.thing_id))
            await session.flush()
    assert request.state is RequestState.ASKED


async def test_of_two_counties_promises_over_one_line_with_room_for_one_one_is_held(sessions, session):
    await lines(session, central_fen=1_400_000, county_fen=400_000)
    await session.commit()

    async def promised() -> None:
        async with sessions() as own:
            await set_scope(own, the_platform("test", "test"))
            plan = a_plan()
            await hold_house_money(own, plan.renovation_id, plan, at=JULY_1)
            await own.commit()

    await asyncio.gather(*(promised() for _ in range(4)))

    await set_scope(session, the_platform("test", "test"))
    holds = (await session.exec(select(HouseHold))).all()
    assert sorted(hold.state.value for hold in holds) == ["held", "waiting", "waiting", "waiting"]
    assert await room_fen(session, CENTRAL) == (0, 1_400_000, 0)
    assert await room_fen(session, COUNTYS) == (0, 400_000, 0)
    assert await list_findings(session) == []
