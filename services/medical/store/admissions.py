"""Stays and their lines."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.admission import AdmissionStatus, NoSuchAdmission
from services.medical.rules.line import LineCost
from services.medical.tables import Admission, Charge, YearAccount

# One round trip for a whole batch: the new lines, and the stay's running sums beside them. A line number that is there
# already adds nothing, which the caller sees by what comes back.
_ADD_LINES = text("""
WITH line AS (
    INSERT INTO charge (id, admission_id, region, hospital, line_no, charged_on, code, name, catalogue_class, unit_price,
                        quantity, amount_fen, price_ceiling, self_pay_ratio, in_policy_fen, pre_pay_fen, over_ceiling_fen,
                        out_of_policy_fen)
    SELECT new.id, :admission_id, :region, :hospital, new.line_no, new.charged_on, new.code, new.name, new.catalogue_class,
           new.unit_price, new.quantity, new.amount_fen, new.price_ceiling, new.self_pay_ratio, new.in_policy_fen,
           new.pre_pay_fen, new.over_ceiling_fen, new.out_of_policy_fen
    FROM jsonb_to_recordset(CAST(:lines AS jsonb)) AS new(
           id uuid, line_no integer, charged_on date, code text, name text, catalogue_class text, unit_price numeric,
           quantity numeric, amount_fen bigint, price_ceiling numeric, self_pay_ratio numeric, in_policy_fen bigint,
           pre_pay_fen bigint, over_ceiling_fen bigint, out_of_policy_fen bigint)
    ON CONFLICT (admission_id, line_no) DO NOTHING
    RETURNING line_no
), stay AS (
    UPDATE admission
    SET line_count = line_count + :line_count, total_fen = total_fen + :total_fen, in_policy_fen = in_policy_fen + :in_policy_fen,
        pre_pay_fen = pre_pay_fen + :pre_pay_fen, over_ceiling_fen = over_ceiling_fen + :over_ceiling_fen,
        out_of_policy_fen = out_of_policy_fen + :out_of_policy_fen, last_charged_on = greatest(last_charged_on, :last_charged_on)
    WHERE id = :admission_id
)
SELECT line_no FROM line
""")


async def get_admission(session: AsyncSession, admission_id: UUID) -> Admission:
    """Raises NoSuchAdmission, also for one that the asker may not see."""
    admission = await session.get(Admission, admission_id, populate_existing=True)
    if admission is None:
        raise NoSuchAdmission(admission_id=admission_id)
    return admission


async def lock_admission(session: AsyncSession, admission_id: UUID) -> Admission:
    """Raises NoSuchAdmission."""
    admission = await session.get(Admission, admission_id, with_for_update=True, populate_existing=True)
    if admission is None:
        raise NoSuchAdmission(admission_id=admission_id)
    return admission


async def find_open_admission(session: AsyncSession, identity_hash: str, hospital: str) -> Admission | None:
    return (
        await session.exec(
            select(Admission).where(
                Admission.identity_hash == identity_hash,
                Admission.hospital == hospital,
                Admission.status == AdmissionStatus.OPEN,
            )
        )
    ).one_or_none()


async def add_admission(session: AsyncSession, admission: Admission) -> bool:
    """Store a stay and see to it that its year has an account; False if the person has an open stay in that hospital."""
    added = await session.execute(
        insert(Admission).values(**admission.model_dump()).on_conflict_do_nothing().returning(col(Admission.id))
    )
    await add_year(session, admission.identity_hash, admission.admitted_on.year)
    return added.first() is not None


async def add_year(session: AsyncSession, identity_hash: str, year: int) -> None:
    """An empty account for a person's year, unless there is one."""
    account = YearAccount(identity_hash=identity_hash, year=year)
    await session.execute(insert(YearAccount).values(**account.model_dump()).on_conflict_do_nothing())


async def add_lines(
    session: AsyncSession, admission: Admission, lines: Sequence[dict[str, Any]], *, costs: LineCost, last_charged_on: date
) -> set[int]:
    """Add a batch of lines and their sums to a locked stay; returns the line numbers that were new."""
    added = await session.execute(
        _ADD_LINES,
        {
            "admission_id": admission.id,
            "region": admission.region,
            "hospital": admission.hospital,
            "lines": orjson.dumps(lines, default=str).decode(),
            "line_count": len(lines),
            "total_fen": costs.total_fen,
            "in_policy_fen": costs.in_policy_fen,
            "pre_pay_fen": costs.pre_pay_fen,
            "over_ceiling_fen": costs.over_ceiling_fen,
            "out_of_policy_fen": costs.out_of_policy_fen,
            "last_charged_on": last_charged_on,
        },
    )
    return set(added.scalars())


async def list_charges(session: AsyncSession, admission_id: UUID, *, after: int, limit: int) -> list[Charge]:
    """Lines by number, one more than `limit`, so that the caller sees whether there is a next page."""
    query = select(Charge).where(Charge.admission_id == admission_id, col(Charge.line_no) > after)
    return list(await session.exec(query.order_by(col(Charge.line_no)).limit(limit + 1)))
