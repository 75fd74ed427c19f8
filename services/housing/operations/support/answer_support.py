from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.support import SupportState, must_be_open, must_be_since, must_be_theirs
from services.housing.schemas.support import AnswerSupport
from services.housing.store.support import lock_support
from services.housing.tables import Support
from shared import outbox
from shared.clock import china
from shared.events.housing import ResettlementSupportAnswered
from shared.security import Principal, Role


async def answer_support(session: AsyncSession, support_id: UUID, form: AnswerSupport, *, by: Principal, at: datetime) -> Support:
    """What was owed to a household after its move is done, or it does not want it; whoever was sent is told that it is over.

    Raises NoSuchSupport, NotYourSupport, SupportAnsweredAlready, SupportOutOfTime.
    """
    support = await lock_support(session, support_id)

    must_be_theirs(support.department, org=by.org if by.role is Role.DEPARTMENT else None)
    must_be_open(support.state)
    must_be_since(form.on, since=support.moved_on, today=china(at).date(), pointer="/on")

    support.state = SupportState.DONE if form.is_done else SupportState.DECLINED
    support.answered_on, support.answered_by, support.says = form.on, by.subject, form.says
    session.add(support)
    await session.flush()

    await outbox.record(
        session,
        ResettlementSupportAnswered(
            support_id=support.id,
            region=support.region,
            support=support.code,
            is_done=form.is_done,
            answered_on=form.on,
        ),
    )
    return support
