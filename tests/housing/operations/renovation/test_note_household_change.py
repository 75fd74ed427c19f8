"""The household of a house that is being made safe dies, moves or splits: its renovation waits for the town."""

from datetime import date

import pytest
from sqlmodel import col, select

from services.housing.operations.household.follow_people import follow_people
from services.housing.operations.renovation.note_household_change import note_household_change
from services.housing.operations.renovation.start_works import start_works
from services.housing.operations.renovation.stop_works import stop_works
from services.housing.operations.renovation.withdraw_renovation import withdraw_renovation
from services.housing.rules.household_question import HouseholdQuestion, HouseholdUnsettled
from services.housing.rules.renovation import RenovationState
from services.housing.schemas.renovation import DatedStep, StopWorks, WithdrawRenovation
from services.housing.store.renovation import get_renovation
from services.housing.tables import RenovationEvent
from shared.database import the_platform, transaction
from shared.events.registry import PersonChanged
from shared.ids import uuid7
from tests.builders.houses import a_change, a_move, an_enrolment
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, a_renovation, on

AUGUST = date(2020, 8, 3)


async def _told(session, *events):
    await follow_people(session, [event for event in events if isinstance(event, PersonChanged)])
    return await note_household_change(session, events)


async def _with_people(session, until=RenovationState.AGREED):
    renovation = await a_renovation(session, until)
    head, child = an_enrolment(renovation.household_id), an_enrolment(renovation.household_id, relation="之子")
    await follow_people(session, [head, child])
    return renovation, head.person_id, child.person_id


def _died(renovation, person_id, **told):
    usual = {"kind": "died", "is_living": False, "happened_on": AUGUST, "former_household_id": renovation.household_id}
    return a_move(person_id, None, **(usual | told))


async def test_after_the_heads_death_nothing_goes_on_that_was_agreed_with_them(session):
    renovation, head, _ = await _with_people(session)

    await _told(session, _died(renovation, head))

    assert (renovation.asks, renovation.asked_on) == (HouseholdQuestion.DIED, AUGUST)
    lines = (await session.exec(select(RenovationEvent).order_by(col(RenovationEvent.id)))).all()
    assert (lines[-1].act, lines[-1].by, lines[-1].said) == ("questioned", "登记", "户主去世或该户已无在世成员")
    with pytest.raises(HouseholdUnsettled) as refused:
        await start_works(session, renovation.id, DatedStep(on=AUGUST), by=VILLAGER, at=on("2020-08-04"))
    assert refused.value.facts["why"] == "户主去世或该户已无在世成员"


async def test_a_site_is_made_safe_whatever_is_asked(session):
    renovation, head, _ = await _with_people(session, RenovationState.UNDER_WAY)
    await _told(session, _died(renovation, head))

    form = StopWorks.model_validate({"on": "2020-08-04", "why": "household"})
    await stop_works(session, renovation.id, form, by=VILLAGER, at=on("2020-08-04"))

    assert renovation.state is RenovationState.STOPPED


async def test_another_members_death_asks_nothing_and_the_last_ones_does(session):
    renovation, head, child = await _with_people(session)

    assert await _told(session, _died(renovation, child, relation="之子")) == []
    assert await _told(session, _died(renovation, head, relation="配偶", revision=3)) == [renovation]


@pytest.mark.parametrize(
    ("kind", "asks"),
    [("split", HouseholdQuestion.SPLIT), ("left", HouseholdQuestion.MOVED), ("moved-out", HouseholdQuestion.MOVED)],
)
async def test_a_split_and_the_heads_leaving_ask_the_town(session, kind, asks):
    renovation, head, _ = await _with_people(session)
    gone = a_move(head, uuid7(), kind=kind, former_household_id=renovation.household_id)

    await _told(session, gone)

    assert renovation.asks is asks


async def test_the_end_of_the_household_is_the_gravest_and_is_asked_once(session):
    renovation, head, _ = await _with_people(session)
    await _told(session, _died(renovation, head))
    ended = a_change(renovation.household_id, revision=2, state="cancelled", kind="cancelled", happened_on=AUGUST)

    assert await _told(session, ended) == [renovation]
    assert await _told(session, ended) == []
    assert renovation.asks is HouseholdQuestion.CANCELLED


async def test_a_household_without_a_renovation_asks_nobody(session):
    assert await _told(session, a_change(uuid7(), revision=2, state="cancelled", kind="cancelled")) == []


async def test_a_withdrawal_answers_the_question(session):
    renovation, head, _ = await _with_people(session)
    await _told(session, _died(renovation, head))

    form = WithdrawRenovation(on=AUGUST, why="户主去世，无人接续")
    await withdraw_renovation(session, renovation.id, form, by=TOWN_OFFICER, at=on("2020-08-04"))

    assert (renovation.state, renovation.asks) == (RenovationState.WITHDRAWN, None)


async def test_the_register_tells_it_over_the_bus(session, sessions, deliver):
    renovation, head, _ = await _with_people(session)
    await session.commit()

    [delivery, *_] = await deliver(_died(renovation, head))

    assert delivery.settled == ["ack"]
    async with transaction(sessions, the_platform("test", "look")) as later:
        assert (await get_renovation(later, renovation.id)).asks is HouseholdQuestion.DIED
