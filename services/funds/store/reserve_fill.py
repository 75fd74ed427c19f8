"""Fills of towns' reserves with the entries that told of them, written with the transfer that moved the money."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.budget_line import EMERGENCY_AID
from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.reserve_entry import fill_entry, opening_entry
from services.funds.rules.transfer import Booked, Legs, Phase, Purpose
from services.funds.store.aid_policy import get_reserve_policy
from services.funds.store.budget_policy import title_of_programme
from services.funds.store.disclosure import get_entry
from services.funds.store.ledger import key_of
from services.funds.tables import Disclosure, ReserveFill, Transfer
from shared.ids import uuid7
from shared.rows import insert

_DONE = (Phase.MOVED, Phase.POSTED)

# A town is looked up once, however many of its accounts are touched.
_STANDING = text("""
WITH touched AS MATERIALIZED (
         SELECT id, kind, region, holder, source, programme, year, debits_posted_fen - credits_posted_fen AS balance_fen
         FROM account WHERE id = ANY(CAST(:ids AS uuid[]))),
     place AS MATERIALIZED (SELECT region, EXISTS (SELECT FROM reserve_fill f WHERE f.region = t.region) AS is_told
                            FROM (SELECT DISTINCT region FROM touched) t)
SELECT * FROM touched JOIN place USING (region)
""")

Entry = tuple[Transfer | Booked, Legs]


@dataclass(frozen=True, slots=True)
class _Standing:
    """An account as it stands after all these transfers; whether the public knows of a fill of its town."""

    key: AccountKey
    balance_fen: int
    is_told: bool


async def add_fills(session: AsyncSession, *entries: Entry, on: date) -> list[Disclosure]:
    """Those of these transfers (written already) that brought money to a reserve, made public; the first of a town says too what
    lay there before. The reserve's account is locked by whoever moved it. Three statements, however many there are."""
    fills = [(moved, legs) for moved, legs in entries if moved.purpose is Purpose.RESERVE_FILL and moved.phase in _DONE]
    if not fills:
        return []
    accounts = await _standing(session, {leg.account_id for _, legs in fills for leg in legs})
    ids = iter(sorted(uuid7() for _ in range(2 * len(fills))))  # what lay there before comes first
    openings = _openings(entries, fills, accounts, ids, on=on)
    told = [_told(moved, legs, accounts, id=id, on=on) for (moved, legs), id in zip(fills, ids, strict=False)]
    disclosures = [Disclosure.of(entry) for entry in (*openings, *told)]
    await insert(session, *disclosures)
    towns = [str(disclosure.region) for disclosure in disclosures[len(openings) :]]
    await insert(
        session,
        *(
            ReserveFill(region=town, transfer_id=moved.id, disclosure_id=UUID(entry.id), amount_fen=moved.amount_fen)
            for town, entry, (moved, _) in zip(towns, told, fills, strict=True)
        ),
    )
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


async def _standing(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, _Standing]:
    rows = await session.execute(_STANDING, {"ids": list(ids)})
    return {row.id: _Standing(key_of(row), int(row.balance_fen), row.is_told) for row in rows}


def _openings(
    entries: Sequence[Entry], fills: Sequence[Entry], accounts: Mapping[UUID, _Standing], ids: Iterator[UUID], *, on: date
) -> list[PublicEntry]:
    """What lay in those reserves of which nothing was told yet, before all of these transfers."""
    moved_fen: Counter[UUID] = Counter()
    for moved, legs in entries:
        if moved.phase in _DONE:
            for leg in legs:
                moved_fen[leg.account_id] += leg.change.debits_posted_fen - leg.change.credits_posted_fen
    firsts: dict[str, tuple[UUID, AccountKey]] = {}
    for _, legs in fills:
        reserve, giving = _sides(legs, accounts)
        if not accounts[reserve].is_told:
            firsts.setdefault(accounts[reserve].key.region, (reserve, accounts[giving].key))
    before = {town: accounts[reserve].balance_fen - moved_fen[reserve] for town, (reserve, _) in firsts.items()}
    return [
        opening_entry(
            town,
            id=next(ids),
            amount_fen=before[town],
            programme=_programme(town, giving, on),
            clause=_clause(town, on),
            on=on,
        )
        for town, (_, giving) in firsts.items()
        if before[town] > 0
    ]


def _told(moved: Transfer | Booked, legs: Legs, accounts: Mapping[UUID, _Standing], *, id: UUID, on: date) -> PublicEntry:
    reserve, giving = _sides(legs, accounts)
    town, source = accounts[reserve].key.region, accounts[giving].key
    return fill_entry(
        town,
        source,
        id=id,
        amount_fen=moved.amount_fen,
        programme=_programme(town, source, on),
        clause=_clause(town, on),
        on=on,
    )


def _sides(legs: Legs, accounts: Mapping[UUID, _Standing]) -> tuple[UUID, UUID]:
    """The reserve's account, and the one that gives."""
    [reserve] = [
        leg.account_id
        for leg in legs
        if leg.change.debits_posted_fen > 0 and accounts[leg.account_id].key.kind is AccountKind.TOWN_RESERVE
    ]
    return reserve, next(leg.account_id for leg in legs if leg.change.credits_posted_fen > 0)


def _clause(town: str, on: date) -> str:
    policy, _ = get_reserve_policy(town, on)
    return policy.source(policy.ceiling_of(town)).spoken


def _programme(town: str, giving: AccountKey, on: date) -> str | None:
    return title_of_programme(town, giving.programme or EMERGENCY_AID, on)
