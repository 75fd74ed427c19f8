"""Fills of towns' reserves with the entries that told of them, written with the transfer that moved the money."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKind
from services.funds.rules.budget_line import EMERGENCY_AID
from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.reserve_entry import fill_entry, opening_entry
from services.funds.rules.transfer import Booked, Legs, Phase, Purpose
from services.funds.store.aid_policy import get_reserve_policy
from services.funds.store.budget_policy import title_of_programme
from services.funds.store.disclosure import get_entry
from services.funds.store.ledger import list_holdings
from services.funds.tables import Disclosure, ReserveFill, Transfer
from shared.ids import uuid7

_DONE = (Phase.MOVED, Phase.POSTED)
_BALANCE = text("SELECT debits_posted_fen - credits_posted_fen FROM account WHERE id = :id")


async def add_fills(session: AsyncSession, *entries: tuple[Transfer | Booked, Legs], on: date) -> list[Disclosure]:
    """Those of these transfers (written already) that brought money to a reserve, made public; the first of a town says too what
    lay there before. The reserve's account is locked by whoever moved it."""
    disclosures: list[Disclosure] = []
    for moved, legs in entries:
        if moved.purpose is Purpose.RESERVE_FILL and moved.phase in _DONE:
            disclosures += await _add_fill(session, moved, legs, on=on)
    return disclosures


async def take_back_fill(session: AsyncSession, transfer_id: UUID, *, on: date) -> Disclosure | None:
    """The entry that says that this fill was taken back; None where the transfer was none, or nobody was told of it."""
    fill = (await session.exec(select(ReserveFill).where(ReserveFill.transfer_id == transfer_id))).first()
    if fill is None:
        return None
    published = PublicEntry.read((await get_entry(session, fill.disclosure_id)).canonical)
    disclosure = Disclosure.of(published.taken_back(id=uuid7(), kind=DisclosureKind.CORRECTION, published_on=on))
    session.add(disclosure)
    await session.flush()
    return disclosure


async def list_fills(session: AsyncSession, town: str, *, limit: int) -> Sequence[ReserveFill]:
    """The newest first."""
    query = select(ReserveFill).where(ReserveFill.region == town).order_by(col(ReserveFill.id).desc()).limit(limit)
    return (await session.exec(query)).all()


async def _add_fill(session: AsyncSession, moved: Transfer | Booked, legs: Legs, *, on: date) -> list[Disclosure]:
    keys = {id: holding.key for id, holding in (await list_holdings(session, [leg.account_id for leg in legs])).items()}
    giving = next(keys[leg.account_id] for leg in legs if leg.change.credits_posted_fen > 0)
    [(reserve_id, town)] = [
        (leg.account_id, keys[leg.account_id].region)
        for leg in legs
        if leg.change.debits_posted_fen > 0 and keys[leg.account_id].kind is AccountKind.TOWN_RESERVE
    ]
    programme = title_of_programme(town, giving.programme or EMERGENCY_AID, on)
    policy, _ = get_reserve_policy(town, on)
    clause = policy.source(policy.ceiling_of(town)).spoken
    ids = sorted((uuid7(), uuid7()))  # what lay there before comes first
    entries = []
    if not await list_fills(session, town, limit=1):
        before_fen = int((await session.execute(_BALANCE, {"id": reserve_id})).scalar_one()) - moved.amount_fen
        if before_fen > 0:
            entries.append(opening_entry(town, id=ids[0], amount_fen=before_fen, programme=programme, clause=clause, on=on))
    entries.append(fill_entry(town, giving, id=ids[1], amount_fen=moved.amount_fen, programme=programme, clause=clause, on=on))
    disclosures = [Disclosure.of(entry) for entry in entries]
    session.add_all(disclosures)
    await session.flush()
    session.add(ReserveFill(region=town, transfer_id=moved.id, disclosure_id=disclosures[-1].id, amount_fen=moved.amount_fen))
    await session.flush()
    return disclosures
