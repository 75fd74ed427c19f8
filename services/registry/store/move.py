"""People on the move: a household with its members, locked; and the steps that they take, written together."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.history import Facts, changed
from services.registry.store.history import Revision, Timeline, household_timeline, person_timelines, revise
from services.registry.store.household import lock_household
from services.registry.store.membership import Place, Seating, seat
from services.registry.tables import Change, Household, Person
from shared import clock


@dataclass(frozen=True)
class File:
    """A household and its present members; nobody else changes either until this transaction ends."""

    household: Household
    members: Sequence[Person]
    timeline: Timeline

    @property
    def seats(self) -> dict[UUID, str]:
        return {member.id: member.relation for member in self.members}

    def of(self, ids: Collection[UUID]) -> list[Person]:
        return [member for member in self.members if member.id in ids]


@dataclass(frozen=True)
class Step:
    """What one person does: sits in a household (or in none) as something from a day on, and what else becomes otherwise."""

    person: Person
    household: Household | None
    relation: str
    change: Change
    edit: Facts = field(default_factory=dict)


async def lock_file(session: AsyncSession, household_id: UUID) -> File:
    """Raises NoSuchHousehold."""
    household = await lock_household(session, household_id)
    present = select(Person).where(Person.household_id == household_id, col(Person.left_on).is_(None))
    members = list(await session.exec(present.order_by(col(Person.id)).with_for_update()))
    return File(household, members, await household_timeline(session, household_id))


async def lock_files(session: AsyncSession, *household_ids: UUID) -> list[File]:
    """In the order in which they are named; locked in the order of their ids, so that two who lock several never wait for each
    other. Raises NoSuchHousehold."""
    files = {household_id: await lock_file(session, household_id) for household_id in sorted(set(household_ids))}
    return [files[household_id] for household_id in household_ids]


async def instant_for(session: AsyncSession, *files: File) -> datetime:
    """When a change to these is learned: now, and never before what was learned last, whatever this machine's clock says."""
    ids = [file.household.id for file in files]
    last = (await session.exec(select(func.max(Change.recorded_at)).where(col(Change.household_id).in_(ids)))).one()
    return max(clock.now(), last or clock.now())


def changed_relations(file: File, after: Mapping[UUID, str], change: Change) -> list[Step]:
    """The steps of those who stay and are something else to the head from now on."""
    return [
        Step(member, file.household, after[member.id], change)
        for member in file.members
        if member.id in after and after[member.id] != member.relation
    ]


async def write_steps(session: AsyncSession, steps: Iterable[Step], *, on: date) -> None:
    """Seat everybody where they go and keep what else is otherwise; the changes are written already. Each person once."""
    steps = list(steps)
    edits = {step.person.id: _edit(step) for step in steps}
    edits = {person_id: edit for person_id, edit in edits.items() if edit}
    timelines = await person_timelines(session, list(edits))
    await revise(
        session,
        *(
            Revision(step.person, before, changed(before.segments, edits[step.person.id], since_on=on), step.change)
            for step in steps
            if (before := timelines.get(step.person.id))
        ),
    )
    await seat(session, *(Seating(step.person, _place(step, on), on, step.change) for step in steps))
    await session.flush()


def _edit(step: Step) -> Facts:
    moves = step.household is not None and step.household.region != step.person.region
    return {**step.edit, **({"region": step.household.region} if moves and step.household else {})}


def _place(step: Step, on: date) -> Place | None:
    return Place(step.household, step.relation, on) if step.household else None


async def change_household_facts(session: AsyncSession, file: File, edit: Facts, change: Change) -> None:
    """Something of the household itself is otherwise from the day of the change on."""
    after = changed(file.timeline.segments, edit, since_on=change.happened_on)
    await revise(session, Revision(file.household, file.timeline, after, change))
    await session.flush()
