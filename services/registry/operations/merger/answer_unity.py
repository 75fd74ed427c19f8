"""Answer for a place whether one of the seven unities is met, and by which document; a correction is a new version."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.merger import AnswerChangedMeanwhile, check_answered
from services.registry.schemas.merger import AnswerUnity
from services.registry.store import merger
from services.registry.tables import MergerAnswer
from shared import clock, rows


async def answer_unity(session: AsyncSession, form: AnswerUnity, *, by: str, on: date) -> MergerAnswer:
    """Raises NoMergerPolicy, SeenInTheRegister or AnswerChangedMeanwhile."""
    await merger.lock_answer(session, form.region, form.unity)
    held = await merger.find_answer(session, form.region, form.unity)
    policy, _ = merger.get_merger_policy(form.region, on)

    check_answered(policy, form.unity)
    if form.replaces_version != (held.version if held else None):
        raise AnswerChangedMeanwhile(pointer="/replaces_version", version=held.version if held else None)

    answer = MergerAnswer(
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
