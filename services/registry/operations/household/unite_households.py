"""Bring all members of another household into this one; the other is cancelled, its file stays readable."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.move import (
    SameHousehold,
    SomebodyLeftOut,
    arranged,
    must_be_members,
    must_be_open,
    must_be_possible,
)
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.feed import household_news, person_news
from services.registry.schemas.move import UniteHouseholds
from services.registry.store import history
from services.registry.store.move import Step, change_household_facts, instant_for, lock_files, write_steps
from services.registry.tables import Household
from shared import outbox, rows
from shared.events.registry import HouseholdChanged, PersonChanged
from shared.security import Principal


async def unite_households(
    session: AsyncSession, form: UniteHouseholds, *, household_id: UUID, by: Principal, on: date
) -> Household:
    """Raises NoSuchHousehold, SameHousehold, HouseholdIsCancelled, HappenedInTheFuture, BeforeTheySatHere, NotAMember,
    SomebodyLeftOut, TwoHeads, TwoSpouses."""
    if form.household_id == household_id:
        raise SameHousehold(pointer="/household_id")
    file, other = await lock_files(session, household_id, form.household_id)
    at = await instant_for(session, file, other)
    coming = {each.person_id: each.relation for each in form.members}

    must_be_open(file.household.state)
    must_be_open(other.household.state)
    must_be_members(other.seats, list(coming), pointer="/members")
    if len(coming) < len(other.members):
        raise SomebodyLeftOut(pointer="/members", members=len(other.members))
    arranged(file.seats, coming=coming, pointer="/members")
    must_be_possible(form.happened_on, today=on, seated_on=[member.joined_on for member in other.members])

    act = Act(ChangeKind.UNITED, Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    here = history.change_of(act, household_id, file.household.region, other_household_id=other.household.id)
    there = history.change_of(act, other.household.id, other.household.region, other_household_id=household_id)
    await rows.insert(session, here, there)
    steps = [Step(member, file.household, coming[member.id], here) for member in other.members]
    await write_steps(session, steps, on=form.happened_on)
    await change_household_facts(session, other, {"state": HouseholdState.CANCELLED.value}, there)

    former = other.household.id
    moved = [
        PersonChanged(**person_news(member, act.kind, form.happened_on, former_household_id=former)) for member in other.members
    ]
    await outbox.record(session, HouseholdChanged(**household_news(other.household, act.kind, form.happened_on)), *moved)
    return file.household
