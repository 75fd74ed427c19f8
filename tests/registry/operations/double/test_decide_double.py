"""A person decides: two people, or later; each once."""

from datetime import date, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.double.decide_double import decide_double
from services.registry.rules.double import DoubleDecided, DoubleState, LaterThanAllowed
from services.registry.schemas.double import DecideDouble
from services.registry.store.double import wake_pairs
from tests.builders.doubles import a_pair, two_files
from tests.builders.registry_file import OFFICER, TODAY


async def test_two_people_are_remembered_with_who_said_so_and_why(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    pair = await a_pair(session, one.id, other.id)
    form = DecideDouble(decision="different", reason="已见两人")
    await decide_double(session, pair.id, form, by=OFFICER, on=TODAY)
    assert (pair.state, pair.decided_by, pair.why, pair.decided_points) == (
        DoubleState.DIFFERENT,
        OFFICER.subject,
        "已见两人",
        pair.points,
    )
    with pytest.raises(DoubleDecided):
        await decide_double(session, pair.id, form, by=OFFICER, on=TODAY)


async def test_what_is_put_off_is_asked_again_on_the_day(session: AsyncSession) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    pair = await a_pair(session, one.id, other.id)
    await decide_double(session, pair.id, DecideDouble(decision="later", reason="本人外出"), by=OFFICER, on=TODAY)
    assert pair.later_on == TODAY + timedelta(days=30)
    await wake_pairs(session, on=TODAY + timedelta(days=29))
    await session.refresh(pair)
    assert pair.state is DoubleState.LATER
    await wake_pairs(session, on=TODAY + timedelta(days=30))
    await session.refresh(pair)
    assert (pair.state, pair.later_on) == (DoubleState.OPEN, None)


@pytest.mark.parametrize("until_on", [TODAY, date(2019, 1, 1), date(2022, 1, 1)])
async def test_later_is_a_day_to_come_within_a_year(session: AsyncSession, until_on: date) -> None:
    (_, [one]), (_, [other]) = await two_files(session)
    pair = await a_pair(session, one.id, other.id)
    form = DecideDouble(decision="later", reason="本人外出", until_on=until_on)
    with pytest.raises(LaterThanAllowed):
        await decide_double(session, pair.id, form, by=OFFICER, on=TODAY)
