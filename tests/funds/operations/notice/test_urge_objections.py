"""An answer that is late is told to its investigators, and later to the county; each once."""

from datetime import date, timedelta

from services.funds.operations.notice.urge_objections import urge_objections
from tests.builders.funds_notices import a_notice, an_objection, answered


async def test_each_level_hears_of_it_once(session, emitted):
    objection = await an_objection(session, await a_notice(session))
    due = objection.due_on
    days = [due, due + timedelta(days=1), due + timedelta(days=1), due + timedelta(days=10), due + timedelta(days=11)]

    for day in days:
        await urge_objections(session, on=day)

    told = [event for event in await emitted(session) if type(event).__name__ == "ObjectionAnswerMissed"]
    assert [event.step for event in told] == ["owner", "county"]
    assert (objection.urged_on, objection.escalated_on) == (days[1], days[3])


async def test_what_was_answered_is_late_for_nobody(session, emitted):
    objection = await an_objection(session, await a_notice(session))
    await answered(session, objection, on=objection.due_on)

    assert await urge_objections(session, on=date(2020, 12, 1)) == []
