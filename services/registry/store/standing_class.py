"""The people of a household whose state has changed, known as what follows from it: versions of their files, from its day on."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Uuid
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.history import changed, facts_on
from services.registry.rules.judging import StageKind
from services.registry.rules.poverty import POVERTY_STATE_NAMES, PovertyState
from services.registry.rules.standing_class import classes_in
from services.registry.store.history import Revision, after, change_of, person_timelines, revise
from services.registry.store.household import any_of
from services.registry.store.move import instant_for, lock_file
from services.registry.tables import Notice, NoticeLine, Person, PovertyEntry
from shared import rows


async def list_standing(session: AsyncSession, household_ids: Collection[UUID]) -> dict[UUID, list[PovertyState]]:
    """By household, the states in which it is now, on either axis."""
    current = col(PovertyEntry.household_id) == any_of(household_ids, Uuid), col(PovertyEntry.until_on).is_(None)
    found: dict[UUID, list[PovertyState]] = {}
    for entry in await session.exec(select(PovertyEntry).where(*current)):
        found.setdefault(entry.household_id, []).append(entry.state)
    return found


async def counts_from(session: AsyncSession, entry: PovertyEntry) -> date:
    """The day of the announcement, where the procedure ends with one; otherwise the day of the state itself."""
    if entry.procedure_id is None:
        return entry.since_on
    announced = (
        select(func.max(Notice.begun_on))
        .join(NoticeLine, col(NoticeLine.notice_id) == col(Notice.id))
        .where(
            NoticeLine.procedure_id == entry.procedure_id,
            Notice.kind == StageKind.ANNOUNCEMENT,
            col(NoticeLine.is_stopped).is_(False),
        )
    )
    return (await session.exec(announced)).one() or entry.since_on


async def follow_state(session: AsyncSession, entry: PovertyEntry, *, at: datetime) -> Mapping[UUID, tuple[Person, date]]:
    """Revise the classes of everybody who sits in the household now; by person, who is known as something else and from when.

    Somebody who came later than that day is known so from their own first day on.
    """
    since = await counts_from(session, entry)
    file = await lock_file(session, entry.household_id)
    lives = await person_timelines(session, [member.id for member in file.members])
    at = after(*lives.values(), now=max(at, await instant_for(session, file)))
    reason = f"认定为{POVERTY_STATE_NAMES[entry.state]}"
    act = Act(ChangeKind.CHANGED, Source.OFFICER, since, entry.by, at, reason, [])
    change = change_of(act, entry.household_id, file.household.region)
    revisions, told = [], {}
    for member in file.members:
        life = lives.get(member.id)
        if life is None:
            continue
        day = max(since, life.segments[0].since_on, member.joined_on)
        known = (facts_on(life.segments, day) or {}).get("classes", [])
        becomes = classes_in(known, entry.state)
        if becomes != list(known):
            revised = changed(life.segments, {"classes": becomes or None}, since_on=day)
            revisions.append(Revision(member, life, revised, change))
            told[member.id] = member, day
    if revisions:
        await rows.insert(session, change)
        await revise(session, *revisions)
        await session.flush()
    return told
