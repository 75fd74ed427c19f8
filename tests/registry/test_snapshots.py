"""Snapshot and feed: whoever reads both knows what the register knows, whatever the order in which the events arrive."""

from collections.abc import Awaitable, Callable
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_case import open_case
from services.registry.operations.household.change_head import change_head
from services.registry.operations.household.split_household import split_household
from services.registry.operations.household.unite_households import unite_households
from services.registry.operations.person.change_person import change_person
from services.registry.operations.person.move_member import move_member
from services.registry.operations.person.record_death import record_death
from services.registry.operations.person.remove_member import remove_member
from services.registry.rules.case import Origin
from services.registry.rules.sighting import Sighting
from services.registry.schemas.fields import PersonFacts
from services.registry.schemas.move import (
    ChangeHead,
    ChangePerson,
    MoveMember,
    RecordDeath,
    RemoveMember,
    SplitHousehold,
    UniteHouseholds,
)
from services.registry.schemas.snapshot import HouseholdStanding, PersonState, household_standing, person_state
from services.registry.tables import Household, Person
from shared.errors import Refusal
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import HouseholdChanged, PersonChanged, PersonEnrolled
from shared.security import Role
from tests.builders.registry import LONGTAN
from tests.builders.registry_file import JUNE_10, OFFICER, TODAY, WHY, a_file, seats

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]
Model = dict[UUID, PersonState | HouseholdStanding]


def hear(model: Model, event: Event) -> None:
    """A reader as another service would write it: the larger revision is the later."""
    heard: PersonState | HouseholdStanding
    match event:
        case PersonEnrolled(revision=int()) as enrolled:
            told = enrolled.model_dump() | ({} if enrolled.is_member else {"household_id": None})
            heard = PersonState.model_validate(told)
            key = enrolled.person_id
        case PersonChanged() as changed:
            heard, key = PersonState.model_validate(changed.model_dump()), changed.person_id
        case HouseholdChanged() as moved:
            heard, key = HouseholdStanding.model_validate(moved.model_dump()), moved.household_id
        case _:
            return
    if key not in model or model[key].revision <= heard.revision:
        model[key] = heard


async def read_directly(session: AsyncSession) -> Model:
    await session.flush()
    people = {person.id: person_state(person) for person in await session.exec(select(Person))}
    return people | {household.id: household_standing(household) for household in await session.exec(select(Household))}


async def something_happens(session: AsyncSession, pick: Random) -> None:
    """One random verb; what is refused has not happened."""
    people = list(await session.exec(select(Person).order_by(Person.identity_hash)))
    households = list(await session.exec(select(Household).order_by(Household.region, Household.code)))
    person, household = pick.choice(people), pick.choice(households)
    others = [each for each in people if each.household_id == person.household_id and each.left_on is None and each != person]
    heirs = seats(户主=others[0].id) if others and person.relation == "户主" else []
    day = {"happened_on": JUNE_10, **WHY}
    by: dict[str, Any] = {"by": OFFICER, "on": TODAY}
    try:
        async with session.begin_nested():
            match pick.randrange(7):
                case 0:
                    moving = MoveMember(household_id=household.id, relation="其他", relations=heirs, **day)
                    await move_member(session, moving, person_id=person.id, **by)
                case 1:
                    await record_death(session, RecordDeath(relations=heirs, **day), person_id=person.id, **by)
                case 2:
                    await remove_member(session, RemoveMember(relations=heirs, **day), person_id=person.id, **by)
                case 3:
                    form = SplitHousehold(members=seats(户主=person.id), relations=heirs, **day)
                    await split_household(session, form, household_id=person.household_id, **by)
                case 4:
                    facts = PersonFacts(is_low_income=pick.choice(["是", "否"]))
                    await change_person(session, ChangePerson(facts=facts, **day), person_id=person.id, **by)
                case 5:
                    relations = [*heirs, *seats(其他=person.id)]
                    await change_head(session, ChangeHead(relations=relations, **day), household_id=person.household_id, **by)
                case _:
                    all_of = [*others, person]
                    merging = UniteHouseholds(
                        household_id=person.household_id,
                        members=[seat for each in all_of for seat in seats(其他=each.id)],
                        **day,
                    )
                    await unite_households(session, merging, household_id=household.id, **by)
    except Refusal:
        session.expire_all()


@pytest.mark.parametrize("seed", range(4))
async def test_snapshot_and_later_events_in_any_order_with_duplicates_equal_direct_reading(
    session: AsyncSession, emitted: Emitted, seed: int
) -> None:
    pick = Random(seed)
    for number in range(3):
        await a_file(session, 3, code=f"371311000000010{number}", first_sequence=11 + 100 * number)
    bill = Sighting(Origin.BURDEN, Trigger.ILLNESS, LONGTAN, identity_hash="a" * 64)
    for _ in range(pick.randrange(8)):
        await something_happens(session, pick)
    model, already = await read_directly(session), len(await emitted(session))
    await open_case(session, bill, by="medical")
    for _ in range(14):
        await something_happens(session, pick)

    told = await emitted(session)
    assert len(told) > already + 3
    heard = [*told[max(0, already - 3) :], *pick.sample(told, len(told) // 2)]
    pick.shuffle(heard)
    for event in heard:
        hear(model, event)
    assert model == await read_directly(session)


async def test_the_feed_alone_from_the_beginning_says_the_same(session: AsyncSession, emitted: Emitted) -> None:
    pick, model = Random(9), Model()
    await a_file(session, 3)
    for _ in range(10):
        await something_happens(session, pick)
    for event in await emitted(session):
        hear(model, event)
    assert model == await read_directly(session)


async def test_a_snapshot_is_paged_says_where_the_feed_goes_on_and_names_nobody(api: Any, session: AsyncSession) -> None:
    await a_file(session, 3)
    await session.commit()
    county = api.as_(Role.COUNTY)
    first = (await county.get("/snapshots/persons?limit=2")).json()
    second = (await county.get(f"/snapshots/persons?limit=2&after={first['next']}")).json()
    assert (len(first["rows"]), len(second["rows"]), second["next"]) == (2, 1, None)
    assert "王" not in str(first) and "feed_from_at" in first
    [household] = (await county.get("/snapshots/households")).json()["rows"]
    assert {row["household_id"] for row in first["rows"]} == {household["household_id"]}
    assert (await api.as_(Role.COUNTY, region="371402").get("/snapshots/persons")).json()["rows"] == []
    assert (await api.as_(Role.VILLAGE, region=LONGTAN).get("/snapshots/persons")).status_code == 403
