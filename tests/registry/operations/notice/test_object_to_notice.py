"""Anybody objects, without an account: the notice is held by it; what was written is for the investigators alone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.notice.object_to_notice import object_to_notice
from services.registry.store import notice as notices
from shared.database import Scope, Sessions, transaction
from shared.ids import uuid7
from shared.notices.forms import ObjectToNotice
from shared.notices.laws import NoSuchNotice, NoticeOver, NotOnThatNotice
from shared.security import NOBODY
from tests.builders.judging import HUNAN_TOWN, HUNAN_VILLAGE, SEPTEMBER_1, ended, posted
from tests.registry.operations.notice.test_post_notice import two_at_their_notice

SAID = "这户去年在县城买了房"


async def a_posted(session: AsyncSession) -> Any:
    one, other = await two_at_their_notice(session)
    notice = await posted(session, one, other, on=SEPTEMBER_1)
    lines = {line.procedure_id: line for line in await notices.list_lines(session, [notice.id])}
    return notice, lines[one.id], lines[other.id], one


async def test_a_stranger_objects_and_the_household_is_held_at_once(session: AsyncSession, sessions: Sessions) -> None:
    notice, line, other, _ = await a_posted(session)
    await session.commit()
    async with transaction(sessions, NOBODY) as anyone:
        form = ObjectToNotice(line_id=line.id, said=SAID, contact="13800000000")
        received = await object_to_notice(anyone, form, notice_id=notice.id, on=SEPTEMBER_1)
    async with transaction(sessions, Scope("审计", "auditor", "43", "", "test")) as auditor:
        objections = await notices.letterbox.list_objections(auditor, [notice.id])
        assert notices.as_judged(line, objections).open_objections == 1
        assert notices.as_judged(other, objections).open_objections == 0
        assert received.due_on == objections[0].due_on == SEPTEMBER_1 + timedelta(days=7)  # five working days
        assert (await notices.letterbox.get_objection_by_receipt(auditor, received.receipt.lower())).id == objections[0].id


async def test_the_same_form_sent_twice_is_one_objection(session: AsyncSession) -> None:
    notice, line, _, _ = await a_posted(session)
    form = ObjectToNotice(line_id=line.id, said=SAID)
    first = await object_to_notice(session, form, notice_id=notice.id, on=SEPTEMBER_1)
    again = await object_to_notice(session, form, notice_id=notice.id, on=SEPTEMBER_1)
    assert first == again
    assert len(await notices.letterbox.list_objections(session, [notice.id])) == 1


async def test_an_objection_to_the_whole_list_holds_everyone_on_it(session: AsyncSession) -> None:
    notice, line, other, _ = await a_posted(session)
    await object_to_notice(session, ObjectToNotice(said="漏了村东的李家"), notice_id=notice.id, on=SEPTEMBER_1)
    objections = await notices.letterbox.list_objections(session, [notice.id])
    assert [notices.as_judged(each, objections).open_objections for each in (line, other)] == [1, 1]


async def test_what_was_written_is_hidden_from_the_village(session: AsyncSession, sessions: Sessions) -> None:
    notice, line, _, _ = await a_posted(session)
    await object_to_notice(session, ObjectToNotice(line_id=line.id, said=SAID), notice_id=notice.id, on=SEPTEMBER_1)
    [objection] = await notices.letterbox.list_objections(session, [notice.id])
    await session.commit()
    seen = {}
    for role, region in (("village", HUNAN_VILLAGE), ("town", HUNAN_TOWN), ("public", ""), ("hospital", HUNAN_TOWN)):
        async with transaction(sessions, Scope("某人", role, region, "", "test")) as own:
            seen[role] = bool(await notices.letterbox.list_letters(own, [objection.id]))
    assert seen == {"village": False, "town": True, "public": False, "hospital": False}


async def test_a_stranger_can_do_nothing_but_object(session: AsyncSession, sessions: Sessions) -> None:
    notice, line, _, _ = await a_posted(session)
    await object_to_notice(session, ObjectToNotice(line_id=line.id, said=SAID), notice_id=notice.id, on=SEPTEMBER_1)
    await session.commit()
    async with transaction(sessions, NOBODY) as anyone:
        for statement in ("UPDATE objection SET answer = 'x'", "DELETE FROM notice_line", "UPDATE notice SET place = 'x'"):
            assert (await anyone.execute(text(statement))).rowcount == 0
        assert (await anyone.execute(text("SELECT count(*) FROM procedure"))).scalar_one() == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        async with transaction(sessions, NOBODY) as anyone:
            await anyone.execute(text("INSERT INTO notice SELECT * FROM notice"))


async def test_one_objects_to_what_is_there_and_runs(session: AsyncSession) -> None:
    notice, _, _, one = await a_posted(session)
    with pytest.raises(NoSuchNotice):
        await object_to_notice(session, ObjectToNotice(said=SAID), notice_id=uuid7(), on=SEPTEMBER_1)
    with pytest.raises(NotOnThatNotice):
        await object_to_notice(session, ObjectToNotice(line_id=uuid7(), said=SAID), notice_id=notice.id, on=SEPTEMBER_1)
    await ended(session, notice, one, SEPTEMBER_1 + timedelta(days=8))
    with pytest.raises(NoticeOver):
        await object_to_notice(session, ObjectToNotice(said=SAID), notice_id=notice.id, on=SEPTEMBER_1 + timedelta(days=8))
