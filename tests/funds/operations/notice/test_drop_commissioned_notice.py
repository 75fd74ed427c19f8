"""A notice that another service asked for: opened once, told of once, whatever ends it."""

from datetime import date

from sqlmodel import select

from services.funds.operations.notice.tell_ended_notices import tell_ended_notices
from services.funds.tables import Notice
from shared.events.funds import NoticeEnded
from shared.events.housing import RenovationEnded
from tests.builders.funds import VILLAGE
from tests.builders.funds_notices import a_renovation_shown


async def _ends(session, emitted):
    return [each for each in await emitted(session) if isinstance(each, NoticeEnded)]


async def test_what_does_not_go_on_is_shown_no_longer_and_nobody_is_told(session, deliver, emitted):
    event = a_renovation_shown()
    await deliver(event)

    await deliver(
        RenovationEnded(
            renovation_id=event.renovation_id,
            ended_as="withdrawn",
            matter_id=event.matter_id,
            region=VILLAGE,
            ended_on=date(2020, 6, 10),
        )
    )

    notice = (await session.exec(select(Notice))).one()
    assert (notice.is_stopped, notice.ended_on) == (True, date(2020, 6, 10))
    assert await tell_ended_notices(session, on=date(2020, 6, 20)) == 0
    assert await _ends(session, emitted) == []
