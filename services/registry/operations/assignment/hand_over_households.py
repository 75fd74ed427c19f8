"""Hand a helper's households over to another, or to several; one who leaves hands over all."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.assignment import (
    HasHouseholds,
    HelperElsewhere,
    HouseholdNotTheirs,
    SameHelper,
    check_day,
    governs,
    shared_out,
)
from services.registry.schemas.assignment import HandOver
from services.registry.store import assignment as helpers
from services.registry.store.campaign_policy import campaign_policy
from services.registry.tables import HelperAssignment
from shared import clock, outbox
from shared.events.registry import HelperAssigned
from shared.security import Principal


async def hand_over_households(
    session: AsyncSession, helper_id: UUID, form: HandOver, *, by: Principal, on: date
) -> Sequence[HelperAssignment]:
    """All or nothing. Raises NoSuchHelper, HelperHasLeft, SameHelper, OutsideRegion, HasHouseholds, HouseholdNotTheirs,
    HelperElsewhere, AssignedOnAnImpossibleDay or TooManyHouseholds."""
    if helper_id in form.to or len(set(form.to)) != len(form.to):
        raise SameHelper(pointer="/to")
    [leaving, *successors] = await helpers.lock_helpers(session, [helper_id, *form.to])
    of_theirs = await helpers.list_households_of(session, helper_id)
    wanted = of_theirs if form.household_ids is None else list(dict.fromkeys(form.household_ids))
    households = await helpers.lock_households(session, wanted)
    held = await helpers.list_held(session, wanted)
    loads = await helpers.count_loads(session, form.to)
    all_of_theirs = (await helpers.count_loads(session, [helper_id]))[helper_id]

    since_on = form.since_on or on
    if form.leaves:
        by.must_cover(leaving.region)
        if all_of_theirs > len(wanted) or (wanted and not successors):
            raise HasHouseholds(households=all_of_theirs)
    if wanted and not successors:
        raise HasHouseholds(pointer="/to", households=len(wanted))
    for household in households:
        if household.id not in held or held[household.id].helper_id != helper_id:
            raise HouseholdNotTheirs(pointer="/household_ids", household_id=household.id)
        check_day(since_on, held_since=held[household.id].since_on, on=on)
        if not all(governs(each.region, household.region) for each in successors):
            raise HelperElsewhere(pointer="/to", household_id=household.id)
    most = campaign_policy(leaving.region, on).helpers.most_households
    shares = shared_out([each.id for each in households], loads, most=most)

    place = {each.id: each.region for each in households}
    given = [helpers.Given(each, place[each], successor) for successor, its in shares.items() for each in its]
    made = await helpers.give(session, given, since_on=since_on, why=form.reason, by=by.subject, at=clock.now())
    if form.leaves:
        leaving.left_on, leaving.left_why = since_on, form.reason
        await session.flush()

    told = (
        HelperAssigned(
            household_id=each.household_id,
            region=each.region,
            helper_id=each.helper_id,
            former_helper_id=helper_id,
            since_on=since_on,
        )
        for each in made
    )
    await outbox.record(session, *told)
    return made
