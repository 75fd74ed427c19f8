"""Sums of villages' households, counted once a quarter and read by everybody."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.village_figure import Figure
from services.funds.tables import Disclosure, VillageFigure

# Of entries alone, so that the town's line is what the same entries add up to; what came back since is taken off.
_COUNTED = text("""
    SELECT entry.region AS town, coalesce(entry.canonical::jsonb ->> 'programme', '') AS programme,
           CASE WHEN grouping(payment.region) = 1 THEN '' ELSE payment.region END AS village,
           count(DISTINCT payment.household_id) AS households, count(*) AS payments, sum(entry.amount_fen)::bigint AS amount_fen
    FROM disclosure entry JOIN payment ON payment.disclosure_id = entry.id
    WHERE entry.published_on >= :quarter_on AND entry.published_on < :until_on
        AND NOT EXISTS (SELECT FROM disclosure back WHERE back.corrects_id = entry.id)
    GROUP BY GROUPING SETS ((1, 2, payment.region), (1, 2))
""")


async def find_last_quarter(session: AsyncSession) -> date | None:
    """The last one that was published."""
    return (await session.exec(select(func.max(VillageFigure.quarter_on)))).one()


async def find_first_payment_day(session: AsyncSession) -> date | None:
    query = select(func.min(Disclosure.published_on)).where(
        col(Disclosure.kind).in_([DisclosureKind.PAYMENT, DisclosureKind.EMERGENCY_GRANT])
    )
    return (await session.exec(query)).one()


async def count_villages(session: AsyncSession, quarter_on: date, *, until_on: date) -> dict[tuple[str, str], list[Figure]]:
    """What households were paid, by town and programme: each village, and the whole town under an empty code."""
    counted: dict[tuple[str, str], list[Figure]] = {}
    for row in await session.execute(_COUNTED, {"quarter_on": quarter_on, "until_on": until_on}):
        figure = Figure(row.village, row.households, row.payments, row.amount_fen)
        counted.setdefault((row.town, row.programme), []).append(figure)
    return counted


async def list_figures(session: AsyncSession, *, within: str, quarters: int) -> Sequence[VillageFigure]:
    """What was published of a town, or of a village with its town's own lines, of the last so many quarters, the newest first."""
    town, village = within[:9], within if len(within) > 9 else ""
    last: Any = select(col(VillageFigure.quarter_on)).where(VillageFigure.region == town).distinct()
    query = select(VillageFigure).where(
        VillageFigure.region == town,
        col(VillageFigure.quarter_on).in_(last.order_by(col(VillageFigure.quarter_on).desc()).limit(quarters)),
    )
    if village:
        query = query.where(col(VillageFigure.village).in_([village, ""]))
    order = (col(VillageFigure.quarter_on).desc(), col(VillageFigure.programme), col(VillageFigure.village))
    return (await session.exec(query.order_by(*order))).all()
