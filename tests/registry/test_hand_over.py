"""From immediate assistance into identification: the hand-over of a case opens the take-in by itself."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.hand_over_case import hand_over_case
from services.registry.operations.case.open_case import open_case
from services.registry.rules.case import Origin
from services.registry.rules.poverty import PovertyState
from services.registry.rules.sighting import Sighting
from services.registry.schemas.case_act import HandOverCase
from services.registry.tables import Case, Household, Procedure
from shared import clock
from shared.database import set_scope, the_platform
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import LastingHardshipDetected
from shared.vault import hash_identity
from tests.builders.judging import SHANDONG_VILLAGE, a_seated, known_as, on_the_day, someone

Deliver = Callable[..., Awaitable[list[Any]]]
Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]
DETECTED, LATER = date(2020, 6, 1), date(2020, 6, 12)


async def handed_over(session: AsyncSession, emitted: Emitted) -> tuple[Household, Case, LastingHardshipDetected]:
    household = await a_seated(session, SHANDONG_VILLAGE)
    seen = Sighting(Origin.OFFICER, Trigger.ILLNESS, SHANDONG_VILLAGE, identity_hash=hash_identity(someone(17).identity.number))
    with on_the_day(DETECTED):
        case = await open_case(session, seen, by="村干部")
    with on_the_day(LATER):
        await hand_over_case(session, case.id, HandOverCase(reason="半月后仍无收入"), by="镇干部", at=clock.now())
    [told] = [event for event in await emitted(session) if isinstance(event, LastingHardshipDetected)]
    return household, case, told


async def procedures(session: AsyncSession) -> list[Procedure]:
    await set_scope(session, the_platform("test", "look"))
    return list(await session.exec(select(Procedure)))


async def test_a_hardship_that_lasts_opens_one_take_in_however_often_it_is_told(
    session: AsyncSession, deliver: Deliver, emitted: Emitted
) -> None:
    household, case, told = await handed_over(session, emitted)
    await session.commit()

    for _ in range(2):
        assert [delivery.settled for delivery in await deliver(told)] == [["ack"]]
    [procedure] = await procedures(session)
    assert (procedure.household_id, procedure.case_id, procedure.clue_on) == (household.id, case.id, DETECTED)


async def test_whoever_is_watched_already_gets_no_second_procedure(
    session: AsyncSession, deliver: Deliver, emitted: Emitted
) -> None:
    household, _, told = await handed_over(session, emitted)
    await known_as(session, household, PovertyState.STRICKEN)
    await session.commit()

    assert [delivery.settled for delivery in await deliver(told)] == [["ack"]]
    assert await procedures(session) == []
