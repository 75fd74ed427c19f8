"""Bills and their settlements. Settling is two round trips: one that loads and locks, one that writes everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.admission import AdmissionStatus
from services.medical.rules.receivable import owed_by
from services.medical.rules.reversal import NoSuchSettlement
from services.medical.tables import Reversal, Settlement, YearAccount
from shared.ids import uuid7

# The stay is locked first, then the person's year: every settlement and reversal takes them in this order. PostgreSQL reads
# both rows again once it has the lock, so the sums and counters are never older than the lock.
_LOCK_BILL = text("""
SELECT a.id, a.identity_hash, a.person_id, a.region, a.hospital, a.hospital_level, a.status, a.admitted_on, a.last_charged_on,
       a.line_count, a.total_fen, a.in_policy_fen, a.pre_pay_fen, a.over_ceiling_fen, a.out_of_policy_fen,
       y.counters, y.burden_fen, y.burden_told_at, y.burden_share_told_at,
       (SELECT b.classes FROM beneficiary b WHERE b.identity_hash = a.identity_hash AND b.in_force_on <= :on
        ORDER BY b.in_force_on DESC LIMIT 1) AS classes,
       EXISTS (SELECT FROM cover c WHERE c.identity_hash = a.identity_hash AND c.in_force_on <= :on) AS has_cover,
       EXISTS (SELECT FROM cover c WHERE c.identity_hash = a.identity_hash) AS is_in_case
FROM admission a JOIN year_account y ON y.identity_hash = a.identity_hash AND y.year = :year
WHERE a.id = :admission_id
FOR UPDATE OF a, y
""").columns(counters=JSONB, classes=JSONB)

_OPEN_YEAR = text("""
INSERT INTO year_account (identity_hash, year, counters, standing, burden_fen)
SELECT identity_hash, :year, '{}', '[]', 0 FROM admission WHERE id = :admission_id
ON CONFLICT DO NOTHING
""")

_WRITE = text("""
WITH bill AS (
    INSERT INTO settlement (id, admission_id, identity_hash, region, hospital, year, settled_on, settled_at,
                            policy, policy_version, total_fen, patient_fen, result)
    VALUES (:id, :admission_id, :identity_hash, :region, :hospital, :year, :settled_on, :settled_at,
            :policy, :policy_version, :total_fen, :patient_fen, CAST(:result AS jsonb))
), stay AS (
    UPDATE admission SET status = :settled, settlement_id = :id, discharged_on = :settled_on WHERE id = :admission_id
), account AS (
    UPDATE year_account
    SET counters = CAST(:counters AS jsonb), standing = standing || to_jsonb(CAST(:id AS text)),
        burden_fen = :burden_fen, burden_told_at = :burden_told_at, burden_share_told_at = :burden_share_told_at
    WHERE identity_hash = :identity_hash AND year = :year
), owed AS (
    INSERT INTO receivable (id, settlement_id, layer, title, payer, is_counter, region, hospital, amount_fen, owed_on, booked_at)
    SELECT share.id, :id, share.layer, share.title, share.payer, false, :region, :hospital, share.amount_fen, :settled_on,
           :settled_at
    FROM unnest(CAST(:owed_ids AS uuid[]), CAST(:owed_layers AS text[]), CAST(:owed_titles AS text[]),
                CAST(:owed_payers AS text[]), CAST(:owed_fen AS bigint[])) AS share (id, layer, title, payer, amount_fen)
)
INSERT INTO outbox (event_id, subject, body, traceparent)
SELECT * FROM unnest(CAST(:event_ids AS uuid[]), CAST(:subjects AS text[]), CAST(:bodies AS bytea[]),
                     CAST(:traceparents AS text[]))
""")


@dataclass(frozen=True, slots=True)
class Bill:
    """A stay as it is settled, with the person's year; both locked."""

    id: UUID
    identity_hash: str
    person_id: UUID | None
    region: str
    hospital: str
    hospital_level: str
    status: AdmissionStatus
    admitted_on: date
    last_charged_on: date | None
    line_count: int
    total_fen: int
    in_policy_fen: int
    pre_pay_fen: int
    over_ceiling_fen: int
    out_of_policy_fen: int
    counters: dict[str, int]
    burden_fen: int
    burden_told_at: datetime | None
    burden_share_told_at: datetime | None
    classes: list[str] | None
    has_cover: bool
    """Whether a case had opened cover for the person on the day of discharge."""
    is_in_case: bool
    """Whether a case has opened cover for them at all, be it after that day."""


async def lock_bill(session: AsyncSession, admission_id: UUID, *, on: date) -> Bill | None:
    """The bill, its person's year and entitlement on a day; None if there is no such stay to be seen."""
    key = {"admission_id": admission_id, "year": on.year, "on": on}
    row = (await session.execute(_LOCK_BILL, key)).mappings().first()
    if row is None:
        # A stay over New Year meets a year that nothing has opened yet.
        await session.execute(_OPEN_YEAR, {"admission_id": admission_id, "year": on.year})
        row = (await session.execute(_LOCK_BILL, key)).mappings().first()
    return Bill(**{**row, "status": AdmissionStatus(row["status"])}) if row else None


async def add_settlement(
    session: AsyncSession,
    settlement: Settlement,
    *,
    counters: dict[str, int],
    burden_fen: int,
    burden_told_at: datetime | None,
    burden_share_told_at: datetime | None,
    owed: Sequence[Mapping[str, object]],
) -> None:
    """Everything that a settlement writes, in one statement.

    Itself, the stay, the year, what each payer now owes the hospital, and the events owed (outbox rows).
    """
    receivables = owed_by(settlement.result["shares"])
    await session.execute(
        _WRITE,
        settlement.model_dump(exclude={"result"})
        | {
            "result": orjson.dumps(settlement.result).decode(),
            "settled": AdmissionStatus.SETTLED.value,
            "counters": orjson.dumps(counters).decode(),
            "burden_fen": burden_fen,
            "burden_told_at": burden_told_at,
            "burden_share_told_at": burden_share_told_at,
            "owed_ids": [uuid7() for _ in receivables],
            "owed_layers": [one.layer for one in receivables],
            "owed_titles": [one.title for one in receivables],
            "owed_payers": [one.payer for one in receivables],
            "owed_fen": [one.amount_fen for one in receivables],
            "event_ids": [debt["event_id"] for debt in owed],
            "subjects": [debt["subject"] for debt in owed],
            "bodies": [debt["body"] for debt in owed],
            "traceparents": [debt["traceparent"] for debt in owed],
        },
    )


async def get_settlement(session: AsyncSession, settlement_id: UUID) -> Settlement:
    """Raises NoSuchSettlement, also for one that the asker may not see."""
    settlement = await session.get(Settlement, settlement_id)
    if settlement is None:
        raise NoSuchSettlement(settlement_id=settlement_id)
    return settlement


async def find_reversal(session: AsyncSession, settlement_id: UUID) -> Reversal | None:
    return (await session.exec(select(Reversal).where(Reversal.settlement_id == settlement_id))).one_or_none()


async def lock_year(session: AsyncSession, identity_hash: str, year: int) -> YearAccount:
    """The account is there: a settlement of that year was made with it. Lock the stay first."""
    query = select(YearAccount).where(YearAccount.identity_hash == identity_hash, YearAccount.year == year)
    return (await session.exec(query.with_for_update().execution_options(populate_existing=True))).one()
