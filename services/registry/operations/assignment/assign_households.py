"""Give households to a helper; whoever had them no longer does."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.assignment import HelperElsewhere, check_day, check_room, governs
from services.registry.schemas.assignment import AssignHouseholds
from services.registry.store import assignment as helpers
from services.registry.store.campaign_policy import campaign_policy
from services.registry.tables import HelperAssignment
from shared import clock, outbox
from shared.events.registry import HelperAssigned


async def assign_households(
    session: AsyncSession, helper_id: UUID, form: AssignHouseholds, *, by: str, on: date
) -> Sequence[HelperAssignment]:
    """Those that are theirs already stay as they are. Raises NoSuchHelper, HelperHasLeft, NoSuchHousehold, HelperElsewhere,
    AssignedOnAnImpossibleDay or TooManyHouseholds."""
    [helper] = await helpers.lock_helpers(session, [helper_id])
    households = await helpers.lock_households(session, set(form.household_ids))
    held = await helpers.list_held(session, form.household_ids)
    load = (await helpers.count_loads(session, [helper_id]))[helper_id]

    since_on = form.since_on or on
    fresh = [each for each in households if each.id not in held or held[each.id].helper_id != helper_id]
    for household in fresh:
        if not governs(helper.region, household.region):
            raise HelperElsewhere(pointer="/household_ids", household_id=household.id)
        check_day(since_on, held_since=held[household.id].since_on if household.id in held else None, on=on)
    check_room(load, len(fresh), most=campaign_policy(helper.region, on).helpers.most_households)

    former = {household_id: each.helper_id for household_id, each in held.items()}
    given = [helpers.Given(each.id, each.region, helper_id) for each in fresh]
    made = await helpers.give(session, given, since_on=since_on, why=form.reason, by=by, at=clock.now())

    told = (
        HelperAssigned(
            household_id=each.household_id,
            region=each.region,
            helper_id=helper_id,
            former_helper_id=former.get(each.household_id),
            since_on=since_on,
        )
        for each in made
    )
    await outbox.record(session, *told)
    return made
