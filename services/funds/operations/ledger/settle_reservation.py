from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.journal import must_be_alone, must_be_of_the_journal
from services.funds.rules.transfer import PHASE_NAMES, Phase
from services.funds.store.ledger import add_transfers, find_follower, get_transfer, list_legs, lock_accounts_of
from services.funds.store.reserve_fill import add_fills
from services.funds.tables import Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished

_LEGS = {Phase.POSTED: transfer.post, Phase.VOIDED: transfer.void}


async def settle_reservation(
    session: AsyncSession, transfer_id: UUID, outcome: Literal[Phase.POSTED, Phase.VOIDED], *, at: datetime
) -> Transfer:
    """Pay what was set aside, or set it free. What belongs to a matter is settled by it, what is linked by its link.

    Of money that arrives in a town's reserve the public is told.

    Raises NoSuchTransfer, ReservationOfAnother, PartOfALink, CannotFollow, AlreadyFollowed.
    """
    reserved = await get_transfer(session, transfer_id)
    reserved_legs = await list_legs(session, transfer_id)
    await lock_accounts_of(session, reserved_legs)

    must_be_of_the_journal(reserved.about)
    must_be_alone(reserved.link_id)
    transfer.follow(reserved.phase, outcome, is_followed=await find_follower(session, transfer_id) is not None)
    legs = _LEGS[outcome](reserved_legs)

    settled = Transfer(
        phase=outcome,
        purpose=reserved.purpose,
        region=reserved.region,
        amount_fen=reserved.amount_fen,
        follows_id=reserved.id,
        memo=f"{PHASE_NAMES[outcome]}：{reserved.memo}"[:200],
        made_at=at,
    )
    await add_transfers(session, (settled, legs))
    disclosures = await add_fills(session, (settled, legs), on=china(at).date())

    await outbox.record(
        session,
        *(
            DisclosurePublished(entry_id=one.id, region=one.region, kind=one.kind, published_on=one.published_on)
            for one in disclosures
        ),
    )
    return settled
