"""Likely double payments, and who belongs together: compared by the platform, which sees every region."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.double_dip import DoubleDipKind, DoubleDipState, NoSuchDoubleDip
from services.funds.tables import DoubleDip, HouseholdMember, Payment

# One at a time over all replicas: of two payments that are compared at the same moment, one must see the other.
_ONE_AT_A_TIME = text("SELECT pg_try_advisory_xact_lock(hashtextextended('check payments', 0))")

# Payments to the same household by another matter, and to kin by whatever matter. What is withdrawn or returned is no payment.
# Of two that were never compared, the later one is found to follow the earlier.
_PAIRS = text("""
WITH fresh AS (
    SELECT id, household_id, region, programme, period, about, about_id, hold_id FROM payment
    WHERE id = ANY(CAST(:ids AS uuid[])) AND programme <> '' AND state NOT IN ('withdrawn', 'returned')
), kin AS (
    SELECT DISTINCT f.id AS payment_id, theirs.household_id
    FROM fresh f JOIN household_member own ON own.household_id = f.household_id
    JOIN household_member theirs ON theirs.person_id = own.person_id AND theirs.household_id <> f.household_id
), others AS (
    SELECT id AS payment_id, household_id, 'household' AS kind FROM fresh
    UNION ALL SELECT payment_id, household_id, 'kin' FROM kin
)
SELECT f.id AS payment_id, o.id AS other_id, others.kind, f.region, f.programme, f.period, o.region AS other_region, o.amount_fen
FROM fresh f JOIN others ON others.payment_id = f.id
JOIN payment o ON o.programme = f.programme AND o.period = f.period AND o.household_id = others.household_id AND o.id <> f.id
WHERE o.state NOT IN ('withdrawn', 'returned') AND (o.checked_at IS NOT NULL OR o.id < f.id)
  AND (others.kind = 'kin' OR (o.about, o.about_id) <> (f.about, f.about_id))
  AND (f.hold_id IS NULL OR o.hold_id IS DISTINCT FROM f.hold_id)  -- stages of one house's money are one
  AND NOT EXISTS (SELECT FROM double_dip d WHERE d.payment_id IN (f.id, o.id) AND d.other_id IN (f.id, o.id))
ORDER BY f.id, o.id
""")

# Card numbers to which payments of this list and other households are paid.
_SHARED = text("""
SELECT DISTINCT p.id FROM payment p JOIN payee mine ON mine.household_id = p.household_id AND mine.until_on IS NULL
JOIN payee other ON other.card_hash = mine.card_hash AND other.household_id <> mine.household_id AND other.until_on IS NULL
WHERE p.id = ANY(CAST(:ids AS uuid[])) AND mine.state <> 'refused' AND other.state <> 'refused'
  AND (mine.person_id IS NULL OR mine.person_id = p.person_id)
""")


@dataclass(frozen=True, slots=True)
class Pair:
    """A payment, and another that looks like the same money again."""

    payment_id: UUID
    other_id: UUID
    kind: DoubleDipKind
    region: str
    programme: str
    period: str
    other_region: str
    other_amount_fen: int


async def lock_payments_to_check(session: AsyncSession, *, limit: int) -> list[Payment]:
    """What was never compared, the first asked first; nothing while another replica compares."""
    if not await session.scalar(_ONE_AT_A_TIME):
        return []
    query = select(Payment).where(col(Payment.checked_at).is_(None)).order_by(col(Payment.id)).limit(limit)
    return list(await session.exec(query.with_for_update(skip_locked=True).execution_options(populate_existing=True)))


async def list_pairs(session: AsyncSession, payment_ids: Collection[UUID]) -> list[Pair]:
    """What these payments are compared with and may be one too many of."""
    rows = await session.execute(_PAIRS, {"ids": list(payment_ids)})
    return [Pair(row[0], row[1], DoubleDipKind(row[2]), *row[3:]) for row in rows]


async def list_on_shared_cards(session: AsyncSession, payment_ids: Collection[UUID]) -> set[UUID]:
    """Those of these payments whose card other households have too."""
    return {row.id for row in await session.execute(_SHARED, {"ids": list(payment_ids)})}


async def list_double_dips_of(session: AsyncSession, payment_ids: Collection[UUID]) -> dict[UUID, list[DoubleDip]]:
    """By the later payment."""
    query = select(DoubleDip).where(col(DoubleDip.payment_id).in_(payment_ids)).order_by(col(DoubleDip.id))
    found: defaultdict[UUID, list[DoubleDip]] = defaultdict(list)
    for dip in await session.exec(query):
        found[dip.payment_id].append(dip)
    return found


async def lock_double_dip(session: AsyncSession, id: UUID) -> DoubleDip:
    """Raises NoSuchDoubleDip."""
    dip = await session.get(DoubleDip, id, with_for_update=True, populate_existing=True)
    if dip is None:
        raise NoSuchDoubleDip(double_dip_id=str(id))
    return dip


async def list_double_dips(
    session: AsyncSession, *, state: DoubleDipState | None, kind: DoubleDipKind | None, after: UUID | None, limit: int
) -> Sequence[DoubleDip]:
    """In the order in which they were found."""
    query = select(DoubleDip)
    if state is not None:
        query = query.where(DoubleDip.state == state)
    if kind is not None:
        query = query.where(DoubleDip.kind == kind)
    if after is not None:
        query = query.where(col(DoubleDip.id) > after)
    return (await session.exec(query.order_by(col(DoubleDip.id)).limit(limit))).all()


_LOCK_PERSON = text("SELECT pg_advisory_xact_lock(hashtextextended('member ' || CAST(:person AS text), 0))")

# What comes late never undoes what is newer; who is known to have gone elsewhere since is no member here.
_PUT = text("""
INSERT INTO household_member (id, household_id, person_id, identity_hash, region, is_member, is_by_merger, revision)
VALUES (:id, :household_id, :person_id, :identity_hash, :region,
        :is_member AND NOT EXISTS (SELECT FROM household_member WHERE person_id = :person_id AND revision > :revision),
        :is_by_merger, :revision)
ON CONFLICT (household_id, person_id, identity_hash) DO UPDATE
SET region = CASE WHEN excluded.is_member THEN excluded.region ELSE household_member.region END, is_member = excluded.is_member,
    revision = excluded.revision
WHERE household_member.revision <= excluded.revision
""")
_LEAVE = text("""
UPDATE household_member SET is_member = false, revision = :revision
WHERE person_id = :person_id AND household_id <> :household_id AND is_member AND revision <= :revision
""")
_PART = text("""
DELETE FROM household_member WHERE is_by_merger
AND (person_id, identity_hash) IN ((:person_id, :former_hash), (:former_person_id, :identity_hash))
""")


async def put_member(session: AsyncSession, member: HouseholdMember) -> None:
    """Somebody belongs to a household (or did), and to no other from then on. Comes it twice or late, nothing is lost."""
    await session.execute(_LOCK_PERSON, {"person": str(member.person_id)})
    if member.is_member:
        await session.execute(_LEAVE, member.model_dump(include={"person_id", "household_id", "revision"}))
    await session.execute(_PUT, member.model_dump())


async def leave_households(session: AsyncSession, person_id: UUID, *, but: UUID, revision: int) -> None:
    """Somebody belongs to no other household than this any more."""
    await session.execute(_LEAVE, {"person_id": person_id, "household_id": but, "revision": revision})


async def part_members(
    session: AsyncSession, *, person_id: UUID, identity_hash: str, former_person_id: UUID, former_hash: str
) -> None:
    """Two who were taken for one are two: what was known from their merger goes."""
    facts = {"person_id": person_id, "identity_hash": identity_hash, "former_person_id": former_person_id}
    await session.execute(_PART, facts | {"former_hash": former_hash})
