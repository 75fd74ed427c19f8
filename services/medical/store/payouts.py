"""Money to people, whatever it is for: found, locked together with what it is for, and what is said to funds of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.claim import ClaimStatus
from services.medical.rules.payout import Matter, NoSuchPayout
from services.medical.store import claim_payouts, claims, top_ups
from services.medical.tables import ClaimPayout, Payout, TopUp, TopUpShare

P = TypeVar("P", bound=Payout)

TABLES: dict[Matter, type[Payout]] = {table.matter: table for table in (TopUpShare, ClaimPayout)}


@dataclass(frozen=True, slots=True)
class Owed:
    """A payout and what it is for, both locked. `open_fen`: what its payer owes by now and was not asked for.

    `household_id` is None for whoever is in no register; `asking` has the fields of the event that asks funds for it.
    """

    payout: Payout
    household_id: UUID | None
    open_fen: int
    asking: dict[str, Any]


async def lock_payout(session: AsyncSession, table: type[P], payout_id: UUID) -> P:
    """Raises NoSuchPayout."""
    payout = await session.get(table, payout_id, with_for_update=True, populate_existing=True)
    if payout is None:
        raise NoSuchPayout(payout_id=payout_id)
    return payout


async def lock_owed(session: AsyncSession, matter: Matter, payout_id: UUID) -> Owed:
    """Whatever else is asked for the same waits meanwhile. Raises NoSuchPayout."""
    return await _OWED[matter](session, payout_id)


async def _lock_top_up(session: AsyncSession, payout_id: UUID) -> Owed:
    _, top_up = await top_ups.get_share(session, payout_id)
    await top_ups.lock_person(session, top_up.identity_hash, top_up.year)
    share = await lock_payout(session, TopUpShare, payout_id)
    standing = await top_ups.find_standing(session, top_up, layer=share.layer, payer=share.payer)
    open_fen = standing.owed_fen - standing.asked_fen if standing else 0
    return Owed(share, top_up.household_id, open_fen, asking_of(share, top_up))


async def _lock_claim(session: AsyncSession, payout_id: UUID) -> Owed:
    claim = await claims.lock_claim(session, await claim_payouts.get_claim_id(session, payout_id))
    payout = await lock_payout(session, ClaimPayout, payout_id)
    last = await claim_payouts.find_standing(session, claim.id, payout.payer)
    asked = (await claim_payouts.sum_asked(session, claim.id)).get(payout.payer, 0)
    open_fen = last.owed_fen - asked if last and claim.status == ClaimStatus.SETTLED else 0
    return Owed(payout, payout.household_id, open_fen, asking_of(payout))


_OWED: dict[Matter, Callable[[AsyncSession, UUID], Awaitable[Owed]]] = {
    Matter.TOP_UP: _lock_top_up,
    Matter.PAPER_CLAIM: _lock_claim,
}


def asking_of(payout: Payout, line: TopUp | None = None) -> dict[str, Any]:
    """The fields of the event that asks for it. Whose a top-up is, and of which year, its line says."""
    whose = line.model_dump(include={"year", "person_id", "household_id"}) if line else {}
    return {**payout.model_dump(), **whose, "payment_id": payout.id, "amount_fen": payout.pay_fen, "ask": payout.asks}
