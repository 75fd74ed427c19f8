"""Small loans rest on the credit grades that registry decides."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.credit_grade import follow_grade as operation
from shared.consumers import Consumers
from shared.events.registry import CreditGraded

handlers = Consumers("funds")


@handlers.on(CreditGraded)
async def follow_grade(session: AsyncSession, event: CreditGraded) -> None:
    """A household's grade was decided: what it may borrow, who of it, until when."""
    await operation.follow_grade(session, event)
