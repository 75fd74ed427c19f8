"""Tell a department that its report was refused, why, and how to mend it."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.relief import ReliefNeed
from services.registry.schemas.relief import fingerprint_of
from services.registry.store import case as cases
from services.registry.tables import ReliefReport
from shared import clock, outbox
from shared.errors import Refusal
from shared.events.registry import ReliefNeedAnswered


async def refuse_relief_need(
    session: AsyncSession, refusal: Refusal, *, region: str, report_id: UUID, need: ReliefNeed | None = None
) -> None:
    """Answer a refused report; `need` is what it said, as far as it could be read.

    The answer is remembered unless the id was answered before: that answer stands.
    """
    answered = await cases.find_report(session, region, report_id)

    if answered is None:
        fingerprint = fingerprint_of(need) if need else ""
        report = ReliefReport(
            region=region,
            report_id=report_id,
            fingerprint=fingerprint,
            is_accepted=False,
            status=refusal.status,
            code=refusal.code,
            reason=refusal.title,
            mend=refusal.mend,
            answered_at=clock.now(),
        )
        session.add(report)
        await session.flush()

    await outbox.record(
        session,
        ReliefNeedAnswered(
            region=region,
            report_id=str(report_id),
            is_accepted=False,
            code=refusal.code,
            reason=refusal.title,
            pointer=refusal.pointer,
            mend=refusal.mend,
        ),
    )
