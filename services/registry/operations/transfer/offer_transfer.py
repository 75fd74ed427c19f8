"""Offer members of a household, or the whole of it, to another jurisdiction."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.move import arranged, must_be_members, must_be_open, must_be_possible
from services.registry.rules.transfer import AlreadyOffered, NoNeedToTransfer
from services.registry.schemas.move import OfferTransfer
from services.registry.store import history
from services.registry.store.move import instant_for, lock_file
from services.registry.store.transfer import find_offer
from services.registry.tables import Transfer
from shared import rows
from shared.security import Principal


async def offer_transfer(session: AsyncSession, form: OfferTransfer, *, household_id: UUID, by: Principal, on: date) -> Transfer:
    """Nobody moves yet: until the other side takes them in they stay, so that nobody is lost in between. Nobody else is told.

    Raises NoSuchHousehold, HouseholdIsCancelled, AlreadyOffered, NoNeedToTransfer, HappenedInTheFuture, BeforeTheySatHere,
    NotAMember, NoHeadLeft, TwoHeads, TwoSpouses.
    """
    file = await lock_file(session, household_id)
    at = await instant_for(session, file)
    leaving = list(dict.fromkeys(form.person_ids))
    relations = {each.person_id: each.relation for each in form.relations}

    must_be_open(file.household.state)
    if await find_offer(session, household_id):
        raise AlreadyOffered(household_id=household_id)
    if file.household.region == form.to_region:
        raise NoNeedToTransfer(pointer="/to_region")
    must_be_members(file.seats, leaving, pointer="/person_ids", field="")
    arranged(file.seats, leaving=leaving, relations=relations)
    must_be_possible(form.happened_on, today=on, seated_on=[member.joined_on for member in file.of(leaving)])

    act = Act(ChangeKind.OFFERED, Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    transfer = Transfer(
        household_id=household_id,
        region=file.household.region,
        to_region=form.to_region,
        person_ids=leaving,
        is_whole=len(leaving) == len(file.members),
        relations={str(person_id): relation for person_id, relation in relations.items()},
        happened_on=form.happened_on,
        reason=form.reason,
        papers=list(form.papers),
        offered_by=by.subject,
        offered_at=at,
    )
    await rows.insert(session, history.change_of(act, household_id, file.household.region))
    session.add(transfer)
    await session.flush()
    return transfer
