"""Move the households of villages that were redrawn to the ones where they belong now."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.division import AT_ONCE, check_redrawing, redrawn
from services.registry.rules.move import must_be_possible
from services.registry.schemas.division import RedrawnView, RedrawVillages
from services.registry.schemas.feed import household_news, person_news
from services.registry.store import history
from services.registry.store.division import count_in, list_in
from services.registry.store.move import Step, change_household_facts, instant_for, lock_file, write_steps
from shared import outbox, rows
from shared.events.registry import HouseholdChanged, PersonChanged
from shared.security import Principal


async def redraw_villages(session: AsyncSession, form: RedrawVillages, *, by: Principal, on: date) -> RedrawnView:
    """At most AT_ONCE households at a time; whoever was moved is no longer found, so the command may be given again.

    Their file keeps where they lived until then, and who answered for them. Raises OutsideRegion, NothingRedrawn,
    OnlyVillagesAreDivided, NoVillageThere, HappenedInTheFuture, BeforeTheFile.
    """
    ids = await list_in(session, form.from_region, only=form.household_ids, limit=AT_ONCE)
    files = [await lock_file(session, household_id) for household_id in ids]

    by.must_cover(form.from_region, pointer="/from_region")
    by.must_cover(form.to_region, pointer="/to_region")
    check_redrawing(form.from_region, form.to_region, form.household_ids)
    must_be_possible(form.happened_on, today=on)
    villages = [redrawn(file.household.region, old=form.from_region, new=form.to_region) for file in files]

    told: list[HouseholdChanged | PersonChanged] = []
    for file, village in zip(files, villages, strict=True):
        at = await instant_for(session, file)
        act = Act(ChangeKind.REDRAWN, Source.DIVISIONS, form.happened_on, by.subject, at, form.document)
        change = history.change_of(act, file.household.id, village)
        await rows.insert(session, change)
        await change_household_facts(session, file, {"region": village}, change)
        steps = [Step(member, file.household, member.relation, change) for member in file.members]
        await write_steps(session, steps, on=form.happened_on)
        told.append(HouseholdChanged(**household_news(file.household, ChangeKind.REDRAWN, form.happened_on)))
        told += [PersonChanged(**person_news(member, ChangeKind.REDRAWN, form.happened_on)) for member in file.members]

    await outbox.record(session, *told)
    left = await count_in(session, form.from_region, only=form.household_ids)
    return RedrawnView(moved=len(files), remaining=left)
