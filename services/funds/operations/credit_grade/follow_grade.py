from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.tables import CreditGrade
from shared.events.registry import CreditGraded


async def follow_grade(session: AsyncSession, event: CreditGraded) -> CreditGrade:
    """Remember a household's credit grade as registry decided it; the newest decision counts, in whatever order news come in."""
    known = await session.get(CreditGrade, event.rating_id)
    if known is not None:
        return known
    grade = CreditGrade(
        id=event.rating_id,
        household_id=event.household_id,
        region=event.region,
        person_id=event.person_id,
        limit_fen=event.limit_fen,
        term_months=event.term_months,
        valid_until=event.valid_until,
        decided_at=event.decided_at,
    )
    session.add(grade)
    await session.flush()
    return grade
