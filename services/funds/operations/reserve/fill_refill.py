from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import Overdrawn
from services.funds.rules.budget_line import line_key
from services.funds.rules.reserve import RefillState, ReserveAboveCeiling, become, must_fit
from services.funds.rules.transfer import Phase, Purpose
from services.funds.store.aid_policy import get_reserve_policy
from services.funds.store.budget_line import get_line
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.store.reserve import FOR_RESERVES, find_line_with_room, get_refill, held_of, lock_refill, reserve_key
from services.funds.store.reserve_fill import add_fills
from services.funds.tables import ReserveRefill, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished, ReserveRefillHeld


async def fill_refill(session: AsyncSession, refill_id: UUID, *, at: datetime) -> ReserveRefill:
    """Move the money of a refill that may be filled, out of the line that was named or one with room; where it cannot be moved it
    waits, and why is told once. Of what was moved the public is told. The platform's own work: a town sees no budget line.

    Grants that waited for the money are paid by the job `pay_waiting_grant`.
    """
    seen = await get_refill(session, refill_id)
    town, on = seen.region, china(at).date()
    line = (
        await get_line(session, seen.line)
        if seen.line
        else await find_line_with_room(session, town, use=FOR_RESERVES, year=on.year, amount_fen=seen.amount_fen)
    )
    keys = [line_key(line.region, line.number, line.bound)] if line else []
    *source, reserve = await lock_accounts(session, *keys, reserve_key(town))
    refill = await lock_refill(session, refill_id)
    if refill.state is not RefillState.READY:
        return refill

    held_code = ""
    try:
        must_fit(get_reserve_policy(town, on)[0].ceiling_of(town), held_of(reserve), refill.amount_fen)
        if not source:
            raise Overdrawn
        legs = transfer.move(source[0], reserve, refill.amount_fen)
    except (Overdrawn, ReserveAboveCeiling) as refusal:
        held_code = refusal.code

    refill.tried_at = at
    if held_code:
        is_news, refill.held_code = held_code != refill.held_code, held_code
        session.add(refill)
        await session.flush()
        if is_news:
            await outbox.record(
                session, ReserveRefillHeld(refill_id=refill.id, region=town, amount_fen=refill.amount_fen, code=held_code)
            )
        return refill
    moved = Transfer(
        phase=Phase.MOVED,
        purpose=Purpose.RESERVE_FILL,
        region=town,
        amount_fen=refill.amount_fen,
        memo=f"备用金补充 {refill.number}，{refill.reason}"[:200],
        made_at=at,
    )
    await add_transfers(session, (moved, legs))
    refill.state, refill.held_code = become(refill.state, RefillState.FILLED), ""
    refill.transfer_id, refill.filled_at, refill.line = moved.id, at, line.number if line else ""
    session.add(refill)
    await session.flush()
    disclosures = await add_fills(session, (moved, legs), on=on)

    await outbox.record(
        session,
        *(
            DisclosurePublished(entry_id=one.id, region=one.region, kind=one.kind, published_on=one.published_on)
            for one in disclosures
        ),
    )
    return refill
