from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.transfer import PHASE_NAMES, Phase
from services.funds.store.ledger import (
    add_transfers,
    list_due_reservations,
    list_followed,
    list_legs_of,
    lock_accounts_of,
)
from services.funds.tables import Transfer

AT_ONCE = 200
"""Reservations set free in one transaction; their accounts are locked meanwhile."""


async def expire_reservations(session: AsyncSession, *, at: datetime) -> int:
    """Set free what nobody paid in time, AT_ONCE at most and linked ones together; how many it were.

    One that was paid or freed while its accounts were waited for is left as it is.
    """
    due = await list_due_reservations(session, at=at, limit=AT_ONCE)
    if not due:
        return 0
    legs = await list_legs_of(session, [one.id for one in due])
    await lock_accounts_of(session, [leg for its in legs.values() for leg in its])
    followed = await list_followed(session, list(legs))

    over = [one for one in due if one.id not in followed]
    entries = [(_expired(one, at=at), transfer.void(legs[one.id])) for one in over]

    if entries:
        await add_transfers(session, *entries)
    return len(entries)


def _expired(reserved: Transfer, *, at: datetime) -> Transfer:
    return Transfer(
        phase=Phase.EXPIRED,
        purpose=reserved.purpose,
        region=reserved.region,
        amount_fen=reserved.amount_fen,
        follows_id=reserved.id,
        about=reserved.about,
        about_id=reserved.about_id,
        memo=f"{PHASE_NAMES[Phase.EXPIRED]}：{reserved.memo}"[:200],
        made_at=at,
    )
