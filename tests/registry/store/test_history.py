"""What the database itself holds: one household at a time, one truth for each day, and nothing known is ever lost."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.history import changed, corrected, facts_on
from services.registry.store import history
from services.registry.store.membership import Place, first_membership
from services.registry.tables import Change, Membership, PersonVersion
from shared import rows
from shared.clock import now
from tests.builders.registry import ON
from tests.builders.registry_file import JUNE_2, JUNE_10, a_file

LEARNED = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 30), st.none() | st.integers(1, 20), st.booleans()), min_size=1, max_size=5
)


async def a_change(session: AsyncSession, household_id: Any, region: str, seconds: int = 0) -> Change:
    act = Act(ChangeKind.CORRECTED, Source.OFFICER, JUNE_10, "镇", now() + timedelta(seconds=seconds))
    change = history.change_of(act, household_id, region)
    await rows.insert(session, change)
    return change


async def test_a_second_seat_on_the_same_day_is_refused_by_the_database_whoever_asks(session: AsyncSession) -> None:
    household, [head, *_] = await a_file(session, 2)
    other, _ = await a_file(session, 2, code="3713110000000002", first_sequence=101)
    await session.execute(text("SELECT set_config('jishiyu.region', :region, true)"), {"region": "371311"})
    change = await a_change(session, other.id, other.region)
    seat = first_membership(head.id, Place(other, "其他", ON), change)
    for until_on in (JUNE_10, None):
        with pytest.raises(DBAPIError):
            async with session.begin_nested():
                await rows.insert(session, seat.model_copy(update={"until_on": until_on}))
    assert [each.household_id for each in await history.list_memberships(session, person_id=head.id)] == [household.id]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person_version SET facts = '{}'",
        "UPDATE person_version SET since_on = since_on - 1, known_until_at = now()",
        "DELETE FROM membership",
        "TRUNCATE household_version CASCADE",
        "UPDATE household_change SET reason = 'x'",
    ],
)
async def test_what_was_known_is_never_rewritten_or_removed(session: AsyncSession, statement: str) -> None:
    await a_file(session, 2)
    with pytest.raises(DBAPIError):
        async with session.begin_nested():
            await session.execute(text(statement))


async def test_a_closed_row_stays_closed(session: AsyncSession) -> None:
    household, [head, *_] = await a_file(session, 2)
    known = await history.person_timeline(session, head.id)
    change = await a_change(session, household.id, household.region)
    after = corrected(known.segments, {"name": "王大明"})
    await history.revise(session, history.Revision(head, known, after, change))
    with pytest.raises(DBAPIError):
        async with session.begin_nested():
            await session.execute(text("UPDATE person_version SET known_until_at = now() WHERE known_until_at IS NOT NULL"))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(LEARNED)
async def test_reading_as_of_any_time_equals_what_was_known_then(session: AsyncSession, learned: list[Any]) -> None:
    async with session.begin_nested() as undone:
        household, [head, *_] = await a_file(session, 1)
        first = await history.person_timeline(session, head.id)
        kept = [(now(), first.segments)]
        for count, (value, since, days, is_correction) in enumerate(learned, start=1):
            known = await history.person_timeline(session, head.id)
            since_on = ON + timedelta(days=since)
            edit = {"健康状况": value}
            until_on = since_on + timedelta(days=days) if days else None
            after = (
                corrected(known.segments, edit, since_on=since_on, until_on=until_on)
                if is_correction
                else changed(known.segments, edit, since_on=since_on)
            )
            change = await a_change(session, household.id, household.region, seconds=count)
            await history.revise(session, history.Revision(head, known, after, change))
            await session.flush()
            kept.append((change.recorded_at, after))
        for at, segments in kept:
            read = await history.person_timeline(session, head.id, at=at)
            for day in range(-1, 60):
                on = ON + timedelta(days=day)
                assert facts_on(read.segments, on) == facts_on(segments, on)
        versions = (await session.exec(select(PersonVersion).where(PersonVersion.person_id == head.id))).all()
        assert len(versions) >= len({each.known_from_at for each in versions})
        seats = (await session.exec(select(Membership).where(Membership.person_id == head.id))).all()
        assert [seat.since_on <= JUNE_2 for seat in seats] == [True]
        await undone.rollback()
    session.expunge_all()
