"""Who helps a household that nobody is left in, after its last member's file was merged into another household's; and back.

An assignment is ended and never rewritten, so both ways one ends and another begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.assignment import governs
from services.registry.store.assignment import Given, give, list_held
from services.registry.tables import Helper, HelperAssignment, Household

UNDONE = "人员档案合并已撤销"


@dataclass(frozen=True)
class Succeeded:
    """The assignment that ended with its household, and the one that began for the household that goes on, if any."""

    ended: HelperAssignment
    begun: HelperAssignment | None

    @property
    def told(self) -> dict[str, str]:
        """For the merger, which may be undone."""
        return {"helper_ended": str(self.ended.id)} | ({"helper_begun": str(self.begun.id)} if self.begun else {})


async def give_helper(
    session: AsyncSession, of: Household, to: Household, *, on: date, why: str, by: str, at: datetime
) -> Succeeded | None:
    """The helper goes on with the other household if it has none and lies where they work. None if nobody helped.

    Both households are locked by the caller.
    """
    held = await list_held(session, [of.id, to.id])
    if (former := held.get(of.id)) is None:
        return None
    _end(former, on=on, why=why, by=by, at=at)
    await session.flush()
    if to.id in held or not await _may_help(session, former.helper_id, to):
        return Succeeded(former, None)
    given = Given(to.id, to.region, former.helper_id)
    [begun] = await give(session, [given], since_on=on, why=why, by=by, at=at)
    return Succeeded(former, begun)


async def give_helper_back(
    session: AsyncSession, told: Mapping[str, Any], of: Household, *, since_on: date, by: str, at: datetime
) -> HelperAssignment | None:
    """The household has the helper again without a gap, from the day of the merger (`since_on`) on; the other household's
    assignment counts as never begun, unless it has a later one since. None where nobody helped, or nobody can go on."""
    begun = await _find(session, told.get("helper_begun"))
    if begun and begun.until_on is None:
        _end(begun, on=begun.since_on, why=UNDONE, by=by, at=at)
        await session.flush()
    former = await _find(session, told.get("helper_ended"))
    if former is None or not await _may_help(session, former.helper_id, of):
        return None
    since_on = max(since_on, former.since_on)
    [again] = await give(session, [Given(of.id, of.region, former.helper_id)], since_on=since_on, why=UNDONE, by=by, at=at)
    return again


def assigned_news(begun: HelperAssignment) -> dict[str, Any]:
    """For HelperAssigned, of a household that nobody helped until then."""
    fields = {"household_id", "region", "helper_id", "since_on"}
    return begun.model_dump(include=fields) | {"former_helper_id": None}


def _end(assignment: HelperAssignment, *, on: date, why: str, by: str, at: datetime) -> None:
    assignment.until_on = max(assignment.since_on, on)
    assignment.ended_why, assignment.ended_by, assignment.ended_at = why, by, at


async def _find(session: AsyncSession, assignment_id: str | None) -> HelperAssignment | None:
    return await session.get(HelperAssignment, UUID(assignment_id), populate_existing=True) if assignment_id else None


async def _may_help(session: AsyncSession, helper_id: UUID, household: Household) -> bool:
    helper = await session.get(Helper, helper_id)
    return helper is not None and helper.left_on is None and governs(helper.region, household.region)
