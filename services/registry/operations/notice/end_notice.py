"""Take a notice down when its whole term is over and nothing is open; each household goes on to its next stage."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.judging import Officer
from services.registry.rules.notice import check_end
from services.registry.rules.poverty import check_move
from services.registry.rules.procedure import ProcedureState, check_completion, check_officer, current_stage, move
from services.registry.schemas.feed import enrolment
from services.registry.schemas.notice import EndNotice
from services.registry.store import notice as notices
from services.registry.store import procedure as procedures
from services.registry.store.filling import assurances_of
from services.registry.store.standing_class import follow_state
from services.registry.tables import ProcedureStep
from shared import clock, outbox
from shared.errors import Refusal
from shared.events.registry import HouseholdStateChanged, PersonEnrolled
from shared.notices.laws import NoticeOver
from shared.security import Principal


@dataclass(frozen=True)
class Ended:
    """The procedures whose notice is over, and those whose is not yet, each with what stands against it."""

    ended: list[UUID]
    left: dict[UUID, Refusal]


async def end_notice(session: AsyncSession, form: EndNotice, *, notice_id: UUID, by: Principal, on: date) -> Ended:
    """End it for every household for which it may end; the others stay on it.

    Raises NoSuchNotice, OutsideRegion, NoticeOver, NotThisOfficer, SameOfficer; and where it may end for none of them, what
    stands against the first: NoticeNotOver, ObjectionOpen, or what its last stage demands.
    """
    await notices.letterbox.lock_notice(session, notice_id)
    notice = await notices.letterbox.get_notice(session, notice_id)
    by.must_cover(notice.region)  # anyone may read it
    lines = {line.procedure_id: line for line in await notices.list_lines(session, [notice.id]) if line.ended_on is None}
    objections = await notices.letterbox.list_objections(session, [notice.id])
    standing = await procedures.lock_procedures(session, lines)
    if not standing:
        raise NoticeOver

    left: dict[UUID, Refusal] = {}
    for underway in standing:
        row, line = underway.row, lines[underway.row.id]
        stage = current_stage(row.state, underway.stages, row.at_stage)
        check_officer(stage, officer=Officer(by.role.value), by=by.subject, took_part=underway.reviewed)
        try:
            check_end(notices.as_judged(line, objections), on=on)
            if move(underway.stages, row.at_stage, passes=True).state is ProcedureState.APPROVED:
                has_household = row.household_id is not None
                says = await assurances_of(session, row.household_id, on=on) if row.household_id else None
                unmet = says.unmet if says else []
                check_completion(underway.rule, row.target, underway.found_with(), has_household=has_household, unmet=unmet)
                await procedures.lock_household(session, str(row.household_id))
                check_move(row.target, await procedures.current_states(session, procedures.known(row.household_id)))
        except Refusal as refusal:
            left[row.id] = refusal
    if len(left) == len(standing):
        raise next(iter(left.values()))

    entries = []
    for underway in standing:
        row, line = underway.row, lines[underway.row.id]
        if row.id in left:
            continue
        line.ended_on = on
        await session.flush()
        moved = move(underway.stages, row.at_stage, passes=True)
        step = ProcedureStep(
            procedure_id=row.id,
            region=row.region,
            stage=notice.stage,
            at_stage=row.at_stage,
            kind=notice.kind,
            outcome=moved.outcome,
            by=by.subject,
            officer=Officer(by.role.value),
            done_on=on,
            recorded_at=clock.now(),
            evidence=notices.evidence_of(notice, line, objections),
            papers=[paper.model_dump(mode="json") for paper in form.papers],
            due_on=row.due_on,
        )
        await procedures.add_step(session, underway, step, moved, at=step.recorded_at)
        if moved.state is ProcedureState.APPROVED:
            entries.append(procedures.entry_of(row, step))
            await procedures.add_entry(session, entries[-1])
    known_as = [
        person_and_day
        for entry in sorted(entries, key=lambda entry: entry.household_id)
        for person_and_day in (await follow_state(session, entry, at=clock.now())).values()
    ]

    told = [
        HouseholdStateChanged(
            household_id=entry.household_id,
            region=entry.region,
            axis=entry.axis,
            state=entry.state,
            since_on=entry.since_on,
            origin=entry.origin,
            procedure_id=entry.procedure_id,
        )
        for entry in entries
    ]
    await outbox.record(session, *told, *(PersonEnrolled(**enrolment(person, day)) for person, day in known_as))
    return Ended([underway.row.id for underway in standing if underway.row.id not in left], left)
