"""Purchases of the special insurance, whom they insure, and how a renewal differs from the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.purchase import NoSuchPurchase, PurchaseStatus
from services.medical.tables import InsurancePurchase

# Of a year the last word of every roster that was ordered up to a number, each person once; the removed are gone.
_STANDING = """
SELECT * FROM (
    SELECT DISTINCT ON (e.identity_hash) e.identity_hash, e.person_id, e.household_id, e.region, e.by_class, e.change
    FROM roster_entry e JOIN roster r ON r.id = e.roster_id
    JOIN insurance_purchase p ON p.roster_id = r.id AND (p.status = 'ordered' OR p.id = :asked)
    WHERE p.programme = :programme AND p.region = :region AND p.year = {year} AND p.number <= {number}
    ORDER BY e.identity_hash, r.number DESC
) AS last WHERE change <> 'removed'
"""
_EVERY = 1_000_000
_CHANGES = text(f"""
WITH earlier AS ({_STANDING.format(year=":year_before", number=":number_before")}),
     now AS ({_STANDING.format(year=":year", number=":number")})
SELECT coalesce(n.person_id, e.person_id) AS person_id, coalesce(n.identity_hash, e.identity_hash) AS identity_hash,
       coalesce(n.household_id, e.household_id) AS household_id, coalesce(n.region, e.region) AS region,
       coalesce(n.by_class, e.by_class) AS by_class, CASE WHEN e.identity_hash IS NULL THEN 'joined' ELSE 'left' END AS change
FROM now n FULL JOIN earlier e USING (identity_hash)
WHERE (n.identity_hash IS NULL OR e.identity_hash IS NULL)
  AND (:change = '' OR :change = CASE WHEN e.identity_hash IS NULL THEN 'joined' ELSE 'left' END)
  AND coalesce(n.person_id, e.person_id) > CAST(:after AS uuid)
ORDER BY 1 LIMIT :limit
""")  # noqa: S608  the interpolations are constants of our own

# The newest word about a person among the orders whose period holds the day.
_INSURED = text("""
SELECT p.id AS purchase_id, p.insurer, p.year, e.person_id, e.household_id, e.region, e.change
FROM insurance_purchase p JOIN roster_entry e ON e.roster_id = p.roster_id
WHERE e.identity_hash = :identity_hash AND p.status = 'ordered' AND p.from_on <= :on AND :on <= p.to_on
ORDER BY p.from_on DESC, p.number DESC LIMIT 1
""")
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Insured:
    """A person whom a purchase insures on a day."""

    purchase_id: UUID
    insurer: str
    year: int
    person_id: UUID
    household_id: UUID
    region: str


async def get_purchase(session: AsyncSession, purchase_id: UUID) -> InsurancePurchase:
    """Raises NoSuchPurchase."""
    purchase = await session.get(InsurancePurchase, purchase_id)
    if purchase is None:
        raise NoSuchPurchase(purchase_id=purchase_id)
    return purchase


async def lock_purchase(session: AsyncSession, purchase_id: UUID) -> InsurancePurchase:
    """Raises NoSuchPurchase."""
    purchase = await session.get(InsurancePurchase, purchase_id, with_for_update=True, populate_existing=True)
    if purchase is None:
        raise NoSuchPurchase(purchase_id=purchase_id)
    return purchase


async def list_of_place(session: AsyncSession, *, programme: str, region: str) -> list[InsurancePurchase]:
    """Every purchase of a place that was not discarded, the newest year first, in each year by the number of the roster."""
    query = select(InsurancePurchase).where(
        InsurancePurchase.programme == programme,
        InsurancePurchase.region == region,
        InsurancePurchase.status != PurchaseStatus.DISCARDED,
    )
    return list(await session.exec(query.order_by(col(InsurancePurchase.year).desc(), col(InsurancePurchase.number))))


async def find_by_number(session: AsyncSession, policy_no: str) -> list[InsurancePurchase]:
    """The orders that bear a policy number."""
    return list(
        await session.exec(
            select(InsurancePurchase).where(
                InsurancePurchase.policy_no == policy_no, InsurancePurchase.status != PurchaseStatus.DISCARDED
            )
        )
    )


async def list_purchases(
    session: AsyncSession, *, region: str, year: int | None, status: PurchaseStatus | None, after: UUID | None, limit: int
) -> list[InsurancePurchase]:
    """The newest first; one more than `limit`."""
    query = select(InsurancePurchase).where(func.starts_with(col(InsurancePurchase.region), region))
    if year is not None:
        query = query.where(InsurancePurchase.year == year)
    if status is not None:
        query = query.where(InsurancePurchase.status == status)
    if after:
        query = query.where(col(InsurancePurchase.id) < after)
    return list(await session.exec(query.order_by(col(InsurancePurchase.id).desc()).limit(limit + 1)))


async def list_changes(
    session: AsyncSession, purchase: InsurancePurchase, *, change: str = "", after: UUID | None, limit: int
) -> Sequence[RowMapping]:
    """Who joined and who left, by person id: of an endorsement against what stood before it, else against the year before."""
    is_within = purchase.number > 0
    asked: dict[str, Any] = {
        "asked": purchase.id,
        "programme": purchase.programme,
        "region": purchase.region,
        "year": purchase.year,
        "number": purchase.number,
        "year_before": purchase.year if is_within else purchase.year - 1,
        "number_before": purchase.number - 1 if is_within else _EVERY,
    }
    found = await session.execute(_CHANGES, asked | {"change": change, "after": after or _FIRST, "limit": limit + 1})
    return found.mappings().all()


async def find_insured(session: AsyncSession, identity_hash: str, *, on: date) -> Insured | None:
    """None for somebody whom no order insures on that day, or whom an endorsement had taken off by then."""
    row = (await session.execute(_INSURED, {"identity_hash": identity_hash, "on": on})).one_or_none()
    if row is None or row.change == "removed":
        return None
    return Insured(row.purchase_id, row.insurer, row.year, row.person_id, row.household_id, row.region)
