"""Keep what has been answered so far: nothing is judged, nobody is told, and whoever goes on finds it."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.checklist import Subject as Of
from services.registry.rules.filling import FilledByTheRegister, NotAskedHere, OfAnotherSubject
from services.registry.schemas.answers import answers_in, kept_answers
from services.registry.schemas.checklist import KeepDraft
from services.registry.store import filling as fillings
from services.registry.store.checklist import get_checklist
from services.registry.store.household import lock_household
from services.registry.store.paper import check_papers
from services.registry.tables import ChecklistDraft
from shared import clock
from shared.security import Principal


async def keep_draft(
    session: AsyncSession,
    form: KeepDraft,
    *,
    checklist: str,
    household_id: UUID | None = None,
    village: str = "",
    by: Principal,
    on: date,
) -> ChecklistDraft:
    """Replaces the draft that was there.

    Raises NoSuchHousehold, OutsideRegion, NoSuchChecklist, OfAnotherSubject, FilledByTheRegister, AnsweredTwice, NotAskedHere or
    PaperNotOfHousehold.
    """
    household = await lock_household(session, household_id) if household_id else None
    region = household.region if household else village
    by.must_cover(region)
    subject = fillings.Subject(region, household_id)
    listed, _ = get_checklist(checklist, region, on)
    draft = await fillings.find_draft(session, subject, checklist, locked=True)

    if (listed.of is Of.HOUSEHOLD) != (household is not None):
        raise OfAnotherSubject(checklist=checklist)
    if listed.is_computed:
        raise FilledByTheRegister(checklist=checklist)
    answers = answers_in(form.answers)
    if strange := sorted(set(answers) - {question.key for question in listed.questions}):
        raise NotAskedHere(pointer="/answers", questions=strange)
    if household is not None:
        named = [paper for answer in form.answers for paper in answer.papers]
        await check_papers(session, household.id, named, pointer="/answers")

    draft = draft or ChecklistDraft(
        checklist=checklist, household_id=household_id, region=region, kept_by="", kept_at=clock.now()
    )
    draft.answers = kept_answers(listed, answers, {})
    draft.region, draft.kept_by, draft.kept_at = region, by.subject, clock.now()
    session.add(draft)
    await session.flush()
    return draft
