from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, Holding, NoSuchAccount
from services.funds.rules.journal import Movement, must_be_by_hand, must_expire_later, region_of
from services.funds.rules.period import Period, must_be_open
from services.funds.rules.transfer import Booked, Legs, Phase
from services.funds.schemas.journal import RecordJournal
from services.funds.store.ledger import add_transfers, lock_accounts_that_are
from services.funds.store.period import list_closed_of
from services.funds.store.reserve_fill import add_fills
from shared import outbox
from shared.clock import china
from shared.errors import Refusal
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import county_of
from shared.security import Principal

Holdings = dict[AccountKey, Holding]
Closed = Mapping[str, Sequence[Period]]
"""The closed periods of each county."""


async def record_journal(
    session: AsyncSession, forms: Sequence[RecordJournal], *, by: Principal, at: datetime
) -> list[list[Booked] | Refusal]:
    """Book what the county moves by hand: of each form every movement, or none, and then why not. Several bear one link.
    Of what fills a town's reserve the public is told.

    Later movements stand on what earlier ones left, and later forms on what earlier forms left. A form is refused with
    OutsideRegion, the refusals of `rules.journal`, BookedAhead, PeriodClosed, NoSuchAccount (an account is opened first) or
    Overdrawn.
    """
    slips = [_read(form, by=by, at=at) for form in forms]
    asked = [movement for slip in slips if not isinstance(slip, Refusal) for movement in slip]
    keys = {key for movement in asked for key in (movement.source, movement.target)}
    # Read before anybody waits for the accounts: a period that is closed meanwhile is the database's to refuse.
    closed = await list_closed_of(session, {county_of(key.region) for key in keys}) if keys else {}
    holdings = await lock_accounts_that_are(session, list(keys)) if keys else {}

    done = [
        slip if isinstance(slip, Refusal) else _judge(form, slip, holdings, closed, at=at)
        for form, slip in zip(forms, slips, strict=True)
    ]

    entries = [entry for one in done if not isinstance(one, Refusal) for entry in one]
    if entries:
        await add_transfers(session, *entries)
        disclosures = await add_fills(session, *entries, on=china(at).date())

        await outbox.record(
            session,
            *(
                DisclosurePublished(entry_id=each.id, region=each.region, kind=each.kind, published_on=each.published_on)
                for each in disclosures
            ),
        )
    return [one if isinstance(one, Refusal) else [moved for moved, _ in one] for one in done]


def _read(form: RecordJournal, *, by: Principal, at: datetime) -> list[Movement] | Refusal:
    """The form's movements, if it asks for what may be asked at all."""
    movements = [movement.movement for movement in form.movements]
    try:
        for place, movement in enumerate(movements):
            by.must_cover(movement.source.region, pointer=f"/movements/{place}/source/region")
            by.must_cover(movement.target.region, pointer=f"/movements/{place}/target/region")
            must_be_by_hand(movement, f"/movements/{place}")
        must_expire_later(form.expires_at, at=at, is_reserved=form.is_reserved)
    except Refusal as refusal:
        return refusal
    return movements


def _judge(
    form: RecordJournal,
    movements: Sequence[Movement],
    holdings: Holdings,
    closed: Mapping[str, Sequence[Period]],
    *,
    at: datetime,
) -> list[tuple[Booked, Legs]] | Refusal:
    """The form's transfers by what the accounts still hold; `holdings` is carried on for the next form, if this one is booked."""
    today = china(at).date()
    counties = {county_of(movement.source.region) for movement in movements}
    try:
        must_be_open([period for county in counties for period in closed[county]], form.booked_on or today, today=today)
        legs, after = _legs(movements, holdings, is_reserved=form.is_reserved)
    except Refusal as refusal:
        return refusal
    holdings |= after
    return list(zip(_transfers(form, movements, form.booked_on or today, at=at), legs, strict=True))


def _legs(
    movements: Sequence[Movement], holdings: Mapping[AccountKey, Holding], *, is_reserved: bool
) -> tuple[list[Legs], Holdings]:
    """The legs of each movement, and the accounts that they touch as they are then."""
    act, written, after = transfer.reserve if is_reserved else transfer.move, [], Holdings()
    for place, movement in enumerate(movements):
        source = _held(movement.source, after, holdings, f"/movements/{place}/source")
        target = _held(movement.target, after, holdings, f"/movements/{place}/target")
        legs = act(source, target, movement.amount_fen)
        after |= {side.key: side.after(legs) for side in (source, target)}
        written.append(legs)
    return written, after


def _held(key: AccountKey, after: Holdings, holdings: Mapping[AccountKey, Holding], pointer: str) -> Holding:
    found = after.get(key) or holdings.get(key)
    if found is None:
        raise NoSuchAccount(pointer=pointer, account=key.name)
    return found


def _transfers(form: RecordJournal, movements: Sequence[Movement], booked_on: date, *, at: datetime) -> list[Booked]:
    link_id = uuid7() if len(movements) > 1 else None
    ids = sorted(uuid7() for _ in movements)  # in the order of the movements, in which they are found again
    return [
        Booked(
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
