"""The whole register against itself, a step at a time: what one step leaves the next takes up, and nothing is counted twice."""

from datetime import UTC, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.double.compare_register import compare_register
from services.registry.operations.double.note_doubles import note_doubles
from services.registry.store.double import list_pairs, lock_sweep
from services.registry.tables import DoubleSweep
from tests.builders.doubles import two_files
from tests.builders.registry_file import TODAY

AT = datetime(2020, 7, 1, 18, 0, tzinfo=UTC)


async def a_night(session: AsyncSession) -> DoubleSweep:
    sweep = await lock_sweep(session, on=TODAY, at=AT)
    assert sweep is not None
    while sweep.finished_at is None:
        await compare_register(session, sweep, on=TODAY)
    return sweep


async def test_a_night_finds_what_the_writers_would_have_found(session: AsyncSession) -> None:
    (_, people), (_, others) = await two_files(session, members=2, other_members=2)
    sweep = await a_night(session)
    found = [(pair.low_id, pair.high_id, pair.points) for pair in await list_pairs(session, region=None, after=None, limit=9)]
    assert (sweep.persons, sweep.found, len(found)) == (4, 2, 2)
    assert await note_doubles(session, [person.id for person in (*people, *others)], on=TODAY) == 0
    again = [(pair.low_id, pair.high_id, pair.points) for pair in await list_pairs(session, region=None, after=None, limit=9)]
    assert again == found


async def test_a_night_that_is_over_is_not_begun_again(session: AsyncSession) -> None:
    await a_night(session)
    assert await lock_sweep(session, on=TODAY, at=AT) is None
