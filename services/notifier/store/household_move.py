"""Where households moved last, and what is owed to them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.order import OWED
from services.notifier.rules.order_kind import OrderKind
from services.notifier.tables import HouseholdMove, WorkOrder
from shared.events.registry import HouseholdChanged
from shared.rows import as_json, insertion

_KEEP = text(f"""
{insertion(HouseholdMove)} ON CONFLICT (household_id) DO UPDATE
SET region = excluded.region, revision = excluded.revision, moved_at = excluded.moved_at
WHERE household_move.revision < excluded.revision
RETURNING household_id
""")


async def keep_moves(session: AsyncSession, events: Sequence[HouseholdChanged]) -> Mapping[UUID, HouseholdChanged]:
    """The last of these of each household, if no later one was heard of before."""
    last = {event.household_id: event for event in sorted(events, key=lambda event: event.revision)}
    if not last:
        return {}
    moves = [
        HouseholdMove(household_id=id, region=event.region, revision=event.revision, moved_at=event.occurred_at).model_dump()
        for id, event in sorted(last.items())
    ]
    kept = await session.execute(_KEEP, {"household_move": as_json(moves)})
    return {id: last[id] for id in kept.scalars()}


async def lock_owed_to(session: AsyncSession, household_ids: Collection[UUID]) -> Sequence[WorkOrder]:
    """What is owed to these households, but for their cases, held until the transaction ends."""
    theirs = col(WorkOrder.household_id).in_(list(household_ids))
    owed = select(WorkOrder).where(theirs, col(WorkOrder.state).in_(OWED), WorkOrder.kind != OrderKind.ASSISTANCE)
    ordered = owed.order_by(col(WorkOrder.id)).with_for_update().execution_options(populate_existing=True)
    return (await session.exec(ordered)).all()
