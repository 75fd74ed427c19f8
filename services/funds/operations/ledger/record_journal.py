from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, Holding, NoSuchAccount
from services.funds.rules.journal import Movement, must_be_by_hand, must_expire_later, region_of
from services.funds.rules.period import must_be_open
from services.funds.rules.transfer import Legs, Phase
from services.funds.schemas.journal import RecordJournal
from services.funds.store.ledger import add_transfers, lock_accounts_that_are
from services.funds.store.period import list_closed
from services.funds.store.reserve_fill import add_fills
from services.funds.tables import Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import county_of
from shared.security import Principal


async def record_journal(session: AsyncSession, form: RecordJournal, *, by: Principal, at: datetime) -> list[Transfer]:
    """Book what the county moves by hand: every movement of the form, or none. Several bear one link. Of what fills a town's
    reserve the public is told.

    Later movements stand on what earlier ones left. Raises OutsideRegion, the refusals of `rules.journal`, BookedAhead,
    PeriodClosed, NoSuchAccount (an account is opened first), Overdrawn.
    """
    movements = [movement.movement for movement in form.movements]
    for place, movement in enumerate(movements):
        by.must_cover(movement.source.region, pointer=f"/movements/{place}/source/region")
        by.must_cover(movement.target.region, pointer=f"/movements/{place}/target/region")
        must_be_by_hand(movement, f"/movements/{place}")
    must_expire_later(form.expires_at, at=at, is_reserved=form.is_reserved)
    booked_on = form.booked_on or china(at).date()
    keys = [key for movement in movements for key in (movement.source, movement.target)]
    holdings = await lock_accounts_that_are(session, keys)
    closed = [
        period for county in sorted({county_of(key.region) for key in keys}) for period in await list_closed(session, county)
    ]

    must_be_open(closed, booked_on, today=china(at).date())
    legs = _legs(movements, holdings, is_reserved=form.is_reserved)

    link_id = uuid7() if len(movements) > 1 else None
    ids = sorted(uuid7() for _ in movements)  # in the order of the movements, in which they are found again
    moved = [
        Transfer(
            id=id,
            phase=Phase.RESERVED if form.is_reserved else Phase.MOVED,
            purpose=movement.purpose,
            region=region_of(movement),
            amount_fen=movement.amount_fen,
            link_id=link_id,
            expires_at=form.expires_at,
            memo=form.memo,
            made_at=at,
            booked_on=booked_on,
        )
        for id, movement in zip(ids, movements, strict=True)
    ]
    await add_transfers(session, *zip(moved, legs, strict=True))
    disclosures = await add_fills(session, *zip(moved, legs, strict=True), on=china(at).date())

    await outbox.record(
        session,
        *(
            DisclosurePublished(entry_id=one.id, region=one.region, kind=one.kind, published_on=one.published_on)
            for one in disclosures
        ),
    )
    return moved


def _legs(movements: Sequence[Movement], holdings: dict[AccountKey, Holding], *, is_reserved: bool) -> list[Legs]:
    """The legs of each movement; `holdings` is carried on from one to the next."""
    act, written = transfer.reserve if is_reserved else transfer.move, []
    for place, movement in enumerate(movements):
        for side, key in (("source", movement.source), ("target", movement.target)):
            if key not in holdings:
                raise NoSuchAccount(pointer=f"/movements/{place}/{side}", account=key.name)
        source, target = holdings[movement.source], holdings[movement.target]
        written.append(act(source, target, movement.amount_fen))
        holdings |= {movement.source: source.after(written[-1]), movement.target: target.after(written[-1])}
    return written
