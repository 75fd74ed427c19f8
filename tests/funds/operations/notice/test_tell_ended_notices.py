"""A notice that another service asked for: opened once, told of once, whatever ends it."""

from datetime import date

from sqlmodel import select

from services.funds.operations.notice.tell_ended_notices import tell_ended_notices
from services.funds.tables import Notice
from shared.events.funds import NoticeEnded
from shared.notices.laws import Verdict
from tests.builders.funds_notices import a_renovation_shown, an_objection, answered


async def _ends(session, emitted):
    return [each for each in await emitted(session) if isinstance(each, NoticeEnded)]


async def test_whoever_asked_is_told_on_the_day_after_the_last_and_once(session, deliver, emitted):
    event = a_renovation_shown()
    await deliver(event)

    assert await tell_ended_notices(session, on=date(2020, 6, 15)) == 0
    assert await tell_ended_notices(session, on=date(2020, 6, 16)) == 1
    assert await tell_ended_notices(session, on=date(2020, 6, 17)) == 0

    [ended] = await _ends(session, emitted)
    assert (ended.about, ended.about_id, ended.has_stood, ended.ended_on) == (
        "renovation",
        event.matter_id,
        True,
        date(2020, 6, 16),
    )


async def test_an_objection_found_right_ends_it_too(session, deliver, emitted):
    event = a_renovation_shown()
    await deliver(event)
    notice = (await session.exec(select(Notice))).one()
    objection = await an_objection(session, notice, on=date(2020, 6, 10))
    assert await tell_ended_notices(session, on=date(2020, 6, 30)) == 0

    await answered(session, objection, verdict=Verdict.STOP, on=date(2020, 6, 12), answer="经核实，该户另有住房")

    assert await tell_ended_notices(session, on=date(2020, 6, 12)) == 1
    [ended] = await _ends(session, emitted)
    assert (ended.about_id, ended.has_stood) == (event.matter_id, False)
