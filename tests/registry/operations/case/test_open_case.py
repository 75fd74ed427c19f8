"""Cases on a real database: opened once, told once, and nobody invented."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.operations.case.open_case import open_case
from services.registry.operations.register.import_register import import_register
from services.registry.rules.case import Origin, Part, PartState
from services.registry.rules.relief import Someone
from services.registry.rules.sighting import NotInThatVillage, PersonOfAnotherRegion, Sighting, UnknownHousehold
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store import case as cases
from services.registry.store import household as households
from services.registry.tables import Case
from shared.database import Sessions, the_platform, transaction
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import CaseFactAdded, HouseholdChanged, NewPovertyDetected, PersonChanged
from shared.identity import check_id_number
from shared.security import Principal, Role
from shared.vault import hash_identity, unseal
from tests.builders.registry import LONGTAN, ON, a_household, an_xlsx

NUMBER = id_number(date(1965, 3, 18), 17)
SOMEONE = Someone(check_id_number(NUMBER, on=ON), "赵大山")
BILL = Sighting(Origin.BURDEN, Trigger.ILLNESS, LONGTAN, identity_hash=hash_identity(NUMBER), burden_fen=2_345_678)
VISIT = Sighting(Origin.OFFICER, Trigger.ACCIDENT, LONGTAN, person=SOMEONE, happened_on=ON)


def news(told: list[Event]) -> list[Event]:
    return [event for event in told if isinstance(event, NewPovertyDetected)]


Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def test_a_patient_in_no_register_gets_a_provisional_household_and_help_starts(
    session: AsyncSession, emitted: Emitted, frozen_at: Any
) -> None:
    with frozen_at("2020-06-01T09:00:00+08:00"):
        case = await open_case(session, BILL, by="medical")

    household = await households.get_household(session, case.household_id)
    [member] = await households.list_members(session, [household.id])
    assert (household.code, household.region, household.state) == (None, LONGTAN, HouseholdState.PROVISIONAL)
    assert (member.identity_hash, member.name_sealed, member.is_verified) == (hash_identity(NUMBER), None, False)
    told, opened, seen = await emitted(session)
    assert isinstance(told, NewPovertyDetected)
    assert isinstance(opened, HouseholdChanged) and isinstance(seen, PersonChanged)
    assert (opened.household_id, seen.person_id, seen.is_verified) == (household.id, member.id, False)
    assert (told.case_id, told.origin, told.burden_fen) == (case.id, "burden", 2_345_678)
    assert [each.person_id for each in told.members] == [member.id]
    assert told.detected_at == datetime(2020, 6, 1, 1, tzinfo=UTC)
    parts = await cases.list_parts(session, [case.id])
    assert [(part.part, part.state) for part in parts] == [(part, PartState.WAITING) for part in Part]


async def test_a_household_in_the_register_is_marked_with_all_its_members(session: AsyncSession, emitted: Emitted) -> None:
    rows = a_household(3)
    await import_register(session, an_xlsx(rows), by=Principal("县", Role.COUNTY, "371311"), on=ON)
    case = await open_case(session, replace(BILL, identity_hash=hash_identity(rows[1]["证件号码"])), by="medical")

    [*_, told] = await emitted(session)
    assert isinstance(told, NewPovertyDetected)
    assert told.case_id == case.id
    assert len(told.members) == 3


async def test_a_second_sighting_joins_the_open_case_and_is_told_as_a_fact(session: AsyncSession, emitted: Emitted) -> None:
    first = await open_case(session, BILL, by="medical")
    second = await open_case(session, VISIT, by="村干部")

    assert second.id == first.id
    told = await emitted(session)
    assert len(news(told)) == 1
    assert [(each.case_id, each.origin) for each in told if isinstance(each, CaseFactAdded)] == [(first.id, "officer")]
    facts = await cases.list_facts(session, first.id)
    assert [(fact.origin, fact.noted_by) for fact in facts] == [(Origin.BURDEN, "medical"), (Origin.OFFICER, "村干部")]


async def test_an_officer_who_sees_someone_with_their_card_leaves_nothing_to_verify(session: AsyncSession) -> None:
    case = await open_case(session, VISIT, by="村干部", within="371311")
    household = await households.get_household(session, case.household_id)
    [member] = await households.list_members(session, [household.id])
    assert (household.state, member.is_verified) == (HouseholdState.CURRENT, True)
    assert unseal(member.name_sealed or b"") == "赵大山"
    assert unseal(member.id_number_sealed or b"") == NUMBER


@pytest.mark.parametrize(
    ("sighting", "law"),
    [
        (replace(VISIT, person=None, household_code="3713110000009999"), UnknownHousehold),
        (replace(VISIT, village="371311001002"), NotInThatVillage),
    ],
)
async def test_a_sighting_that_disagrees_with_the_register_leaves_no_trace(
    session: AsyncSession, emitted: Emitted, sighting: Sighting, law: type[Exception]
) -> None:
    await open_case(session, BILL, by="medical")
    with pytest.raises(law):
        await open_case(session, sighting, by="村干部", within="371311")
    assert len(news(await emitted(session))) == 1
    assert (await session.execute(text("SELECT count(*) FROM household"))).scalar_one() == 1


async def test_a_person_of_another_county_is_left_to_that_county(session: AsyncSession) -> None:
    await open_case(session, replace(BILL, village="371402001001"), by="medical")
    with pytest.raises(PersonOfAnotherRegion):
        await open_case(session, VISIT, by="村干部", within="371311")


async def test_two_bills_of_one_stranger_at_the_same_moment_open_one_case(sessions: Sessions, session: AsyncSession) -> None:
    async def detect() -> Case:
        async with transaction(sessions, the_platform("test", "two at once")) as own:
            return await open_case(own, BILL, by="medical")

    found = await asyncio.gather(*(detect() for _ in range(4)))
    assert len({case.id for case in found}) == 1
    assert (await session.execute(text("SELECT count(*) FROM household"))).scalar_one() == 1


async def test_two_members_of_a_household_seen_at_once_open_one_case(sessions: Sessions, session: AsyncSession) -> None:
    rows = a_household(2)
    await import_register(session, an_xlsx(rows), by=Principal("县", Role.COUNTY, "371311"), on=ON)
    await session.commit()

    async def detect(number: str) -> Case:
        async with transaction(sessions, the_platform("test", "two at once")) as own:
            return await open_case(own, replace(BILL, identity_hash=hash_identity(number)), by="medical")

    found = await asyncio.gather(*(detect(row["证件号码"]) for row in rows * 2))
    assert len({case.id for case in found}) == 1
