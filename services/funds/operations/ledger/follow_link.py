from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import Holding, Leg
from services.funds.rules.journal import must_be_of_the_journal
from services.funds.rules.transfer import Legs, Phase
from services.funds.store.ledger import add_transfers, list_followed, list_legs_of, list_linked, lock_accounts_of
from services.funds.store.reserve_fill import add_fills, take_back_fill
from services.funds.tables import Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7

Outcome = Literal[Phase.POSTED, Phase.VOIDED, Phase.REVERSED]


async def follow_link(session: AsyncSession, link_id: UUID, outcome: Outcome, *, memo: str, at: datetime) -> list[Transfer]:
    """Pay, free or take back all that was made under one link, or nothing of it. What was done bears a link of its own.

    Raises NoSuchTransfer, ReservationOfAnother, CannotFollow, AlreadyFollowed, Overdrawn.
    """
    linked = await list_linked(session, link_id)
    legs = await list_legs_of(session, [one.id for one in linked])
    holdings = await lock_accounts_of(session, [leg for its in legs.values() for leg in its])
    followed = await list_followed(session, list(legs))

    written = []
    # What was made last is taken back first: money that went on from one account to the next is found where it lies.
    in_order = linked[::-1] if outcome is Phase.REVERSED else linked
    for one in in_order:
        must_be_of_the_journal(one.about)
        transfer.follow(one.phase, outcome, is_followed=one.id in followed)
        written.append(_legs(outcome, legs[one.id], holdings))
        holdings = {id: holding.after(written[-1]) for id, holding in holdings.items()}

    new_link = uuid7()
    ids = sorted(uuid7() for _ in in_order)
    done = [
        Transfer(
            id=id,
            phase=outcome,
            purpose=one.purpose,
            region=one.region,
            amount_fen=one.amount_fen,
            follows_id=one.id,
            link_id=new_link,
            memo=memo,
            made_at=at,
        )
        for id, one in zip(ids, in_order, strict=True)
    ]
    await add_transfers(session, *zip(done, written, strict=True))
    on = china(at).date()
    disclosures = await add_fills(session, *zip(done, written, strict=True), on=on)
    if outcome is Phase.REVERSED:
        taken_back = [await take_back_fill(session, one.id, on=on) for one in in_order]
        disclosures += [one for one in taken_back if one is not None]

    await outbox.record(
        session,
        *(
            DisclosurePublished(entry_id=one.id, region=one.region, kind=one.kind, published_on=one.published_on)
            for one in disclosures
        ),
    )
    return done


def _legs(outcome: Outcome, legs: list[Leg], holdings: Mapping[UUID, Holding]) -> Legs:
    if outcome is Phase.REVERSED:
        return transfer.reverse(legs, holdings)
    return transfer.post(legs) if outcome is Phase.POSTED else transfer.void(legs)
