"""One disaster, many households: each judged by itself, nobody noted twice, help for all in one command."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_disaster_cases import CHUNK, Struck, open_disaster_cases
from services.registry.operations.register.import_register import import_register
from services.registry.schemas.case_act import OpenDisasterCases, StruckHousehold
from services.registry.store import case as store
from shared.events import Event
from shared.events.registry import NewPovertyDetected
from shared.ids import uuid7
from shared.security import Principal, Role
from tests.builders.registry import LONGTAN, ON, a_household, an_xlsx

AT = datetime(2020, 6, 1, 1, tzinfo=UTC)
COUNTY = Principal("县", Role.COUNTY, "371311")


def a_flood(*codes: str, village: str = LONGTAN) -> OpenDisasterCases:
    struck = [StruckHousehold(village=village, household_code=code) for code in codes]
    return OpenDisasterCases(disaster_id=uuid7(), happened_on=ON, house_is_unsafe=True, households=struck)


async def strike(session: AsyncSession, flood: OpenDisasterCases) -> list[Struck]:
    return await open_disaster_cases(session, flood, by="县", within="371311", at=AT, on=ON)


async def test_a_list_longer_than_a_chunk_opens_every_case_and_a_wrong_code_stops_nobody(
    session: AsyncSession, emitted: Callable[[AsyncSession], Awaitable[list[Event]]]
) -> None:
    codes = [f"37131100000{number:05d}" for number in range(CHUNK + 5)]
    rows = [row for number, code in enumerate(codes) for row in a_household(1, code=code, first_sequence=11 + 2 * number)]
    await import_register(session, an_xlsx(rows), by=COUNTY, on=ON)
    struck = await strike(session, a_flood("3713110000099999", *codes))

    assert [one.outcome for one in struck] == ["refused", *["opened"] * len(codes)]
    assert (struck[0].number, struck[0].refusal and struck[0].refusal.code) == (1, "unknown-household")
    told = [event for event in await emitted(session) if isinstance(event, NewPovertyDetected)]
    assert {event.case_id for event in told} == {one.case_id for one in struck[1:]}
    assert {(event.kind, event.urgency) for event in told} == {("house", "critical")}


async def test_the_same_disaster_is_noted_once_and_another_is_added_to_the_open_case(session: AsyncSession) -> None:
    await import_register(session, an_xlsx(a_household(1)), by=COUNTY, on=ON)
    code = a_household(1)[0]["户编号"]
    flood = a_flood(code)
    [opened] = await strike(session, flood)
    [known] = await strike(session, flood)
    [added] = await strike(session, a_flood(code))
    assert (opened.outcome, known.outcome, added.outcome) == ("opened", "known", "added")
    assert opened.case_id == known.case_id == added.case_id
    assert opened.case_id is not None
    assert len(await store.list_facts(session, opened.case_id)) == 2
