"""The end of a file."""

from datetime import date

import pytest
from sqlalchemy import text

from services.medical.operations.health_file.close_file import close_file
from services.medical.rules.health import file as rules
from services.medical.schemas.health.file import CloseFile
from tests.builders.health import HEALTH, MAY_2, a_file, a_followed_file


async def closed(session, file, outcome: str, day: date = date(2018, 4, 1)):
    form = CloseFile.model_validate({"outcome": outcome, "closed_on": day})
    done = await close_file(session, form, file_id=file.id, by=HEALTH, on=MAY_2)
    await session.flush()
    return done


@pytest.mark.parametrize(("outcome", "treated_on"), [("cured", date(2018, 4, 1)), ("declined", None), ("died", None)])
async def test_whoever_was_cured_was_treated(session, outcome, treated_on):
    file = await closed(session, await a_file(session), outcome)

    assert (file.outcome, file.closed_on, file.treated_on) == (outcome, date(2018, 4, 1), treated_on)


async def test_a_closed_file_is_due_no_longer_and_flags_nothing(session):
    followed = await closed(session, await a_followed_file(session), "moved-away")
    await closed(session, await a_file(session, programme="cataract"), "completed")

    assert followed.next_due_on is None
    assert (await session.execute(text("SELECT until_on FROM health_flag"))).scalars().all() == [date(2018, 4, 1)]


async def test_a_file_is_closed_once_and_the_person_may_have_another_then(session):
    file = await closed(session, await a_file(session), "cured")

    with pytest.raises(rules.FileClosed):
        await closed(session, file, "died")
    await a_file(session, opened_on=date(2018, 4, 20))


async def test_a_file_is_not_closed_before_it_was_opened(session):
    with pytest.raises(rules.DayNotPossible):
        await closed(session, await a_file(session), "cured", date(2017, 3, 9))
