"""The household of a move dies, moves or splits: its contract, keys and moving in wait for the town."""

from datetime import date

import pytest
from sqlmodel import col, select

from services.housing.operations.household.follow_people import follow_people
from services.housing.operations.relocation.question_household import question_household
from services.housing.operations.relocation.show_households import show_households
from services.housing.operations.relocation.withdraw_relocation import withdraw_relocation
from services.housing.rules.household_question import HouseholdQuestion
from services.housing.rules.relocation import MoveUnsettled, NobodyToList
from services.housing.schemas.relocation import EndRelocation, ShowHouseholds
from services.housing.tables import AwaitedStep, RelocationEvent
from shared.events.registry import PersonChanged
from tests.builders.houses import a_change, a_move, an_enrolment
from tests.builders.housing import VILLAGE
from tests.builders.housing_relocation import (
    a_drawn_lot,
    a_named_household,
    a_place,
    a_willing_household,
    contracted,
    handed_over,
    shown,
)
from tests.builders.housing_renovation import TOWN_OFFICER, on

JULY = date(2020, 7, 3)


async def told(session, *events):
    await follow_people(session, [event for event in events if isinstance(event, PersonChanged)])
    return await question_household(session, events)


async def with_people(session, relocation):
    head, child = an_enrolment(relocation.household_id), an_enrolment(relocation.household_id, relation="之子")
    await follow_people(session, [head, child])
    return head.person_id, child.person_id


def died(relocation, person_id, **changed):
    usual = {"kind": "died", "is_living": False, "happened_on": JULY, "former_household_id": relocation.household_id}
    return a_move(person_id, None, **(usual | changed))


async def an_allotted_household(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    await shown(session, place)
    await a_drawn_lot(session, place)
    return relocation


async def open_steps(session):
    found = await session.exec(select(AwaitedStep).where(col(AwaitedStep.ended_on).is_(None)))
    return [(each.matter, each.step, each.level, each.number) for each in found]


async def test_the_head_s_death_is_put_to_the_town_once_and_nobody_is_listed_meanwhile(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    head, _ = await with_people(session, relocation)

    assert await told(session, died(relocation, head)) == [relocation]
    assert await told(session, died(relocation, head)) == []

    assert (relocation.question, relocation.questioned_on) == (HouseholdQuestion.DIED, JULY)
    assert await open_steps(session) == [("relocation", "settle", "town", relocation.number)]
    lines = (await session.exec(select(RelocationEvent).order_by(col(RelocationEvent.id)))).all()
    assert (lines[-1].act, lines[-1].by, lines[-1].says) == ("questioned", "登记", "户主去世或该户已无在世成员")
    with pytest.raises(NobodyToList):
        form = ShowHouseholds(region=VILLAGE, shown_on=date(2020, 7, 6))
        await show_households(session, place.programme.id, form, by=TOWN_OFFICER, at=on("2020-07-06"))


async def test_a_child_s_death_asks_nothing(session):
    relocation = await a_named_household(session, await a_place(session))
    _, child = await with_people(session, relocation)

    assert await told(session, died(relocation, child, relation="之子")) == []
    assert relocation.question is None and await open_steps(session) == []


async def test_the_graver_question_counts_and_the_step_is_one(session):
    relocation = await a_named_household(session, await a_place(session))
    await told(session, a_change(relocation.household_id, kind="transferred"))
    await told(session, a_change(relocation.household_id, kind="cancelled", state="cancelled"))

    assert relocation.question is HouseholdQuestion.CANCELLED
    assert len(await open_steps(session)) == 1


async def test_a_withdrawn_move_asks_no_more(session):
    relocation = await a_named_household(session, await a_place(session))
    await told(session, a_change(relocation.household_id, kind="cancelled", state="cancelled"))

    form = EndRelocation(on=date(2020, 8, 6), why="全户去世")
    await withdraw_relocation(session, relocation.id, form, by=TOWN_OFFICER, at=on("2020-08-06"))

    assert relocation.question is None and await open_steps(session) == []


async def test_nobody_gets_a_contract_while_the_town_is_asked(session):
    allotted = await an_allotted_household(session)
    await told(session, a_change(allotted.household_id, kind="cancelled", state="cancelled"))

    with pytest.raises(MoveUnsettled) as refused:
        await contracted(session, allotted)
    assert refused.value.facts["why"] == "该户已销户"


async def test_going_to_live_in_the_new_home_is_no_question(session):
    allotted = await an_allotted_household(session)
    await handed_over(session, allotted)

    assert await told(session, a_change(allotted.household_id, kind="transferred")) == []
    assert await told(session, a_change(allotted.household_id, kind="cancelled", state="cancelled")) == [allotted]
