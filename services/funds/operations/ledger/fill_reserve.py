from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.budget_line import line_key, must_be_for_reserve
from services.funds.rules.reserve import must_fit
from services.funds.rules.transfer import Phase, Purpose
from services.funds.schemas.ledger import FillReserve
from services.funds.store.aid_policy import get_reserve_policy
from services.funds.store.budget_line import get_line
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.store.reserve import held_of
from services.funds.store.reserve_fill import add_fills
from services.funds.tables import Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.regions import county_of
from shared.security import Principal


async def fill_reserve(session: AsyncSession, form: FillReserve, *, by: Principal, at: datetime) -> Transfer:
    """Move money to a town's reserve, at once or, in transit, when its arrival is confirmed: out of a budget line of the
    programme emergency-aid, or out of the county's pool of money without a source.

    A town's ceiling holds unless the county says why it does not: after a disaster, say.

    Raises OutsideRegion, NoSuchLine, LineNotForReserve, NoReserveRule, ReserveAboveCeiling, Overdrawn.
    Once the money is there the public is told of it. Grants that waited for the money are paid by the job `pay_waiting_grant`.
    """
    by.must_cover(form.town, pointer="/town")
    line = await get_line(session, form.line, pointer="/line") if form.line else None
    if line is not None:
        must_be_for_reserve(line.programme, line_region=line.region, town=form.town)
    out_of = line_key(line.region, line.number, line.bound) if line else None
    source, reserve = await lock_accounts(
        session,
        out_of or AccountKey(AccountKind.COUNTY_POOL, county_of(form.town)),
        AccountKey(AccountKind.TOWN_RESERVE, form.town),
    )

    if not form.above_ceiling:
        policy, _ = get_reserve_policy(form.town, china(at).date())
        must_fit(policy.ceiling_of(form.town), held_of(reserve), form.amount_fen)
    legs = (transfer.reserve if form.is_in_transit else transfer.move)(source, reserve, form.amount_fen)

    filled = Transfer(
        phase=Phase.RESERVED if form.is_in_transit else Phase.MOVED,
        purpose=Purpose.RESERVE_FILL,
        region=form.town,
        amount_fen=form.amount_fen,
        memo=f"{form.memo}（超限额：{form.above_ceiling}）"[:200] if form.above_ceiling else form.memo,
        made_at=at,
    )
    await add_transfers(session, (filled, legs))
    disclosures = await add_fills(session, (filled, legs), on=china(at).date())

    await outbox.record(
        session,
        *(
            DisclosurePublished(entry_id=one.id, region=one.region, kind=one.kind, published_on=one.published_on)
            for one in disclosures
        ),
    )
    return filled
