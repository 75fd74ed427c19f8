"""Settle a difference: our file is put right, their list is wrong, or both are right; with the reason."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.difference import Settlement, check_settlement
from services.registry.schemas.comparison import SettleDifference
from services.registry.store import difference as differences
from services.registry.store.comparison import find_differences, subjects, told_again
from services.registry.store.comparison_policy import find_difference_rule
from services.registry.tables import ListDifference
from shared import clock, outbox
from shared.events.registry import DifferencesCleared


async def settle_difference(session: AsyncSession, difference_id: UUID, form: SettleDifference, *, by: str) -> ListDifference:
    """What is put right is held against the rule once more. Of the list nothing is kept from here on.

    Raises NoSuchDifference, DifferenceSettledAlready or StillDifferent.
    """
    difference = await differences.lock_difference(session, difference_id)
    rule = find_difference_rule(difference.kind, difference.rule)
    still = False
    if rule is not None and form.outcome is Settlement.PUT_RIGHT:
        told = told_again(rule, difference.identity_hash, difference.times)
        _, found = await find_differences(session, [rule], told, place=difference.region, left_out=(), on=clock.today())
        still = (difference.rule, difference.subject) in subjects(found)

    is_open = difference.settled_at is None and difference.ended_at is None
    check_settlement(form.outcome, is_open=is_open, still_differs=still)

    difference.outcome, difference.reason = form.outcome, form.reason
    difference.settled_by, difference.settled_at, difference.row_sealed = by, clock.now(), None
    if form.outcome is Settlement.PUT_RIGHT:
        difference.ended_at = difference.settled_at
    await session.flush()

    if await differences.is_village_done(session, difference.list_id, difference.region):
        await outbox.record(session, DifferencesCleared(list_id=difference.list_id, region=difference.region))
    return difference
