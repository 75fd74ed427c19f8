"""The lines of a bill. A batch is one round trip, however many lines it has."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, Integer, any_, literal, text
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.tally import Tally, kept
from services.medical.tables import Admission, Charge

# One round trip for a whole batch: the new lines, and the stay's sums beside them. The stay is locked, so nobody else adds any.
_ADD_LINES = text("""
WITH line AS (
    INSERT INTO charge (id, admission_id, region, hospital, line_no, charged_on, code, name, catalogue_class, unit_price,
                        quantity, amount_fen, price_ceiling, self_pay_ratio, in_policy_fen, pre_pay_fen, over_ceiling_fen,
                        out_of_policy_fen, item, refunds_line_no, portion)
    SELECT new.id, :admission_id, :region, :hospital, new.line_no, new.charged_on, new.code, new.name, new.catalogue_class,
           new.unit_price, new.quantity, new.amount_fen, new.price_ceiling, new.self_pay_ratio, new.in_policy_fen,
           new.pre_pay_fen, new.over_ceiling_fen, new.out_of_policy_fen, new.item, new.refunds_line_no, :portion
    FROM jsonb_to_recordset(CAST(:lines AS jsonb)) AS new(
           id uuid, line_no integer, charged_on date, code text, name text, catalogue_class text, unit_price numeric,
           quantity numeric, amount_fen bigint, price_ceiling numeric, self_pay_ratio numeric, in_policy_fen bigint,
           pre_pay_fen bigint, over_ceiling_fen bigint, out_of_policy_fen bigint, item text, refunds_line_no integer)
)
UPDATE admission
SET line_count = :line_count, total_fen = :total_fen, in_policy_fen = :in_policy_fen, pre_pay_fen = :pre_pay_fen,
    over_ceiling_fen = :over_ceiling_fen, out_of_policy_fen = :out_of_policy_fen, class_sums = CAST(:class_sums AS jsonb),
    item_sums = CAST(:item_sums AS jsonb), last_charged_on = greatest(last_charged_on, :last_charged_on)
WHERE id = :admission_id
""")

_DAYS = text("""
SELECT charged_on, catalogue_class, count(*) AS line_count, sum(amount_fen)::bigint AS amount_fen,
       sum(in_policy_fen)::bigint AS in_policy_fen, sum(pre_pay_fen)::bigint AS pre_pay_fen,
       sum(over_ceiling_fen)::bigint AS over_ceiling_fen, sum(out_of_policy_fen)::bigint AS out_of_policy_fen
FROM charge WHERE admission_id = :admission_id AND (CAST(:day AS date) IS NULL OR charged_on = :day)
GROUP BY charged_on, catalogue_class ORDER BY charged_on, catalogue_class
""")


@dataclass(frozen=True, slots=True)
class DaySum:
    """What one catalogue class comes to on one day, refunds taken off."""

    charged_on: date
    catalogue_class: str
    line_count: int
    amount_fen: int
    in_policy_fen: int
    pre_pay_fen: int
    over_ceiling_fen: int
    out_of_policy_fen: int


async def find_lines(
    session: AsyncSession, admission_id: UUID, *, numbers: Collection[int], refunded: Collection[int]
) -> list[Charge]:
    """The lines of these numbers, those that refunds name, and every earlier refund of the latter."""
    named = any_(literal(list(refunded), ARRAY(Integer)))
    wanted = or_(
        col(Charge.line_no) == any_(literal([*numbers, *refunded], ARRAY(Integer))), col(Charge.refunds_line_no) == named
    )
    return list(await session.exec(select(Charge).where(Charge.admission_id == admission_id, wanted)))


async def add_lines(
    session: AsyncSession,
    admission: Admission,
    lines: Sequence[dict[str, Any]],
    *,
    sums: Tally,
    last_charged_on: date,
    portion: int,
) -> None:
    """Add new lines to a locked stay, and set its sums, which are those of all of its lines."""
    await session.execute(
        _ADD_LINES,
        {
            "admission_id": admission.id,
            "region": admission.region,
            "hospital": admission.hospital,
            "lines": orjson.dumps(lines, default=str).decode(),
            "portion": portion,
            "line_count": sums.line_count,
            "total_fen": sums.cost.total_fen,
            "in_policy_fen": sums.cost.in_policy_fen,
            "pre_pay_fen": sums.cost.pre_pay_fen,
            "over_ceiling_fen": sums.cost.over_ceiling_fen,
            "out_of_policy_fen": sums.cost.out_of_policy_fen,
            "class_sums": orjson.dumps(kept(sums.classes)).decode(),
            "item_sums": orjson.dumps(kept(sums.items)).decode(),
            "last_charged_on": last_charged_on,
        },
    )


async def list_charges(
    session: AsyncSession, admission_id: UUID, *, after: int, limit: int, day: date | None = None
) -> list[Charge]:
    """Lines by number, one more than `limit`, so that the caller sees whether there is a next page."""
    query = select(Charge).where(Charge.admission_id == admission_id, col(Charge.line_no) > after)
    if day is not None:
        query = query.where(Charge.charged_on == day)
    return list(await session.exec(query.order_by(col(Charge.line_no)).limit(limit + 1)))


async def list_days(session: AsyncSession, admission_id: UUID, *, day: date | None = None) -> list[DaySum]:
    """What each class comes to on each day (or on one), in their order."""
    rows = await session.execute(_DAYS, {"admission_id": admission_id, "day": day})
    return [DaySum(**row) for row in rows.mappings()]
