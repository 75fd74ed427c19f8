"""A notice that another service asked for: opened once, told of once, whatever ends it."""

from datetime import date

from sqlmodel import select

from services.funds.operations.notice.tell_ended_notices import tell_ended_notices
from services.funds.rules.notice import NoticeAbout, Verdict
from services.funds.tables import Notice, NoticeLine
from shared.events.funds import NoticeEnded
from shared.events.housing import RenovationEnded, RenovationShown
from shared.ids import uuid7
from tests.builders.funds import VILLAGE
from tests.builders.funds_notices import an_objection, answered


def _shown(**changed):
    told = {
        "matter_id": uuid7(),
        "renovation_id": uuid7(),
        "number": "G-371311-2020-0001",
        "region": VILLAGE,
        "level": "village",
        "grade": "D",
        "mode": "rebuild",
        "says": "D级危房，拆除重建",
        "standard_fen": 18000_00,
        "days": 7,
        "shown_on": date(2020, 6, 8),
    }
    return RenovationShown(**(told | changed))


async def _ends(session, emitted):
    return [each for each in await emitted(session) if isinstance(each, NoticeEnded)]


async def test_a_renovation_is_shown_by_its_number_for_the_days_it_asks(session, deliver):
    event = _shown()

    await deliver(event)
    await deliver(event, attempt=2)

    notice = (await session.exec(select(Notice))).one()
    line = (await session.exec(select(NoticeLine))).one()
    assert (notice.about, notice.about_id, notice.until_on) == (NoticeAbout.RENOVATION, event.matter_id, date(2020, 6, 15))
    assert (line.who, line.says, line.amount_fen) == ("申请编号 G-371311-2020-0001", "D级危房，拆除重建", 18000_00)


async def test_whoever_asked_is_told_on_the_day_after_the_last_and_once(session, deliver, emitted):
    event = _shown()
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
    event = _shown()
    await deliver(event)
    notice = (await session.exec(select(Notice))).one()
    objection = await an_objection(session, notice, on=date(2020, 6, 10))
    assert await tell_ended_notices(session, on=date(2020, 6, 30)) == 0

    await answered(session, objection, verdict=Verdict.STOP, on=date(2020, 6, 12), answer="经核实，该户另有住房")

    assert await tell_ended_notices(session, on=date(2020, 6, 12)) == 1
    [ended] = await _ends(session, emitted)
    assert (ended.about_id, ended.has_stood) == (event.matter_id, False)


async def test_what_does_not_go_on_is_shown_no_longer_and_nobody_is_told(session, deliver, emitted):
    event = _shown()
    await deliver(event)

    await deliver(
        RenovationEnded(
            renovation_id=event.renovation_id,
            outcome="withdrawn",
            matter_id=event.matter_id,
            region=VILLAGE,
            ended_on=date(2020, 6, 10),
        )
    )

    notice = (await session.exec(select(Notice))).one()
    assert (notice.is_stopped, notice.ended_on) == (True, date(2020, 6, 10))
    assert await tell_ended_notices(session, on=date(2020, 6, 20)) == 0
    assert await _ends(session, emitted) == []
