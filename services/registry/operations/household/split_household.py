"""Let some members become a household of their own."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.move import NobodyStays, arranged, must_be_members, must_be_open, must_be_possible
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.feed import household_news, person_news
from services.registry.schemas.move import SplitHousehold
from services.registry.store import history
from services.registry.store.household import must_be_free_code
from services.registry.store.move import Step, changed_relations, instant_for, lock_file, write_steps
from services.registry.store.opening import open_household
from services.registry.tables import Household
from shared import outbox, rows
from shared.events.registry import HouseholdChanged, PersonChanged
from shared.security import Principal


async def split_household(
    session: AsyncSession, form: SplitHousehold, *, household_id: UUID, by: Principal, on: date
) -> Household:
    """Returns the new household; the old one's standard and causes are its too, until somebody says otherwise.

    Raises NoSuchHousehold, HouseholdIsCancelled, HouseholdCodeTaken, HappenedInTheFuture, BeforeTheySatHere, NotAMember,
    NobodyStays, NoHeadLeft, TwoHeads, TwoSpouses, OutsideRegion.
    """
    file = await lock_file(session, household_id)
    at = await instant_for(session, file)
    old, leaving = file.household, {each.person_id: each.relation for each in form.members}
    await must_be_free_code(session, form.household_code)

    must_be_open(old.state)
    by.must_cover(form.village or old.region, pointer="/village")
    must_be_members(file.seats, list(leaving), pointer="/members")
    if len(leaving) == len(file.members):
        raise NobodyStays(pointer="/members")
    stay = arranged(file.seats, leaving=leaving, relations={each.person_id: each.relation for each in form.relations})
    arranged({}, coming=leaving, pointer="/members")
    gone = file.of(leaving)
    must_be_possible(form.happened_on, today=on, seated_on=[member.joined_on for member in gone])

    act = Act(ChangeKind.SPLIT, Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    new, opening = open_household(
        act,
        code=form.household_code,
        region=form.village or old.region,
        state=HouseholdState(old.state),
        facts={"standard": old.standard or None, "causes": old.causes or None},
        other_household_id=old.id,
    )
    change = history.change_of(act, old.id, old.region, other_household_id=new.id)
    await rows.insert(session, *opening.rows, change)
    steps = [Step(member, new, leaving[member.id], opening.change) for member in gone]
    remaining = changed_relations(file, stay, change)
    await write_steps(session, [*steps, *remaining], on=form.happened_on)

    moved = [PersonChanged(**person_news(member, act.kind, form.happened_on, former_household_id=old.id)) for member in gone]
    others = [PersonChanged(**person_news(step.person, ChangeKind.RELATION_CHANGED, form.happened_on)) for step in remaining]
    await outbox.record(session, HouseholdChanged(**household_news(new, act.kind, form.happened_on)), *moved, *others)
    return new
