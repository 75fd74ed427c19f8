"""Whose account a household's money goes to: found by hash, locked before it is replaced."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payee import NoSuchPayee, PayeeState, Standing, tail_of
from services.funds.rules.payee_file import NoSuchPayeeFile
from services.funds.tables import HouseholdMember, Payee, PayeeFile
from shared.vault import hash_identity, seal, unseal

_LOCK_HOUSEHOLD = text("""
SELECT pg_advisory_xact_lock(hashtextextended('payee ' || CAST(h AS text), 0))
FROM (SELECT h FROM unnest(CAST(:households AS uuid[])) AS h ORDER BY h) AS ordered
""")


def hash_card(card: str) -> str:
    """The keyed hash by which a card is found; a card of 18 digits is not taken for an identity number."""
    return hash_identity(f"card {card}")


async def lock_households(session: AsyncSession, household_ids: Collection[UUID]) -> None:
    """One change at a time of a household's accounts; there may be no row yet to lock."""
    await session.execute(_LOCK_HOUSEHOLD, {"households": sorted(set(household_ids))})


async def get_payee(session: AsyncSession, id: UUID) -> Payee:
    """Raises NoSuchPayee."""
    payee = await session.get(Payee, id)
    if payee is None:
        raise NoSuchPayee(payee_id=str(id))
    return payee


async def lock_payee(session: AsyncSession, id: UUID) -> Payee:
    """Raises NoSuchPayee."""
    payee = await session.get(Payee, id, with_for_update=True, populate_existing=True)
    if payee is None:
        raise NoSuchPayee(payee_id=str(id))
    return payee


async def list_payees(
    session: AsyncSession,
    *,
    household_id: UUID | None,
    state: PayeeState | None,
    is_current: bool | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Payee]:
    """In the order in which they were recorded."""
    query = select(Payee)
    if household_id is not None:
        query = query.where(Payee.household_id == household_id)
    if state is not None:
        query = query.where(Payee.state == state)
    if is_current is not None:
        query = query.where(col(Payee.until_on).is_(None) if is_current else col(Payee.until_on).is_not(None))
    if after is not None:
        query = query.where(col(Payee.id) > after)
    return (await session.exec(query.order_by(col(Payee.id)).limit(limit))).all()


async def list_current(session: AsyncSession, household_ids: Collection[UUID]) -> dict[tuple[UUID, UUID | None], Payee]:
    """The accounts in use of these households, by household and person."""
    query = select(Payee).where(col(Payee.household_id).in_(household_ids), col(Payee.until_on).is_(None))
    return {(payee.household_id, payee.person_id): payee for payee in await session.exec(query)}


async def list_payees_by_id(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Payee]:
    return {payee.id: payee for payee in await session.exec(select(Payee).where(col(Payee.id).in_(ids)))}


async def list_names(session: AsyncSession, holder_hashes: Collection[str]) -> dict[str, set[str]]:
    """The names under which each identity number was recorded."""
    query = select(Payee.holder_hash, Payee.holder_name_sealed).where(col(Payee.holder_hash).in_(holder_hashes))
    names: dict[str, set[str]] = {}
    for holder, sealed in await session.exec(query):
        names.setdefault(holder, set()).add(unseal(sealed))
    return names


async def list_households_of_cards(session: AsyncSession, card_hashes: Collection[str]) -> dict[str, set[UUID]]:
    """The households that are paid to each of these numbers now."""
    query = select(Payee.card_hash, Payee.household_id).where(
        col(Payee.card_hash).in_(card_hashes), col(Payee.until_on).is_(None), Payee.state != PayeeState.REFUSED
    )
    households: dict[str, set[UUID]] = {}
    for card, household in await session.exec(query):
        households.setdefault(card, set()).add(household)
    return households


@dataclass(frozen=True, slots=True)
class SharedCard:
    """A number to which several households are paid."""

    card_hash: str
    card_tail: str
    bank: str
    households: Sequence[UUID]


async def list_shared_cards(session: AsyncSession, *, after: str, limit: int) -> list[SharedCard]:
    """Numbers of two households or more that the caller may see, in the order of their hashes."""
    ids = func.array_agg(col(Payee.household_id).distinct())
    query = (
        select(Payee.card_hash, func.min(Payee.card_tail), func.min(Payee.bank), ids)
        .where(col(Payee.until_on).is_(None), Payee.state != PayeeState.REFUSED, Payee.card_hash > after)
        .group_by(col(Payee.card_hash))
        .having(func.count(col(Payee.household_id).distinct()) > 1)
        .order_by(col(Payee.card_hash))
        .limit(limit)
    )
    return [SharedCard(*row) for row in await session.exec(query)]


async def get_payee_file(session: AsyncSession, id: UUID) -> PayeeFile:
    """Raises NoSuchPayeeFile."""
    file = await session.get(PayeeFile, id)
    if file is None:
        raise NoSuchPayeeFile(file_id=str(id))
    return file


async def list_members(session: AsyncSession, identity_hashes: Collection[str]) -> dict[str, HouseholdMember]:
    """The household that each of these belongs to now, as registry has told."""
    query = select(HouseholdMember).where(col(HouseholdMember.identity_hash).in_(identity_hashes), HouseholdMember.is_member)
    return {member.identity_hash: member for member in await session.exec(query.order_by(col(HouseholdMember.revision)))}


async def find_standing(session: AsyncSession, household_id: UUID, identity_hash: str) -> tuple[Standing, HouseholdMember | None]:
    """What registry says of somebody and a household; a member of it, for its region (themselves, if they are one)."""
    own = HouseholdMember.household_id == household_id
    members = (await session.exec(select(HouseholdMember).where(own).order_by(col(HouseholdMember.is_member).desc()))).all()
    if not members:
        return Standing.UNKNOWN, None
    theirs = [member for member in members if member.identity_hash == identity_hash]
    if not theirs:
        return Standing.STRANGER, members[0]
    return (Standing.MEMBER if theirs[0].is_member else Standing.FORMER), theirs[0]


@dataclass(frozen=True, slots=True)
class Account:
    """An account as somebody says it: in the clear, and only in memory."""

    card: str
    holder_name: str
    holder_id: str
    bank: str
    bank_code: str


def sealed(account: Account) -> dict[str, Any]:
    """The columns of a row that an account fills: what is personal sealed, with the hashes by which it is found."""
    return {
        "card_sealed": seal(account.card),
        "card_hash": hash_card(account.card),
        "card_tail": tail_of(account.card),
        "holder_name_sealed": seal(account.holder_name),
        "holder_id_sealed": seal(account.holder_id),
        "holder_hash": hash_identity(account.holder_id),
        "bank": account.bank,
        "bank_code": account.bank_code,
    }


def is_same(payee: Payee, account: Account) -> bool:
    """Whether a row says the same account already, so that a list that comes again changes nothing."""
    return (
        payee.card_hash == hash_card(account.card)
        and payee.holder_hash == hash_identity(account.holder_id)
        and unseal(payee.holder_name_sealed) == account.holder_name
        and payee.bank == account.bank
        and payee.bank_code == account.bank_code
    )


async def end_payee(session: AsyncSession, payee: Payee, *, on: date) -> None:
    """Close an account before its successor opens; written at once, because only one may be open."""
    payee.until_on = max(on, payee.from_on)
    session.add(payee)
    await session.flush()
