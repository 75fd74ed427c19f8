"""A list on the wall: made by us, masked, and its term running from the day on which it can be read."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.notice.post_notice import post_notice
from services.registry.rules.notice import AlreadyPosted, NoticesOfSeveralKinds, PostedInTheFuture, PostedTooEarly
from services.registry.rules.poverty import ProcedureKind
from services.registry.rules.procedure import NotThisOfficer, StageIsNotPublic
from services.registry.schemas.notice import PostNotice
from services.registry.store import notice as notices
from services.registry.tables import Procedure
from shared.events import Event
from shared.events.registry import NoticePosted
from tests.builders.judging import HUNAN_VILLAGE, PHOTO, SEPTEMBER_1, a_seated, officer, on_the_day, opened, posted, walked

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def two_at_their_notice(session: AsyncSession) -> list[Procedure]:
    found = []
    for name, first in (("王大山", 17), ("欧阳小河", 101)):
        household = await a_seated(session, name=name, first=first, members=2)
        procedure = await opened(session, ProcedureKind.IDENTIFICATION, household)
        await walked(session, procedure, to="village-notice")
        found.append(procedure)
    return found


async def test_a_village_posts_all_its_households_on_one_masked_list(session: AsyncSession, emitted: Emitted) -> None:
    one, other = await two_at_their_notice(session)
    notice = await posted(session, one, other, on=SEPTEMBER_1)
    lines = await notices.list_lines(session, [notice.id])
    assert {(line.shown_as, line.members) for line in lines} == {("王*山", 2), ("欧**河", 2)}
    assert {line.until_on for line in lines} == {SEPTEMBER_1 + timedelta(days=7)}
    assert notice.region == HUNAN_VILLAGE
    [*_, told] = await emitted(session)
    assert isinstance(told, NoticePosted)
    assert (told.notice_id, told.households, told.until_on) == (notice.id, 2, SEPTEMBER_1 + timedelta(days=7))


async def test_a_list_posted_days_ago_runs_from_the_day_on_which_it_can_be_read_here(session: AsyncSession) -> None:
    one, _ = await two_at_their_notice(session)
    today = SEPTEMBER_1 + timedelta(days=5)
    form = PostNotice(procedure_ids=[one.id], place="村务公开栏", posted_on=SEPTEMBER_1, photo_id=PHOTO)
    with on_the_day(today):
        notice = await post_notice(session, form, by=officer("village"), on=today)
    [line] = await notices.list_lines(session, [notice.id])
    assert (notice.posted_on, notice.begun_on, line.until_on) == (SEPTEMBER_1, today, today + timedelta(days=7))


async def test_what_does_not_belong_on_a_list_is_refused(session: AsyncSession) -> None:
    one, other = await two_at_their_notice(session)
    early = await opened(session, ProcedureKind.IDENTIFICATION, await a_seated(session, first=201))

    async def post(*listed: Procedure, by: Any = None, **changed: Any) -> None:
        form = {"procedure_ids": [x.id for x in listed], "place": "村务公开栏", "posted_on": SEPTEMBER_1, "photo_id": PHOTO}
        await post_notice(session, PostNotice(**form | changed), by=by or officer("village"), on=SEPTEMBER_1)

    with pytest.raises(StageIsNotPublic):
        await post(early)
    with pytest.raises(NoticesOfSeveralKinds):
        await post(one, early)
    with pytest.raises(NotThisOfficer):
        await post(one, by=officer("town"))
    with pytest.raises(PostedInTheFuture):
        await post(one, posted_on=SEPTEMBER_1 + timedelta(days=1))
    with pytest.raises(PostedTooEarly):
        await post(one, posted_on=SEPTEMBER_1 - timedelta(days=1))
    await post(one)
    with pytest.raises(AlreadyPosted):
        await post(other, one)
