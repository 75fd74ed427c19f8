"""Immediate-assistance cases, their facts, steps and parts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Need, Part, Standing, Step, What, progress
from services.registry.tables import Case, CaseAct, CaseFact, CasePart, CaseStep, ReliefReport
from shared.errors import NotFound
from shared.rows import OWE, as_json, insertion, owing, recordset

_LOCK_CASES = text("""
SELECT id, household_id, region, detected_at, closed_at, is_closed_by_officer
FROM relief_case WHERE id = ANY (:ids) ORDER BY id FOR UPDATE
""")
_KNOWN = text("""
SELECT part.case_id, part.part AS need, part.who AS owner, part.begin_by, part.since, part.waived_at,
       step.part, step.what, step.at, step.task, step.who, step.note, step.due_at, step.done_on, step.is_late
FROM case_part part LEFT JOIN case_step step ON step.case_id = part.case_id AND step.part = part.part
WHERE part.case_id = ANY (:case_ids)
""")
_WRITE_STEPS = text(f"""
WITH added AS ({insertion(CaseStep)} ON CONFLICT ON CONSTRAINT case_step_once DO NOTHING)
UPDATE case_part part
SET state = new.state, due_at = new.due_at, started_at = new.started_at, done_at = new.done_at, is_late = new.is_late
FROM {recordset(CasePart)} new WHERE part.case_id = new.case_id AND part.part = new.part
""")  # noqa: S608  the only interpolations are names of our own tables and columns
_CLOSE_CASES = text(f"""
WITH closed AS (
    UPDATE relief_case SET closed_at = done.at, ending = 'completed'
    FROM unnest(CAST(:ids AS uuid[]), CAST(:instants AS timestamptz[])) AS done (id, at) WHERE relief_case.id = done.id
), acted AS ({insertion(CaseAct)})
{OWE}
""")  # noqa: S608  the only interpolation is a constant of our own


class NoSuchCase(NotFound):
    """没有找到这份台账"""


@dataclass(frozen=True)
class LockedCase:
    """A case whose timeline nobody else writes on until this transaction ends."""

    id: UUID
    household_id: UUID
    region: str
    detected_at: datetime
    closed_at: datetime | None
    is_closed_by_officer: bool


@dataclass(frozen=True)
class Timeline:
    """What a case needs, and what has happened in those parts."""

    needs: list[Need]
    steps: list[Step]


@dataclass(frozen=True)
class Changed:
    """A part of a case that stands otherwise than before."""

    case_id: UUID
    standing: Standing


@dataclass(frozen=True)
class Closing:
    """A case whose every part is done, what is noted of it, and the outbox row that tells of it."""

    case_id: UUID
    at: datetime
    act: CaseAct
    owed: Mapping[str, object]


async def get_case(session: AsyncSession, case_id: UUID) -> Case:
    """Raises NoSuchCase, also for one that the asker may not see."""
    case = await session.get(Case, case_id)
    if case is None:
        raise NoSuchCase(case_id=case_id)
    return case


async def lock_case(session: AsyncSession, case_id: UUID) -> Case:
    """Its row as it is now, and nobody else writes on its timeline until this transaction ends. Raises NoSuchCase."""
    case = await session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise NoSuchCase(case_id=case_id)
    return case


async def lock_cases(session: AsyncSession, case_ids: Collection[UUID]) -> list[LockedCase]:
    """In the order of their ids, so that two who lock several never wait for each other. Raises NoSuchCase."""
    rows = await session.execute(_LOCK_CASES, {"ids": list(case_ids)})
    found = [LockedCase(**row) for row in rows.mappings()]
    if missing := set(case_ids) - {case.id for case in found}:
        raise NoSuchCase(case_id=min(missing))
    return found


async def find_open_case(session: AsyncSession, household_id: UUID) -> Case | None:
    """The household is locked by the caller, so that nobody opens one meanwhile."""
    return (
        await session.exec(select(Case).where(Case.household_id == household_id, col(Case.closed_at).is_(None)))
    ).one_or_none()


async def lock_open_case(session: AsyncSession, household_id: UUID) -> Case | None:
    """As `find_open_case`, and the last of its parts does not close it meanwhile."""
    is_open = Case.household_id == household_id, col(Case.closed_at).is_(None)
    locked = select(Case).where(*is_open).with_for_update().execution_options(populate_existing=True)
    return (await session.exec(locked)).one_or_none()


async def find_fact_of(session: AsyncSession, household_id: UUID, reported_as: UUID) -> UUID | None:
    """The household's case that this report or disaster was noted in, if it was."""
    noted = select(CaseFact.case_id).join(Case, col(Case.id) == col(CaseFact.case_id))
    return (
        await session.exec(noted.where(Case.household_id == household_id, CaseFact.reported_as == reported_as).limit(1))
    ).first()


async def find_report(session: AsyncSession, region: str, report_id: UUID) -> ReliefReport | None:
    query = select(ReliefReport).where(ReliefReport.region == region, ReliefReport.report_id == report_id)
    return (await session.exec(query)).one_or_none()


async def list_facts(session: AsyncSession, case_id: UUID) -> list[CaseFact]:
    return list(await session.exec(select(CaseFact).where(CaseFact.case_id == case_id).order_by(col(CaseFact.id))))


async def list_steps(session: AsyncSession, case_id: UUID) -> list[CaseStep]:
    """In the order in which they happened, whatever the order in which we heard of them."""
    query = select(CaseStep).where(CaseStep.case_id == case_id).order_by(col(CaseStep.at), col(CaseStep.due_at), col(CaseStep.id))
    return list(await session.exec(query))


async def list_acts(session: AsyncSession, case_id: UUID) -> list[CaseAct]:
    """In the order in which people decided."""
    acts = select(CaseAct).where(CaseAct.case_id == case_id).order_by(col(CaseAct.at), col(CaseAct.id))
    return list(await session.exec(acts))


async def list_parts(session: AsyncSession, case_ids: Collection[UUID]) -> list[CasePart]:
    """In the fixed order of the parts."""
    found = await session.exec(select(CasePart).where(col(CasePart.case_id).in_(case_ids)))
    order = list(Part)
    return sorted(found, key=lambda part: order.index(part.part))


async def list_cases(
    session: AsyncSession, *, region: str | None, is_open: bool | None, late_at: datetime | None, after: UUID | None, limit: int
) -> list[Case]:
    """One more than `limit`, so that the caller sees whether there is a next page. `late_at`: only cases that are late then."""
    query = select(Case).order_by(col(Case.id)).limit(limit + 1)
    if region:
        query = query.where(col(Case.region).startswith(region, autoescape=True))
    if is_open is not None:
        query = query.where(col(Case.closed_at).is_(None) if is_open else col(Case.closed_at).is_not(None))
    if late_at is not None:
        overdue = col(CasePart.done_at).is_(None) & (col(CasePart.due_at) < late_at)
        query = query.where(exists().where(col(CasePart.case_id) == Case.id, or_(col(CasePart.is_late), overdue)))
    if after:
        query = query.where(Case.id > after)
    return list(await session.exec(query))


async def list_known(session: AsyncSession, case_ids: Collection[UUID]) -> Mapping[UUID, Timeline]:
    """What is needed and what has happened, by case, for the rules. Not read with the locks: it must see what was done while
    those waited."""
    needs, steps = defaultdict[UUID, dict[Part, Need]](dict), defaultdict[UUID, list[Step]](list)
    for row in (await session.execute(_KNOWN, {"case_ids": list(case_ids)})).mappings():
        part = Part(row["need"])
        needs[row["case_id"]][part] = Need(part, row["begin_by"], row["owner"], row["since"], row["waived_at"])
        if row["part"] is not None:
            values = {name: row[name] for name in ("at", "task", "who", "note", "due_at", "done_on", "is_late")}
            steps[row["case_id"]].append(Step(part=part, what=What(row["what"]), **values))
    return {case_id: Timeline(list(needs[case_id].values()), steps[case_id]) for case_id in case_ids}


def bring_up_to_date(row: CasePart, steps: Iterable[Step]) -> None:
    """Fold the part anew after what it needs has changed."""
    [standing] = progress([need_of(row)], steps)
    for name, value in vars(standing).items():
        setattr(row, name, value)


async def write_steps(session: AsyncSession, steps: Iterable[CaseStep], changed: Iterable[Changed]) -> None:
    """Add steps (one that is already there stays as it is) and bring these parts up to date, in one statement."""
    added = [step.model_dump() for step in steps]
    parts = [{"case_id": each.case_id, **vars(each.standing)} for each in changed]
    await session.execute(_WRITE_STEPS, {"case_step": as_json(added), "case_part": as_json(parts)})


async def close_cases(session: AsyncSession, closing: Sequence[Closing]) -> None:
    """Close these cases and tell of it, in one statement."""
    acts = as_json([each.act.model_dump() for each in closing])
    ids, instants = [each.case_id for each in closing], [each.at for each in closing]
    owed = owing([each.owed for each in closing])
    await session.execute(_CLOSE_CASES, {"ids": ids, "instants": instants, "case_act": acts, **owed})


def need_of(row: CasePart) -> Need:
    """A row as the rules see it."""
    return Need(row.part, row.begin_by, row.who, row.since, row.waived_at)


def step_of(row: CaseStep) -> Step:
    """A row as the rules see it."""
    return Step(
        part=row.part,
        what=row.what,
        at=row.at,
        task=row.task,
        who=row.who,
        note=row.note,
        due_at=row.due_at,
        done_on=row.done_on,
        is_late=row.is_late,
    )
