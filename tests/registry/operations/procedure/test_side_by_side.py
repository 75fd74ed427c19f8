"""Two officers, or an officer and an objector, at the same moment: one after the other, and nothing is lost."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.notice.end_notice import end_notice
from services.registry.operations.notice.object_to_notice import object_to_notice
from services.registry.operations.procedure.take_step import take_step
from services.registry.rules.notice import ObjectionOpen
from services.registry.rules.poverty import ProcedureKind
from services.registry.rules.procedure import StageNotCurrent
from services.registry.schemas.notice import EndNotice
from shared.database import Sessions, the_platform, transaction
from shared.errors import Refusal
from shared.notices.forms import ObjectToNotice
from shared.notices.laws import NoticeOver
from shared.security import NOBODY
from tests.builders.judging import SEPTEMBER_1, a_seated, a_step, now_at, officer, opened, posted
from tests.registry.operations.notice.test_post_notice import two_at_their_notice


async def test_one_stage_is_taken_once(session: AsyncSession, sessions: Sessions) -> None:
    household = await a_seated(session)
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, household)
    form = a_step(await now_at(session, procedure.id), SEPTEMBER_1, household_id=household.id)
    await session.commit()

    async def take(who: str) -> Any:
        async with transaction(sessions, the_platform("test", "two at once")) as own:
            try:
                await take_step(own, form, procedure_id=procedure.id, by=officer("village", who=who), on=SEPTEMBER_1)
            except Refusal as refusal:
                return type(refusal)

    told = await asyncio.gather(*(take(f"干部{at}") for at in range(4)))
    assert sorted(map(str, told)) == sorted(map(str, [None, *[StageNotCurrent] * 3]))


async def test_an_objection_in_the_last_moment_holds_or_comes_too_late(session: AsyncSession, sessions: Sessions) -> None:
    one, _ = await two_at_their_notice(session)
    notice = await posted(session, one, on=SEPTEMBER_1)
    await session.commit()
    on = SEPTEMBER_1 + timedelta(days=8)

    async def end() -> Any:
        async with transaction(sessions, the_platform("test", "end")) as own:
            await end_notice(own, EndNotice(), notice_id=notice.id, by=officer("village"), on=on)

    async def object_() -> Any:
        async with transaction(sessions, NOBODY) as anyone:
            await object_to_notice(anyone, ObjectToNotice(said="这户在县城有房"), notice_id=notice.id, on=on)

    told = await asyncio.gather(end(), object_(), return_exceptions=True)
    assert {type(each) for each in told} in ({type(None), ObjectionOpen}, {type(None), NoticeOver})
