"""A hardship that lasts leads from immediate assistance into the take-in, its term running from the detection."""

from datetime import date
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_case import open_case
from services.registry.operations.procedure.take_over_case import take_over_case
from services.registry.rules.case import Origin
from services.registry.rules.opening import ProcedureOpenAlready
from services.registry.rules.poverty import Axis, MoveNotAllowed, PovertyState, ProcedureKind
from services.registry.rules.sighting import Sighting
from services.registry.store.case import NoSuchCase
from services.registry.tables import Case
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7
from shared.vault import hash_identity
from tests.builders.judging import SHANDONG_VILLAGE, a_seated, known_as, on_the_day, opened, someone

DETECTED, LATER = date(2020, 6, 1), date(2020, 6, 12)


async def a_case(session: AsyncSession) -> Any:
    household = await a_seated(session, SHANDONG_VILLAGE)
    seen = Sighting(Origin.OFFICER, Trigger.ILLNESS, SHANDONG_VILLAGE, identity_hash=hash_identity(someone(17).identity.number))
    with on_the_day(DETECTED):
        return household, await open_case(session, seen, by="村干部")


async def over(session: AsyncSession, case: Case, **target: Any) -> Any:
    with on_the_day(LATER):
        return await take_over_case(session, case.id, why="半月后仍无收入", by="镇干部", on=LATER, **target)


async def test_the_take_in_s_fifteen_days_run_from_the_detection(session: AsyncSession) -> None:
    household, case = await a_case(session)
    procedure = await over(session, case)
    assert (procedure.kind, procedure.target, procedure.axis) == (ProcedureKind.TAKE_IN, PovertyState.STRICKEN, Axis.WATCH)
    assert (procedure.household_id, procedure.case_id, procedure.clue_on) == (household.id, case.id, DETECTED)
    assert procedure.whole_due_on == date(2020, 6, 16)


async def test_a_case_is_taken_over_once(session: AsyncSession) -> None:
    _, case = await a_case(session)
    assert (await over(session, case)).id == (await over(session, case)).id


async def test_what_stands_against_it_is_said(session: AsyncSession) -> None:
    household, case = await a_case(session)
    with pytest.raises(NoSuchCase):
        await take_over_case(session, uuid7(), why="无", by="镇干部", on=LATER)
    with pytest.raises(MoveNotAllowed):
        await over(session, case, target=PovertyState.UNSTABLE)
    await opened(session, ProcedureKind.TAKE_IN, household, target=PovertyState.MARGINAL, on=DETECTED)
    with pytest.raises(ProcedureOpenAlready):
        await over(session, case)


async def test_who_is_poor_is_helped_as_poor_and_not_watched(session: AsyncSession) -> None:
    household, case = await a_case(session)
    await known_as(session, household, PovertyState.POOR)
    with pytest.raises(MoveNotAllowed):
        await over(session, case)
