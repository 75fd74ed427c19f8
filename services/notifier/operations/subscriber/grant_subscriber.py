"""Grant another system the events of a region, or change what it is granted."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.feed import refuse_unknown
from services.notifier.rules.subscription import AnothersCode, places_of
from services.notifier.schemas.subscription import GrantSubscriber
from services.notifier.store.subscription import find_subscriber
from services.notifier.tables import Subscriber
from shared.ids import uuid7
from shared.security import Principal


async def grant_subscriber(session: AsyncSession, code: str, form: GrantSubscriber, *, by: Principal, at: datetime) -> Subscriber:
    """The system with its rights as they now are; they hold at once, for what waits to be sent too.

    Raises OutsideRegion, UnknownEventType, AnothersCode.
    """
    by.must_cover(form.region, pointer="/region")
    refuse_unknown(form.types, pointer="/types")
    known = await find_subscriber(session, code, is_locked=True)

    said = {
        "title": form.title,
        "region": form.region,
        "places": places_of(form.region),
        "types": form.types,
        "granted_by": by.subject,
        "granted_at": at,
        "ended_at": None,
    }

    if known is None:
        fresh = insert(Subscriber).values(id=uuid7(), code=code, **said).on_conflict_do_nothing().returning(Subscriber)
        made: Subscriber | None = (await session.execute(fresh)).scalar_one_or_none()
        if made is None:
            raise AnothersCode(pointer="/path/code", subscriber=code)
        return made
    known.sqlmodel_update(said)
    session.add(known)
    await session.flush()
    return known
