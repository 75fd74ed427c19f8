"""Money set aside for houses: the holds, and the one reservation that each keeps on each of its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind, Holding, Source
from services.funds.rules.house_hold import (
    GOES_ON,
    HoldState,
    Wanted,
    allot,
    borne,
    drawn,
    in_order,
    lacking,
    lowered,
    still_wanted,
)
from services.funds.rules.matter import Room
from services.funds.rules.payment import Ask, PaymentState
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.store.ledger import Entry, add_transfers, get_account, list_legs, lock_accounts
from services.funds.store.matter import list_rooms
from services.funds.store.payment import ask_payments
from services.funds.tables import HouseHold, HouseHoldPart, Payment, Transfer
from shared.regions import county_of, town_of

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('house hold ' || CAST(:renovation AS text), 0))")


async def lock_hold(session: AsyncSession, renovation_id: UUID) -> HouseHold | None:
    """One word of a renovation's money is heard at a time. Take it before any account, in the order of ids where several."""
    await session.execute(_ONE_AT_A_TIME, {"renovation": str(renovation_id)})
    query = select(HouseHold).where(HouseHold.renovation_id == renovation_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).one_or_none()


async def lock_holds_of(session: AsyncSession, payments: Sequence[Payment]) -> dict[UUID, HouseHold]:
    """The holds that these payments were drawn from, by id."""
    ids = {payment.hold_id for payment in payments if payment.hold_id}
    if not ids:
        return {}
    found = (await session.exec(select(HouseHold.renovation_id).where(col(HouseHold.id).in_(ids)))).all()
    holds = [await lock_hold(session, renovation_id) for renovation_id in sorted(found)]
    return {hold.id: hold for hold in holds if hold}


async def find_hold_of_house(session: AsyncSession, programme: str, house_id: UUID) -> HouseHold | None:
    mine = (HouseHold.programme == programme, HouseHold.thing_id == house_id, HouseHold.state != HoldState.FREED)
    return (await session.exec(select(HouseHold).where(*mine))).one_or_none()


async def list_parts(session: AsyncSession, hold_id: UUID) -> list[HouseHoldPart]:
    """In the order in which they pay."""
    query = select(HouseHoldPart).where(HouseHoldPart.hold_id == hold_id).order_by(col(HouseHoldPart.position))
    return list(await session.exec(query.execution_options(populate_existing=True)))


async def list_payments_of(session: AsyncSession, hold_id: UUID) -> Sequence[Payment]:
    """What was asked to be paid out of it, the first asked first."""
    query = select(Payment).where(Payment.hold_id == hold_id).order_by(col(Payment.id))
    return (await session.exec(query.execution_options(populate_existing=True))).all()


async def is_given(session: AsyncSession, hold_id: UUID) -> bool:
    """Whether something of it is with the household, or on its way there."""
    back = (PaymentState.WITHDRAWN, PaymentState.RETURNED)
    return any(payment.state not in back for payment in await list_payments_of(session, hold_id))


class Lines:
    """The lines of one hold and those that could bear it too, all locked, in everybody's order."""

    def __init__(self, parts: list[HouseHoldPart], rooms: list[Room], holdings: dict[AccountKey, Holding]) -> None:
        self.parts, self.rooms, self.holdings = parts, rooms, holdings

    def free(self) -> list[Room]:
        """What is free in each line now."""
        return [
            Room(room.key, room.money_of_year, self.holdings[room.key].sums.available_fen)
            for room in self.rooms
            if self.holdings[room.key].sums.available_fen > 0
        ]

    def part_of(self, hold: HouseHold, key: AccountKey) -> HouseHoldPart:
        """The hold's part on a line; a new one comes last."""
        holding = self.holdings[key]
        found = next((part for part in self.parts if part.account_id == holding.account_id), None)
        if found is None:
            found = HouseHoldPart(
                hold_id=hold.id,
                region=hold.region,
                position=len(self.parts) + 1,
                account_id=holding.account_id,
                line=key.holder,
                source=key.source,
            )
            self.parts.append(found)
        return found

    def key_of(self, part: HouseHoldPart) -> AccountKey:
        return next(key for key, holding in self.holdings.items() if holding.account_id == part.account_id)


async def lock_lines(session: AsyncSession, hold: HouseHold) -> Lines:
    """Lock every line that may have a part in this hold, and the account that its money goes to."""
    parts = await list_parts(session, hold.id)
    rooms = in_order(await list_rooms(session, _Budgeted(hold)), hold.region)
    keys = {room.key for room in rooms} | {(await get_account(session, part.account_id)).key for part in parts}
    paid_out = AccountKey(AccountKind.HOUSEHOLD_PAID_OUT, town_of(hold.region))
    ordered = [*sorted(keys), paid_out]
    locked = await lock_accounts(session, *ordered)
    return Lines(parts, rooms, dict(zip(ordered, locked, strict=True)))


class _Budgeted:
    def __init__(self, hold: HouseHold) -> None:
        self.county, self.programme, self.year = county_of(hold.region), hold.programme, hold.year


async def set_parts(
    session: AsyncSession, hold: HouseHold, lines: Lines, amounts: Mapping[UUID, int], *, why: str, at: datetime
) -> None:
    """Let each of these parts, by the account that it lies on, keep so much: what it kept is set free and the new amount
    reserved, in one statement and under the lines' locks, so that nobody comes between. Raises Overdrawn."""
    town = town_of(hold.region)
    paid_out_key = AccountKey(AccountKind.HOUSEHOLD_PAID_OUT, town)
    entries = list[Entry]()
    changed = [part for part in lines.parts if amounts.get(part.account_id, part.amount_fen) != part.amount_fen]
    for part in changed:
        key, amount = lines.key_of(part), amounts[part.account_id]

        def booked(phase: Phase, amount_fen: int, legs: transfer.Legs, follows_id: UUID | None = None) -> UUID:
            made = Transfer(
                phase=phase,
                purpose=Purpose.HOUSEHOLD_PAYMENT,
                region=town,
                amount_fen=amount_fen,
                follows_id=follows_id,
                about=About.HOUSE_HOLD,
                about_id=hold.id,
                memo=f"危房改造 {hold.number} {why}"[:200],
                made_at=at,
            )
            entries.append((made, legs))
            for each in (key, paid_out_key):  # noqa: B023  called at once
                lines.holdings[each] = lines.holdings[each].after(legs)
            return made.id

        if part.reserved_id is not None:
            kept = await list_legs(session, part.reserved_id)
            booked(Phase.VOIDED, part.amount_fen, transfer.void(kept), part.reserved_id)
        part.reserved_id, part.amount_fen = None, amount
        if amount:
            legs = transfer.reserve(lines.holdings[key], lines.holdings[paid_out_key], amount)
            part.reserved_id = booked(Phase.RESERVED, amount, legs)
    if entries:
        await add_transfers(session, *entries)
    session.add_all(changed)
    await session.flush()


async def keep_wanted(session: AsyncSession, hold: HouseHold, *, at: datetime) -> int:
    """Set aside what is wanted and not asked for yet, no more and no less; how much is held then, in fen.

    Raises NoLineForHouse, LinesForHouseShort; then nothing was changed.
    """
    lines = await lock_lines(session, hold)
    want = max(0, hold.wanted_fen - hold.asked_fen)
    have = [part.amount_fen for part in lines.parts]
    if want <= sum(have):
        kept = lowered(have, want)
        amounts = {part.account_id: amount for part, amount in zip(lines.parts, kept, strict=True)}
        await set_parts(session, hold, lines, amounts, why="预留减少", at=at)
        return sum(kept)
    promised = [Wanted(Source(each["source"]), each["amount_fen"]) for each in hold.shares]
    left = still_wanted(borne(promised, hold.wanted_fen), spent_fen=hold.asked_fen)
    short = lacking(left, [(part.source, part.amount_fen) for part in lines.parts])
    more = allot(short, lines.free(), may_stand_in=hold.may_stand_in)
    amounts = {part.account_id: part.amount_fen for part in lines.parts}
    for key in sorted(more, key=[room.key for room in lines.rooms].index):
        part = lines.part_of(hold, key)
        amounts[part.account_id] = part.amount_fen + more[key]
    await set_parts(session, hold, lines, amounts, why="预留", at=at)
    return sum(amounts.values())


async def draw_payments(session: AsyncSession, hold: HouseHold, ask: Ask, *, by: str, at: datetime) -> list[Payment]:
    """Ask for a payment out of what is set aside, the hold's lines in their order, each line's part a payment of its own; what is
    not held (it is more than was promised) comes from whichever line has room.

    Raises NoLineForHouse, LinesForHouseShort; then nothing was changed.
    """
    lines = await lock_lines(session, hold)
    taken, missing = drawn([part.amount_fen for part in lines.parts], ask.amount_fen)
    sums = {lines.key_of(part): amount for part, amount in zip(lines.parts, taken, strict=True) if amount}
    if missing:
        for key, amount in allot([Wanted(Source.UNNAMED, missing)], lines.free(), may_stand_in=True).items():
            sums[key] = sums.get(key, 0) + amount

    kept = {part.account_id: part.amount_fen - amount for part, amount in zip(lines.parts, taken, strict=True)}
    await set_parts(session, hold, lines, kept, why="转为发放", at=at)
    payments = list[Payment]()
    for number, (key, amount) in enumerate(sums.items(), start=1):
        lines.part_of(hold, key)
        part = replace(ask, amount_fen=amount, part=number, hold_id=hold.id)
        payments += await ask_payments(session, [part], out_of=key, purpose=Purpose.HOUSEHOLD_PAYMENT, by=by, at=at)
    session.add_all(lines.parts)
    hold.asked_fen += ask.amount_fen
    session.add(hold)
    await session.flush()
    return payments


async def return_to_hold(session: AsyncSession, hold: HouseHold, payment: Payment, *, at: datetime) -> None:
    """A payment that was drawn from a hold is not made, and its money is free: it is set aside again while the house is promised
    it. Its accounts are locked."""
    hold.asked_fen -= payment.amount_fen
    session.add(hold)
    if hold.state in GOES_ON:
        lines = await lock_lines(session, hold)
        [part] = [each for each in lines.parts if each.account_id == payment.account_id]
        amounts = {part.account_id: part.amount_fen + payment.amount_fen}
        await set_parts(session, hold, lines, amounts, why="发放撤回，继续预留", at=at)
    await session.flush()


async def find_hold_to_try(session: AsyncSession, *, tried_before: datetime) -> UUID | None:
    """The renovation whose money waits and was not tried for longest; of several the first promised."""
    waits = (HouseHold.state == HoldState.WAITING, col(HouseHold.tried_at) < tried_before)
    query = select(HouseHold.renovation_id).where(*waits).order_by(col(HouseHold.tried_at), col(HouseHold.id)).limit(1)
    return (await session.exec(query)).first()


async def list_holds(
    session: AsyncSession, *, state: HoldState | None, line: str | None, after: UUID | None, limit: int
) -> Sequence[HouseHold]:
    """The first promised first. `line`: those of which something lies on this budget line."""
    query = select(HouseHold).order_by(col(HouseHold.id)).limit(limit)
    if state is not None:
        query = query.where(HouseHold.state == state)
    if line is not None:
        on_it = select(HouseHoldPart.id).where(HouseHoldPart.hold_id == HouseHold.id, HouseHoldPart.line == line)
        query = query.where(on_it.where(HouseHoldPart.amount_fen > 0).exists())
    return (await session.exec(query.where(col(HouseHold.id) > after) if after else query)).all()


async def list_parts_of(session: AsyncSession, hold_ids: Sequence[UUID]) -> dict[UUID, list[HouseHoldPart]]:
    """The parts of several, by hold; lines that keep nothing any more are left out."""
    parts: dict[UUID, list[HouseHoldPart]] = {id: [] for id in hold_ids}
    mine = (col(HouseHoldPart.hold_id).in_(hold_ids), HouseHoldPart.amount_fen > 0)
    for part in await session.exec(select(HouseHoldPart).where(*mine).order_by(col(HouseHoldPart.position))):
        parts[part.hold_id].append(part)
    return parts


async def list_holds_on(session: AsyncSession, account_id: UUID, *, limit: int) -> Sequence[tuple[HouseHold, HouseHoldPart]]:
    """For which houses something is set aside on this budget line, the first promised first."""
    query = select(HouseHold, HouseHoldPart).join(HouseHoldPart, col(HouseHoldPart.hold_id) == col(HouseHold.id))
    query = query.where(HouseHoldPart.account_id == account_id, HouseHoldPart.amount_fen > 0)
    return (await session.exec(query.order_by(col(HouseHold.id)).limit(limit))).all()


async def count_holds_on(session: AsyncSession, lines: Sequence[str]) -> dict[str, int]:
    """For how many houses something is set aside on each of these lines, where it is for any."""
    query = select(HouseHoldPart.line, func.count()).where(col(HouseHoldPart.line).in_(lines), HouseHoldPart.amount_fen > 0)
    return dict((await session.exec(query.group_by(HouseHoldPart.line))).all())
