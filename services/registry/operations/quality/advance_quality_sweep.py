"""Keep the book of the nightly look at the whole register: how far it is, what it found, and that it is over."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.tables import QualitySweep
from shared import clock


async def advance_quality_sweep(
    session: AsyncSession, sweep: QualitySweep, stretch: Sequence[UUID], *, persons: int, found: int, gone: int
) -> None:
    """A stretch was looked at; an empty one is the end. The sweep is locked by the caller."""
    sweep.households += len(stretch)
    sweep.persons += persons
    sweep.found += found
    sweep.gone += gone
    if stretch:
        sweep.reached = stretch[-1]
    else:
        sweep.finished_at = clock.now()
    session.add(sweep)
    await session.flush()
