from datetime import datetime, timedelta

import httpx
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.channels.places import tell
from services.funds.store.head_place import lock_place_due
from services.funds.store.log import list_heads_after
from services.funds.tables import HeadPlace

log = structlog.get_logger()

HEADS_AT_ONCE = 100
LONGEST_PAUSE = timedelta(hours=1)


async def tell_heads(session: AsyncSession, *, places: list[str], at: datetime) -> HeadPlace | None:
    """Tell one place outside the heads that it has not got; a place that fails is asked again after a growing pause.

    None where every place has got everything, or waits for its next try. Nobody but the job waits for the place.
    """
    place = await lock_place_due(session, places, at=at)
    if place is None:
        return None
    heads = await list_heads_after(session, place.last_number, limit=HEADS_AT_ONCE)

    try:
        await tell(place.place, [head.note for head in heads])
    except (OSError, httpx.HTTPError) as failure:
        place.failures += 1
        place.last_failure = type(failure).__name__
        place.next_try_at = at + min(timedelta(seconds=5 * 2 ** min(place.failures, 20)), LONGEST_PAUSE)
        # By its id: an address may hold a password.
        log.warning("head.not_told", place_id=str(place.id), failures=place.failures, reason=place.last_failure)
    else:
        place.last_number, place.failures, place.last_failure, place.next_try_at = heads[-1].number, 0, "", at
    return place
