"""An objection is looked into by somebody else; the days of the hold are not counted, and an upheld one stops the household."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.notice.answer_objections import answer_objections
from services.registry.operations.notice.object_to_notice import object_to_notice
from services.registry.rules.notice import NoticeNotOver
from services.registry.schemas.notice import AnswerObjections
from services.registry.store import notice as notices
from services.registry.store import procedure as procedures
from services.registry.tables import Notice, Objection, Procedure
from shared.notices.forms import ObjectToNotice
from shared.notices.laws import AlreadyAnswered, InvestigatorTookPart, NotAnInvestigator, ObjectionsOfSeveralNotices, Verdict
from shared.security import OutsideRegion
from tests.builders.judging import SEPTEMBER_1, ended, now_at, officer, on_the_day, posted, walked
from tests.registry.operations.notice.test_post_notice import two_at_their_notice

THIRD, SEVENTH = SEPTEMBER_1 + timedelta(days=2), SEPTEMBER_1 + timedelta(days=6)


async def an_objection(session: AsyncSession, notice: Notice, procedure: Procedure | None, on: Any = THIRD) -> Objection:
    lines = await notices.list_lines(session, [notice.id])
    line = next((line.id for line in lines if procedure and line.procedure_id == procedure.id), None)
    with on_the_day(on):
        await object_to_notice(session, ObjectToNotice(line_id=line, said="这户在县城有房"), notice_id=notice.id, on=on)
    return (await notices.letterbox.list_objections(session, [notice.id]))[-1]


async def answered(
    session: AsyncSession, *objections: Objection, verdict: str = "resume", by: Any = None, on: Any = SEVENTH
) -> Any:
    form = AnswerObjections(
        objection_ids=[each.id for each in objections], verdict=Verdict(verdict), answer="经入户调查,情况属实如下。"
    )
    with on_the_day(on):
        return await answer_objections(session, form, by=by or officer("town", who="调查员"), on=on)


async def test_the_notice_goes_on_without_the_days_of_the_hold(session: AsyncSession) -> None:
    one, other = await two_at_their_notice(session)
    notice = await posted(session, one, other, on=SEPTEMBER_1)
    done = await answered(session, await an_objection(session, notice, one))
    assert (done.resumed, done.stopped, done.still_held) == ([one.id], [], [])
    until = {line.procedure_id: line.until_on for line in await notices.list_lines(session, [notice.id])}
    assert until == {one.id: SEPTEMBER_1 + timedelta(days=12), other.id: SEPTEMBER_1 + timedelta(days=7)}

    assert (await ended(session, notice, one, SEPTEMBER_1 + timedelta(days=8))).ended == [other.id]
    with pytest.raises(NoticeNotOver):
        await ended(session, notice, one, SEPTEMBER_1 + timedelta(days=12))
    await ended(session, notice, one, SEPTEMBER_1 + timedelta(days=13))


async def test_a_household_stays_held_while_another_objection_is_open(session: AsyncSession) -> None:
    one, _ = await two_at_their_notice(session)
    notice = await posted(session, one, on=SEPTEMBER_1)
    first, second = await an_objection(session, notice, one), await an_objection(session, notice, None)
    assert (await answered(session, first)).still_held == [one.id]
    assert (await answered(session, second)).resumed == [one.id]


async def test_an_upheld_objection_sends_the_household_back_and_leaves_the_others(session: AsyncSession) -> None:
    one, other = await two_at_their_notice(session)
    notice = await posted(session, one, other, on=SEPTEMBER_1)
    done = await answered(session, await an_objection(session, notice, one), verdict="stop")
    assert done.stopped == [one.id]
    assert (await now_at(session, one.id)).stage == "review"
    assert (await now_at(session, other.id)).stage == "village-notice"
    [*_, kept] = await procedures.list_steps(session, one.id)
    assert (kept.outcome, kept.by, kept.why) == ("returned", "调查员", "经入户调查,情况属实如下。")
    await walked(session, one, on=SEVENTH)  # judged anew, posted anew


async def test_nobody_investigates_what_they_did(session: AsyncSession) -> None:
    one, _ = await two_at_their_notice(session)
    on = await walked(session, one, to="town-notice")
    notice = await posted(session, one, on=on, who="镇公示员")
    objection = await an_objection(session, notice, one, on)
    for who in ("镇公示员", "town town-review"):
        with pytest.raises(InvestigatorTookPart):
            await answered(session, objection, by=officer("town", who=who), on=on)
    with pytest.raises(NotAnInvestigator):
        await answered(session, objection, by=officer("village", who="别的村干部", village=one.region[:9]), on=on)
    with pytest.raises(OutsideRegion):
        await answered(session, objection, by=officer("town", "431124002201", who="邻镇"), on=on)
    await answered(session, objection, by=officer("town", who="没有经办过的人"), on=on)
    with pytest.raises(AlreadyAnswered):
        await answered(session, objection, by=officer("county", who="县里的人"), on=on)


async def test_one_answer_is_about_one_notice(session: AsyncSession) -> None:
    one, other = await two_at_their_notice(session)
    of_one = await an_objection(session, await posted(session, one, on=SEPTEMBER_1), one)
    of_other = await an_objection(session, await posted(session, other, on=SEPTEMBER_1), other)
    with pytest.raises(ObjectionsOfSeveralNotices):
        await answered(session, of_one, of_other)
