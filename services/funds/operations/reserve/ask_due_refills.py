from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.number import Series
from services.funds.rules.reserve import RefillOrigin, RefillState, first_state, reasons_of, refill_of
from services.funds.store.aid_policy import get_reserve_policy, highest_floor_fen
from services.funds.store.number import take_numbers
from services.funds.store.reserve import find_open_refill, held_in, list_reserves_without_refill, lock_asking
from services.funds.tables import ReserveRefill
from shared import outbox
from shared.clock import china
from shared.events.funds import ReserveRefillAsked
from shared.regions import county_of

TOWNS_AT_ONCE = 200
PLATFORM = "平台"


async def ask_due_refills(session: AsyncSession, *, at: datetime) -> int:
    """Ask for a refill of every reserve of which less than its floor can be paid out; returns how many."""
    on = china(at).date()
    accounts = await list_reserves_without_refill(session, below_fen=highest_floor_fen(), limit=TOWNS_AT_ONCE)

    asked = 0
    for town, held in sorted((account.region, held_in(account)) for account in accounts):
        policy, version = get_reserve_policy(town, on)
        ceiling = policy.ceiling_of(town)
        amount_fen = refill_of(ceiling, held)
        if amount_fen <= 0:
            continue
        await lock_asking(session, town)
        if await find_open_refill(session, town) is not None:
            continue
        [number] = await take_numbers(session, Series.RESERVE_REFILL, county_of(town), on.year)
        refill = ReserveRefill(
            number=number,
            region=town,
            origin=RefillOrigin.FLOOR,
            amount_fen=amount_fen,
            reason="可用余额低于补充线",
            reasons=reasons_of(policy, ceiling, held, amount_fen, origin=RefillOrigin.FLOOR),
            policy=policy.policy,
            policy_version=version,
            state=first_state(policy, amount_fen),
            asked_by=PLATFORM,
            asked_at=at,
        )
        session.add(refill)
        await session.flush()
        asked += 1

        await outbox.record(
            session,
            ReserveRefillAsked(
                refill_id=refill.id,
                region=town,
                amount_fen=amount_fen,
                origin=refill.origin.value,
                needs_county=refill.state is RefillState.ASKED,
            ),
        )
    return asked
