"""A notice ends when its whole term is over and nothing is open, and not one day before."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.notice.end_notice import end_notice
from services.registry.operations.notice.object_to_notice import object_to_notice
from services.registry.rules.notice import NoticeNotOver, ObjectionOpen
from services.registry.rules.poverty import ProcedureKind
from services.registry.rules.procedure import NotThisOfficer, ProcedureState
from services.registry.schemas.notice import EndNotice
from services.registry.store import notice as notices
from services.registry.store import procedure as procedures
from shared.notices.forms import ObjectToNotice
from shared.notices.laws import NoticeOver
from tests.builders.judging import SEPTEMBER_1, a_seated, ended, now_at, officer, opened, posted, walked
from tests.registry.operations.notice.test_post_notice import two_at_their_notice

EIGHTH, NINTH = SEPTEMBER_1 + timedelta(days=7), SEPTEMBER_1 + timedelta(days=8)


async def test_the_last_day_still_counts_and_the_next_day_it_ends(session: AsyncSession) -> None:
    one, _ = await two_at_their_notice(session)
    notice = await posted(session, one, on=SEPTEMBER_1)
    with pytest.raises(NoticeNotOver) as refused:
        await ended(session, notice, one, EIGHTH)
    assert refused.value.facts["until_on"] == EIGHTH.isoformat()
    done = await ended(session, notice, one, NINTH)
    assert (done.ended, done.left) == ([one.id], {})
    assert (await now_at(session, one.id)).stage == "town-review"
    with pytest.raises(NoticeOver):
        await end_notice(session, EndNotice(), notice_id=notice.id, by=officer("village"), on=NINTH)
    [*_, kept] = await procedures.list_steps(session, one.id)
    assert (kept.evidence["until_on"], kept.evidence["objections"]) == (EIGHTH.isoformat(), 0)


async def test_one_household_is_held_and_the_others_go_on(session: AsyncSession) -> None:
    one, other = await two_at_their_notice(session)
    notice = await posted(session, one, other, on=SEPTEMBER_1)
    line = next(line for line in await notices.list_lines(session, [notice.id]) if line.procedure_id == one.id)
    form = ObjectToNotice(line_id=line.id, said="这户在县城有房")
    await object_to_notice(session, form, notice_id=notice.id, on=EIGHTH)
    done = await ended(session, notice, one, NINTH)
    assert done.ended == [other.id]
    assert {id: type(law) for id, law in done.left.items()} == {one.id: ObjectionOpen}
    with pytest.raises(ObjectionOpen):
        await ended(session, notice, one, NINTH + timedelta(days=30))


async def test_the_database_ends_no_notice_before_its_time(session: AsyncSession) -> None:
    one, _ = await two_at_their_notice(session)
    await posted(session, one, on=SEPTEMBER_1)
    with pytest.raises(IntegrityError, match="notice_line_full_term"):
        await session.execute(text("UPDATE notice_line SET ended_on = until_on"))


async def test_another_level_does_not_end_it(session: AsyncSession) -> None:
    one, _ = await two_at_their_notice(session)
    notice = await posted(session, one, on=SEPTEMBER_1)
    with pytest.raises(NotThisOfficer):
        await end_notice(session, EndNotice(), notice_id=notice.id, by=officer("county"), on=NINTH)


async def test_the_announcement_that_ends_changes_the_household(session: AsyncSession) -> None:
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, await a_seated(session))
    on = await walked(session, procedure, to="announcement")
    notice = await posted(session, procedure, on=on)
    assert notice.kind == "announcement"
    await ended(session, notice, procedure, on + timedelta(days=8))
    assert procedure.state is ProcedureState.APPROVED
