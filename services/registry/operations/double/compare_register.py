"""Take the next step of comparing the whole register with itself; a process that dies leaves the rest to the next."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.likeness import Mark
from services.registry.store import double as doubles
from services.registry.store.doubles_policy import largest_group
from services.registry.store.likeness import (
    FIRST,
    Pair,
    list_groups,
    list_near_hashes,
    list_stale,
    list_strangers,
    look_by_index,
    put_marks,
)
from services.registry.tables import DoubleSweep
from shared import clock

MARKED_AT_ONCE = 10_000
STRANGERS_AT_ONCE = 20
"""Each is held against every number of their village, in all its wrong forms: about half a second."""


async def compare_register(session: AsyncSession, sweep: DoubleSweep, *, on: date) -> None:
    """First the marks that are not of today, a stretch at a time; then everybody who shares a key, one key at a time; at last the
    strangers of whom a hash is all that is known. The sweep is locked by the caller."""
    keys = list(Mark)
    if not sweep.is_marked:
        await _mark_stretch(session, sweep)
    elif sweep.key < len(keys):
        groups = await list_groups(session, keys[sweep.key], largest=largest_group())
        sweep.large_groups += groups.large
        sweep.persons_in_large_groups += groups.persons_in_large
        await _note(session, sweep, groups.pairs, on=on)
        sweep.key += 1
    else:
        await _hold_strangers(session, sweep, on=on)
    session.add(sweep)
    await session.flush()


async def _mark_stretch(session: AsyncSession, sweep: DoubleSweep) -> None:
    await look_by_index(session)
    stretch = await list_stale(session, after=sweep.reached or FIRST, limit=MARKED_AT_ONCE)
    await put_marks(session, stretch.stale)
    sweep.persons += stretch.persons
    sweep.reached, sweep.is_marked = stretch.last, stretch.last is None


async def _hold_strangers(session: AsyncSession, sweep: DoubleSweep, *, on: date) -> None:
    await look_by_index(session)
    strangers = await list_strangers(session, after=sweep.reached or FIRST, limit=STRANGERS_AT_ONCE)
    near = await list_near_hashes(session, strangers)
    await _note(session, sweep, set(near), on=on, near=near)
    if strangers:
        sweep.reached = strangers[-1]
    else:
        await doubles.wake_pairs(session, on=on)
        sweep.finished_at = clock.now()


async def _note(
    session: AsyncSession, sweep: DoubleSweep, pairs: set[Pair], *, on: date, near: frozenset[Pair] = frozenset()
) -> None:
    found = await doubles.weigh(session, pairs, near=near, on=on)
    sweep.compared += len(pairs)
    sweep.found += await doubles.put_pairs(session, found, at=clock.now())
