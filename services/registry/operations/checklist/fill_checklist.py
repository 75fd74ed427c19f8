"""Hand in a checklist of a household or a village for a day; again for the same day is a correction beside it."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.checklist import Subject as Of
from services.registry.rules.filling import (
    FilledByTheRegister,
    NobodyAnswerable,
    OfAnotherSubject,
    check_answers,
    check_filled_on,
    check_version,
)
from services.registry.schemas.answers import answers_in, kept_answers, kept_verdicts
from services.registry.schemas.checklist import FillChecklist
from services.registry.store import filling as fillings
from services.registry.store.checklist import get_checklist
from services.registry.store.household import lock_household
from services.registry.store.household_look import look_at_household
from services.registry.store.paper import check_papers
from services.registry.tables import ChecklistFilling
from shared import clock, outbox, rows
from shared.events.registry import ChecklistFilled
from shared.security import Principal


async def fill_checklist(
    session: AsyncSession,
    form: FillChecklist,
    *,
    checklist: str,
    household_id: UUID | None = None,
    village: str = "",
    by: Principal,
    on: date,
) -> ChecklistFilling:
    """For a household, or without one for a `village`.

    Raises NoSuchHousehold, OutsideRegion, NoSuchChecklist, OfAnotherSubject, FilledByTheRegister, FilledInTheFuture,
    NobodyAnswerable, AnsweredTwice, NotAskedHere, AnswersNotProper, PaperNotOfHousehold, FilledMeanwhile or AmendedWithoutReason.
    """
    household = await lock_household(session, household_id) if household_id else None
    region = household.region if household else village
    by.must_cover(region)
    subject = fillings.Subject(region, household_id)
    listed, version = get_checklist(checklist, region, form.filled_on)
    draft = await fillings.find_draft(session, subject, checklist, locked=True)
    held = await fillings.find_newest(session, subject, checklist, since=form.filled_on, until=form.filled_on)
    known = await look_at_household(session, household, on=form.filled_on) if household else {}

    if (listed.of is Of.HOUSEHOLD) != (household is not None):
        raise OfAnotherSubject(checklist=checklist)
    if listed.is_computed:
        raise FilledByTheRegister(checklist=checklist)
    check_filled_on(listed, form.filled_on, on=on)
    if household is None and not form.answerable:
        raise NobodyAnswerable(pointer="/answerable")
    answers = answers_in(form.answers)
    judged = check_answers(listed, answers, known)
    if household is not None:
        named = [paper for answer in form.answers for paper in answer.papers]
        await check_papers(session, household.id, named, pointer="/answers")
    check_version(held.version if held else None, form.replaces_version, form.reason)

    filling = ChecklistFilling(
        checklist=checklist,
        policy=listed.policy,
        policy_version=version,
        household_id=household_id,
        region=region,
        filled_on=form.filled_on,
        version=held.version + 1 if held else 1,
        answers=kept_answers(listed, answers, known),
        verdicts=kept_verdicts(judged.verdicts),
        missing=[each.question for each in judged.missing],
        settles_until=listed.settles_until(form.filled_on),
        answerable=form.answerable,
        reason=form.reason,
        filled_by=by.subject,
        recorded_at=clock.now(),
    )
    await rows.insert(session, filling)
    if draft is not None:
        draft.answers = {}
        await session.flush()

    await outbox.record(
        session,
        ChecklistFilled(
            filling_id=filling.id,
            checklist=checklist,
            household_id=household_id,
            region=region,
            filled_on=filling.filled_on,
            version=filling.version,
            unmet=[each.verdict for each in judged.verdicts if each.says == "unmet"],
        ),
    )
    return filling
