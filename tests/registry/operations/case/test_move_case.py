"""A household that moves takes its case along, with everything that was known and done."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.move_case import move_case
from services.registry.rules.case import Part
from services.registry.rules.ending import HouseholdIsElsewhere, NotMoved
from services.registry.schemas.case_act import MoveCase
from services.registry.store import case as store
from services.registry.store.household import get_household
from shared.database import Scope, set_scope
from shared.events import Event
from shared.events.registry import CaseMoved
from tests.builders.cases import a_case, everything_done, happen
from tests.builders.registry import LONGTAN

AT = datetime(2020, 6, 1, 1, tzinfo=UTC)
ELSEWHERE = "371402001001"
MOVE = MoveCase(village=ELSEWHERE, reason="全家随子女迁居")


async def test_the_new_place_sees_the_whole_history_and_the_old_one_no_longer(
    session: AsyncSession, emitted: Callable[[AsyncSession], Awaitable[list[Event]]]
) -> None:
    case = await a_case(session, at=AT)
    await happen(session, case.id, *everything_done(AT, Part.MEDICAL_COVER))
    household = await get_household(session, case.household_id)
    household.region = ELSEWHERE
    await session.flush()
    await move_case(session, case.id, MOVE, by="市级", at=AT + timedelta(days=1))

    [told] = [event for event in await emitted(session) if isinstance(event, CaseMoved)]
    assert (told.from_region, told.region) == (LONGTAN, ELSEWHERE)
    session.expunge_all()
    await set_scope(session, Scope(by="迁入地", role="county", region="371402", org="", why="test"))
    assert len(await store.list_facts(session, case.id)) == 1
    assert len(await store.list_steps(session, case.id)) == 1
    await set_scope(session, Scope(by="迁出地", role="county", region="371311", org="", why="test"))
    session.expunge_all()
    with pytest.raises(store.NoSuchCase):
        await store.get_case(session, case.id)


async def test_a_case_does_not_move_before_its_household(session: AsyncSession) -> None:
    case = await a_case(session, at=AT)
    with pytest.raises(HouseholdIsElsewhere):
        await move_case(session, case.id, MOVE, by="市级", at=AT)
    with pytest.raises(NotMoved):
        await move_case(session, case.id, MoveCase(village=LONGTAN, reason="全家迁居"), by="市级", at=AT)
