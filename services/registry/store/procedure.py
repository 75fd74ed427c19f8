"""Procedures, their steps, and the states of households that they lead to."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.evidence import VisitEvidence
from services.registry.rules.judging import JudgingPolicy, ProcedureRule, Stage, StageKind
from services.registry.rules.opening import rule_for
from services.registry.rules.poverty import Axis, PovertyState, ProcedureKind, StateOrigin, axis_of
from services.registry.rules.procedure import (
    Found,
    HouseholdMissing,
    Moved,
    NoSuchProcedure,
    Outcome,
    ProcedureState,
    due_of,
    found_by,
    whole_due_of,
)
from services.registry.store import household as households
from services.registry.store.judging import get_policy_named
from services.registry.tables import JudgedAssurance, PovertyEntry, Procedure, ProcedureStep
from shared.vault import unseal

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('judging ' || :of, 0))")


@dataclass(frozen=True)
class Underway:
    """A procedure with the rule that it was opened under and what it has come through."""

    row: Procedure
    rule: ProcedureRule
    steps: Sequence[ProcedureStep]

    @property
    def stages(self) -> Sequence[Stage]:
        """The stages as they stood when the procedure was opened; a file's value is added to, never changed."""
        by_key = {stage.stage: stage for stage in self.rule.stages}
        return [by_key[key] for key in self.row.stages]

    @property
    def took_part(self) -> frozenset[str]:
        """Everybody who has recorded something here."""
        return frozenset({self.row.opened_by, *(step.by for step in self.steps)})

    @property
    def reviewed(self) -> frozenset[str]:
        """Everybody who has recorded a stage of it other than the current one."""
        return frozenset(step.by for step in self.steps if step.at_stage != self.row.at_stage)

    def found_with(self, newest: VisitEvidence | None = None) -> Found:
        """What its visits have found, the one that is being recorded included."""
        told = [step.evidence for step in self.steps if step.kind is StageKind.VISIT and step.evidence]
        visits = [VisitEvidence.model_validate(each) for each in told]
        return found_by([*visits, *([newest] if newest else [])])


def new_procedure(
    policy: JudgingPolicy,
    version: str,
    *,
    kind: ProcedureKind,
    target: PovertyState,
    region: str,
    household_id: UUID | None,
    clue_on: date,
    by: str,
    why: str,
    at: datetime,
    on: date,
) -> Procedure:
    """A procedure at its first stage, with the deadlines that its policy gives. Raises NoSuchProcedureHere."""
    rule = rule_for(policy.find_rule(kind), kind)
    return Procedure(
        region=region,
        household_id=household_id,
        kind=kind,
        target=target,
        axis=axis_of(target),
        policy=policy.policy,
        policy_version=version,
        stages=[stage.stage for stage in rule.stages],
        entered_on=on,
        due_on=due_of(rule.stages[0], on, policy.calendar),
        clue_on=clue_on,
        whole_due_on=whole_due_of(rule, clue_on, policy.calendar),
        opened_at=at,
        opened_by=by,
        why=why,
    )


async def lock_household(session: AsyncSession, of: str) -> None:
    """One judging of a household, or of an applicant's identity, at a time. Held to the end of the transaction."""
    await session.execute(_LOCK, {"of": of})


async def get_procedure(session: AsyncSession, procedure_id: UUID) -> Underway:
    """Raises NoSuchProcedure, also for one that the asker may not see."""
    return await _underway(session, await session.get(Procedure, procedure_id), procedure_id)


async def lock_procedure(session: AsyncSession, procedure_id: UUID) -> Underway:
    """Raises NoSuchProcedure."""
    row = await session.get(Procedure, procedure_id, with_for_update=True, populate_existing=True)
    return await _underway(session, row, procedure_id)


async def lock_procedures(session: AsyncSession, procedure_ids: Collection[UUID]) -> list[Underway]:
    """In the order of their ids, so that two who lock several never wait for each other. Raises NoSuchProcedure."""
    return [await lock_procedure(session, procedure_id) for procedure_id in sorted(set(procedure_ids))]


async def _underway(session: AsyncSession, row: Procedure | None, procedure_id: UUID) -> Underway:
    if row is None:
        raise NoSuchProcedure(procedure_id=procedure_id)
    rule = rule_for(get_policy_named(row.policy).find_rule(row.kind), row.kind)
    return Underway(row, rule, await list_steps(session, row.id))


@dataclass(frozen=True)
class Head:
    """Whose procedure it is, to be masked by whoever shows it; nameless for somebody whom nobody has seen yet."""

    name: str | None
    members: int | None


async def heads_of(session: AsyncSession, rows: Collection[Procedure]) -> Mapping[UUID, Head]:
    """The head of each procedure's household, or who applied, by procedure; with the size of the household."""
    members = await households.list_members(session, {row.household_id for row in rows if row.household_id})
    heads = {member.household_id: member.name_sealed for member in reversed(members)}  # the head comes first, so last here
    sizes = Counter(member.household_id for member in members)
    found = {}
    for row in rows:
        sealed = heads.get(row.household_id) if row.household_id else row.applicant_sealed
        size = sizes[row.household_id] if row.household_id else 0
        found[row.id] = Head(unseal(sealed) if sealed else None, size or row.members)
    return found


async def list_steps(session: AsyncSession, procedure_id: UUID) -> list[ProcedureStep]:
    query = select(ProcedureStep).where(ProcedureStep.procedure_id == procedure_id).order_by(col(ProcedureStep.id))
    return list(await session.exec(query))


async def find_open_procedure(
    session: AsyncSession, axis: Axis, *, household_id: UUID | None, identity: str | None
) -> UUID | None:
    """The procedure on this axis that runs for this household, or for this applicant."""
    whose = Procedure.household_id == household_id if household_id else col(Procedure.applicant_hash) == identity
    query = select(Procedure.id).where(whose, Procedure.axis == axis, col(Procedure.ended_at).is_(None))
    return (await session.exec(query)).first()


async def list_procedures(
    session: AsyncSession,
    *,
    region: str | None,
    kind: ProcedureKind | None,
    states: Collection[ProcedureState],
    household_id: UUID | None,
    late_on: date | None,
    after: UUID | None,
    limit: int,
) -> list[Procedure]:
    """One more than `limit`, so that the caller sees whether there is a next page. `late_on`: only what is late on that day."""
    query = select(Procedure).order_by(col(Procedure.id)).limit(limit + 1)
    if region:
        query = query.where(col(Procedure.region).startswith(region, autoescape=True))
    if kind:
        query = query.where(Procedure.kind == kind)
    if states:
        query = query.where(col(Procedure.state).in_(states))
    if household_id:
        query = query.where(Procedure.household_id == household_id)
    if late_on:
        late = or_(col(Procedure.due_on) < late_on, col(Procedure.whole_due_on) < late_on)
        query = query.where(col(Procedure.ended_at).is_(None), late)
    if after:
        query = query.where(Procedure.id > after)
    return list(await session.exec(query))


async def count_open(session: AsyncSession, *, on: date) -> tuple[int, int]:
    """How many procedures run, and how many of them are late."""
    late = or_(col(Procedure.due_on) < on, col(Procedure.whole_due_on) < on)
    counts = select(func.count(), func.count().filter(late)).where(col(Procedure.ended_at).is_(None))
    open_, late_ = (await session.execute(counts)).one()
    return open_, late_


async def add_step(session: AsyncSession, underway: Underway, step: ProcedureStep, moved: Moved, *, at: datetime) -> None:
    """Write a step, what its visit found, and where the procedure stands after it."""
    row = underway.row
    step.leads_to = moved.at_stage if moved.outcome is Outcome.RETURNED else None
    step.is_late = step.due_on is not None and step.done_on > step.due_on
    session.add(step)
    await session.flush()
    session.add_all(_judged(step))
    row.state = moved.state
    if moved.at_stage is None:
        row.ended_at, row.due_on = at, None
    else:
        row.at_stage, row.entered_on = moved.at_stage, step.done_on
        row.due_on = due_of(underway.stages[moved.at_stage], step.done_on, get_policy_named(row.policy).calendar)
    await session.flush()


def _judged(step: ProcedureStep) -> list[JudgedAssurance]:
    if step.kind is not StageKind.VISIT:
        return []
    told = (VisitEvidence.model_validate(step.evidence).assurances if step.evidence else None) or {}
    return [
        JudgedAssurance(
            procedure_id=step.procedure_id,
            step_id=step.id,
            region=step.region,
            assurance=assurance,
            finding=each.finding,
            note=each.note,
        )
        for assurance, each in sorted(told.items())
    ]


async def current_states(session: AsyncSession, household_id: UUID) -> Mapping[Axis, PovertyState]:
    query = select(PovertyEntry).where(PovertyEntry.household_id == household_id, col(PovertyEntry.until_on).is_(None))
    return {entry.axis: entry.state for entry in await session.exec(query)}


async def list_entries(session: AsyncSession, household_id: UUID) -> list[PovertyEntry]:
    """A household's history on both axes, oldest first."""
    query = select(PovertyEntry).where(PovertyEntry.household_id == household_id)
    return list(await session.exec(query.order_by(col(PovertyEntry.since_on), col(PovertyEntry.id))))


async def list_current_entries(
    session: AsyncSession, *, region: str | None, state: PovertyState, after: UUID | None, limit: int
) -> list[PovertyEntry]:
    """Who stands so now. One more than `limit`, so that the caller sees whether there is a next page."""
    query = select(PovertyEntry).where(PovertyEntry.state == state, col(PovertyEntry.until_on).is_(None))
    query = query.order_by(col(PovertyEntry.id)).limit(limit + 1)
    if region:
        query = query.where(col(PovertyEntry.region).startswith(region, autoescape=True))
    if after:
        query = query.where(PovertyEntry.id > after)
    return list(await session.exec(query))


def entry_of(row: Procedure, last: ProcedureStep) -> PovertyEntry:
    """What an approved procedure makes of its household, from the day of its last step."""
    return PovertyEntry(
        household_id=known(row.household_id),
        region=row.region,
        axis=row.axis,
        state=row.target,
        since_on=last.done_on,
        origin=StateOrigin.PROCEDURE,
        procedure_id=row.id,
        by=last.by,
        why=row.why,
        papers=last.papers,
        recorded_at=last.recorded_at,
    )


def known(household_id: UUID | None) -> UUID:
    """Raises HouseholdMissing."""
    if household_id is None:
        raise HouseholdMissing
    return household_id


async def add_entry(session: AsyncSession, entry: PovertyEntry) -> None:
    """End the entry of the same axis, and add this one. The database refuses one that no finished procedure stands behind."""
    query = select(PovertyEntry).where(
        PovertyEntry.household_id == entry.household_id, PovertyEntry.axis == entry.axis, col(PovertyEntry.until_on).is_(None)
    )
    before = (await session.exec(query.with_for_update())).one_or_none()
    if before is not None:
        before.until_on = entry.since_on
        await session.flush()
    session.add(entry)
    await session.flush()
