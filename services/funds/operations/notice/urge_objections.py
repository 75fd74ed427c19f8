from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.notice import lock_late_objections
from services.funds.tables import Objection
from shared import outbox
from shared.events.funds import ObjectionAnswerMissed

AT_ONCE = 200


async def urge_objections(session: AsyncSession, *, on: date) -> list[Objection]:
    """Tell the investigators of answers that are late, and some working days later the county; each once."""
    late = await lock_late_objections(session, on=on, limit=AT_ONCE)

    told = []
    for one in late:
        objection = one.objection
        step = "owner" if objection.urged_on is None else "county"
        if step == "owner":
            objection.urged_on = on
        else:
            objection.escalated_on = on
        told.append(
            ObjectionAnswerMissed(
                objection_id=objection.id,
                notice_id=one.notice.id,
                region=one.notice.region,
                due_on=objection.due_on,
                step=step,
            )
        )
    await session.flush()

    await outbox.record(session, *told)
    return [one.objection for one in late]
