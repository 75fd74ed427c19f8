"""See to it that a message which has not arrived never takes effect: it was taken back (2601) before it came."""

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import inbox
from shared.inbox import AlreadyDone, KeyUsedForAnother
from shared.security import Principal

WITHDRAWN = b"withdrawn"


async def withhold_message(session: AsyncSession, *, handler: str, id: str, by: Principal) -> bool:
    """Whether it had not arrived. Its place in the inbox is taken, so that it is refused should it still come.

    Raises StillRunning while it is being carried out this very moment.
    """
    try:
        await inbox.claim(session, by.scope(handler), handler=handler, id=id, fingerprint=WITHDRAWN)
    except AlreadyDone:
        return True  # taken back before
    except KeyUsedForAnother:
        return False
    return True
