"""Claims of the special insurance, their steps, what insurers owe, and what a settlement has paid as a layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.insurance_claim import InsuranceClaimStatus, NoSuchInsuranceClaim
from services.medical.rules.premium import Per
from services.medical.tables import InsuranceClaim, InsuranceClaimStep, InsurerEntry, PaperClaim, Receivable

WAITING = (
    InsuranceClaimStatus.ACCEPTED,
    InsuranceClaimStatus.SUPPLEMENTING,
    InsuranceClaimStatus.ASSESSED,
    InsuranceClaimStatus.REOPENED,
    InsuranceClaimStatus.APPROVED,
)
"""States in which somebody has until `due_on` to act."""

_LAYERS = text("""
SELECT r.settlement_id, r.layer, r.title, r.payer, r.hospital, r.region, r.is_counter, r.amount_fen, r.owed_on
FROM receivable r JOIN settlement s ON s.id = r.settlement_id
WHERE r.layer = ANY(:layers) AND s.year = :year AND starts_with(r.region, :region)
ORDER BY r.id LIMIT :limit
""")
_LAYER_SUM = text("""
SELECT r.layer, count(*) FILTER (WHERE NOT r.is_counter) - count(*) FILTER (WHERE r.is_counter) AS claims,
       coalesce(sum(r.amount_fen), 0) AS paid_fen
FROM receivable r JOIN settlement s ON s.id = r.settlement_id
WHERE r.layer = ANY(:layers) AND s.year = :year AND starts_with(r.region, :region)
GROUP BY r.layer
""")
_BY_BENEFIT = text("""
SELECT benefit, benefit_title, count(*) AS claims,
       count(*) FILTER (WHERE status IN ('approved', 'paid')) AS approved, count(*) FILTER (WHERE status = 'paid') AS paid,
       count(*) FILTER (WHERE status = 'refused') AS refused,
       count(*) FILTER (WHERE status = ANY(:waiting) AND coalesce(papers_due_on, due_on) < :on) AS overdue,
       sum(approved_fen) AS approved_fen, sum(paid_fen) AS paid_fen,
       coalesce(sum(paid_on - accepted_on) FILTER (WHERE status = 'paid'), 0) AS days
FROM insurance_claim WHERE year = :year AND starts_with(region, :region)
GROUP BY benefit, benefit_title ORDER BY benefit
""")
_DRAWN = text("""
SELECT year, benefit, identity_hash AS whose, sum(approved_fen) AS drawn_fen FROM insurance_claim
WHERE identity_hash = ANY(:hashes) GROUP BY year, benefit, identity_hash
UNION ALL
SELECT year, benefit, CAST(household_id AS text), sum(approved_fen) FROM insurance_claim
WHERE household_id = ANY(:households) GROUP BY year, benefit, household_id
""")
_PREMIUM = text("""
SELECT coalesce(sum(premium_fen), 0) AS premium_fen, coalesce(sum(added - removed), 0) AS persons
FROM insurance_purchase WHERE year = :year AND status = 'ordered' AND starts_with(region, :region)
""")
_OWED = text("""
SELECT insurer, sum(amount_fen) AS owed_fen, count(DISTINCT claim_id) AS claims,
       coalesce(sum(amount_fen) FILTER (WHERE last_due_on < :on), 0) AS overdue_fen
FROM (SELECT e.insurer, e.claim_id, e.amount_fen,
             max(e.due_on) OVER (PARTITION BY e.claim_id) AS last_due_on, sum(e.amount_fen) OVER (PARTITION BY e.claim_id) AS net
      FROM insurer_entry e WHERE starts_with(e.region, :region)) AS entry
WHERE net <> 0 GROUP BY insurer ORDER BY insurer LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Premium:
    """What a year's orders come to."""

    premium_fen: int
    persons: int


async def lock_sum(session: AsyncSession, claim: InsuranceClaim) -> None:
    """One at a time draws on the insured sum of a person's, or of their household's, year."""
    for whose in sorted((claim.identity_hash, str(claim.household_id))):
        key = f"insured sum {claim.year} {claim.benefit} {whose}"
        await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


async def get_claim(session: AsyncSession, claim_id: UUID) -> InsuranceClaim:
    """Raises NoSuchInsuranceClaim."""
    claim = await session.get(InsuranceClaim, claim_id, populate_existing=True)
    if claim is None:
        raise NoSuchInsuranceClaim(claim_id=claim_id)
    return claim


async def lock_claim(session: AsyncSession, claim_id: UUID) -> InsuranceClaim:
    """Raises NoSuchInsuranceClaim."""
    claim = await session.get(InsuranceClaim, claim_id, with_for_update=True, populate_existing=True)
    if claim is None:
        raise NoSuchInsuranceClaim(claim_id=claim_id)
    return claim


async def lock_bill(session: AsyncSession, identity_hash: str, bill: str) -> None:
    """One at a time claims for a bill or an event of a person."""
    key = f"insurance bill {identity_hash} {bill}"
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


async def find_same(session: AsyncSession, *, identity_hash: str, benefit: str, bill: str) -> InsuranceClaim | None:
    """The claim of this bill or event that was not refused."""
    return (
        await session.exec(
            select(InsuranceClaim).where(
                InsuranceClaim.identity_hash == identity_hash,
                InsuranceClaim.benefit == benefit,
                InsuranceClaim.bill == bill,
                InsuranceClaim.status != InsuranceClaimStatus.REFUSED,
            )
        )
    ).first()


async def find_settled_invoice(session: AsyncSession, *, identity_hash: str, invoice_no: str) -> PaperClaim | None:
    """The claim on paper that has this invoice and was not handed back."""
    return (
        await session.exec(
            select(PaperClaim).where(
                PaperClaim.identity_hash == identity_hash, PaperClaim.invoice_no == invoice_no, PaperClaim.status != "refused"
            )
        )
    ).first()


async def drawn_fen(session: AsyncSession, claim: InsuranceClaim, per: Per) -> int:
    """What other claims of the year have drawn from the insured sum of the person, or of the household."""
    whose = (
        InsuranceClaim.household_id == claim.household_id
        if per is Per.HOUSEHOLD
        else InsuranceClaim.identity_hash == claim.identity_hash
    )
    drawn = await session.exec(
        select(func.coalesce(func.sum(InsuranceClaim.approved_fen), 0)).where(
            whose,
            InsuranceClaim.year == claim.year,
            InsuranceClaim.benefit == claim.benefit,
            InsuranceClaim.id != claim.id,
        )
    )
    return int(drawn.one())


async def sums_drawn(session: AsyncSession, claims: Sequence[InsuranceClaim]) -> dict[tuple[int, str, str], int]:
    """What all claims have drawn, by year, benefit and person (their hash) or household (its id), of those whom these name."""
    asked = {
        "hashes": list({claim.identity_hash for claim in claims}),
        "households": list({claim.household_id for claim in claims}),
    }
    found = await session.execute(_DRAWN, asked)
    return {(row.year, row.benefit, row.whose): int(row.drawn_fen) for row in found}


async def paid_as_layer_fen(session: AsyncSession, settlement_id: UUID, layer: str) -> int:
    """What a settlement pays as this layer; what was taken back counts against it."""
    paid = await session.exec(
        select(func.coalesce(func.sum(Receivable.amount_fen), 0)).where(
            Receivable.settlement_id == settlement_id, Receivable.layer == layer
        )
    )
    return int(paid.one())


async def add_step(session: AsyncSession, claim: InsuranceClaim, *, by: str, note: str, amount_fen: int = 0) -> None:
    """What was just done to a claim, with the state that it led to."""
    session.add(
        InsuranceClaimStep(claim_id=claim.id, region=claim.region, status=claim.status, note=note, amount_fen=amount_fen, by=by)
    )
    await session.flush()


async def add_entry(
    session: AsyncSession,
    claim: InsuranceClaim,
    *,
    kind: str,
    amount_fen: int,
    on: date,
    due_on: date | None = None,
    voucher_no: str | None = None,
) -> None:
    """Book what the insurer owes for a claim: `approved` above zero, `withdrawn` and `paid` below."""
    session.add(
        InsurerEntry(
            claim_id=claim.id,
            region=claim.region,
            insurer=claim.insurer,
            kind=kind,
            amount_fen=amount_fen,
            booked_on=on,
            due_on=due_on,
            voucher_no=voucher_no,
        )
    )
    await session.flush()


async def list_claims(
    session: AsyncSession,
    *,
    region: str,
    year: int | None,
    benefit: str,
    status: InsuranceClaimStatus | None,
    overdue_on: date | None,
    after: UUID | None,
    limit: int,
) -> list[InsuranceClaim]:
    """Oldest first, one more than `limit`; with `overdue_on` those whose last day is over and that still wait."""
    query = select(InsuranceClaim).where(func.starts_with(col(InsuranceClaim.region), region))
    if year is not None:
        query = query.where(InsuranceClaim.year == year)
    if benefit:
        query = query.where(InsuranceClaim.benefit == benefit)
    if status is not None:
        query = query.where(InsuranceClaim.status == status)
    if overdue_on is not None:
        last = func.coalesce(col(InsuranceClaim.papers_due_on), col(InsuranceClaim.due_on))
        query = query.where(or_(*(InsuranceClaim.status == one for one in WAITING)), last < overdue_on)
    if after:
        query = query.where(col(InsuranceClaim.id) > after)
    return list(await session.exec(query.order_by(col(InsuranceClaim.id)).limit(limit + 1)))


async def list_steps(session: AsyncSession, claim_id: UUID, *, limit: int) -> list[InsuranceClaimStep]:
    """In the order in which they were done."""
    query = select(InsuranceClaimStep).where(InsuranceClaimStep.claim_id == claim_id)
    return list(await session.exec(query.order_by(col(InsuranceClaimStep.id)).limit(limit)))


async def list_entries(session: AsyncSession, claim_id: UUID, *, limit: int) -> list[InsurerEntry]:
    """In the order in which they were booked."""
    query = select(InsurerEntry).where(InsurerEntry.claim_id == claim_id)
    return list(await session.exec(query.order_by(col(InsurerEntry.id)).limit(limit)))


async def list_paid_as_layers(
    session: AsyncSession, *, layers: Sequence[str], year: int, region: str, limit: int
) -> Sequence[RowMapping]:
    """What one-stop settlements of a year have paid as these layers, and what was taken back of it."""
    asked = {"layers": list(layers), "year": year, "region": region, "limit": limit}
    return (await session.execute(_LAYERS, asked)).mappings().all()


async def sums_of_layers(session: AsyncSession, *, layers: Sequence[str], year: int, region: str) -> dict[str, RowMapping]:
    """By layer: how many settlements stand, and what they pay."""
    found = await session.execute(_LAYER_SUM, {"layers": list(layers), "year": year, "region": region})
    return {row["layer"]: row for row in found.mappings()}


async def sums_by_benefit(session: AsyncSession, *, year: int, region: str, on: date) -> Sequence[RowMapping]:
    """Claims of a year by benefit: how many in which state, what was approved and paid, and the days until payment."""
    asked = {"year": year, "region": region, "on": on, "waiting": [status.value for status in WAITING]}
    return (await session.execute(_BY_BENEFIT, asked)).mappings().all()


async def premium_of(session: AsyncSession, *, year: int, region: str) -> Premium:
    """What was ordered for a year, endorsements in it."""
    row = (await session.execute(_PREMIUM, {"year": year, "region": region})).one()
    return Premium(int(row.premium_fen), int(row.persons))


async def owed_by_insurers(session: AsyncSession, *, region: str, on: date, limit: int) -> Sequence[RowMapping]:
    """What each insurer has to pay still, and what of it is past its last day."""
    return (await session.execute(_OWED, {"region": region, "on": on, "limit": limit})).mappings().all()
