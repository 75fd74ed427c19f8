"""Answer for a place whether one of the seven unities is met, and by which document; a correction is a new version."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.alignment import AnswerChangedMeanwhile, check_answered
from services.registry.schemas.alignment import AnswerUnity
from services.registry.store import alignment
from services.registry.tables import AlignmentAnswer
from shared import clock, rows


async def answer_unity(session: AsyncSession, form: AnswerUnity, *, by: str, on: date) -> AlignmentAnswer:
    """Raises NoAlignmentPolicy, SeenInTheRegister or AnswerChangedMeanwhile."""
    await alignment.lock_answer(session, form.region, form.unity)
    held = await alignment.find_answer(session, form.region, form.unity)
    policy, _ = alignment.get_alignment_policy(form.region, on)

    check_answered(policy, form.unity)
    if form.replaces_version != (held.version if held else None):
        raise AnswerChangedMeanwhile(pointer="/replaces_version", version=held.version if held else None)

    answer = AlignmentAnswer(
        region=form.region,
        unity=form.unity,
        version=held.version + 1 if held else 1,
        is_met=form.is_met,
        source=form.source,
        note=form.note,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    await rows.insert(session, answer)
    return answer
