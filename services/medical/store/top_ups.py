"""Year-end top-ups: runs, what each person is owed, payments and what came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, func, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.payout import NoSuchPayout, PayoutState
from services.medical.rules.top_up import UNDER_WAY, NoSuchTopUp, NoSuchTopUpRun, RunState, TopUpState
from services.medical.tables import TopUp, TopUpRun, TopUpShare
from shared import rows

_TAKE_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended('top-up ' || :region || ' ' || :year, 0))")
_REPLACE = text("""
UPDATE top_up_share s SET state = 'replaced' FROM top_up t
WHERE t.id = s.top_up_id AND s.state = 'refused' AND t.identity_hash = ANY(:hashes) AND t.year = :year
""")
_LEDGER = """
SELECT t.id AS top_up_id, t.identity_hash, t.year, t.person_id, t.region, s.id AS share_id, s.layer, s.title, s.payer, s.owed_fen,
       CAST(sums.asked_fen AS bigint) AS asked_fen
FROM top_up t JOIN top_up_share s ON s.top_up_id = t.id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(o.pay_fen) FILTER (WHERE o.state IN ('awaiting', 'paid')), 0)
           - coalesce(sum((SELECT sum(r.amount_fen) FROM top_up_return r WHERE r.share_id = o.id)), 0) AS asked_fen
    FROM top_up e JOIN top_up_share o ON o.top_up_id = e.id
    WHERE e.identity_hash = t.identity_hash AND e.year = t.year AND e.state = 'booked' AND o.layer = s.layer AND o.payer = s.payer
) AS sums
WHERE t.state = 'booked' AND NOT EXISTS (
    SELECT FROM top_up n WHERE n.identity_hash = t.identity_hash AND n.year = t.year AND n.state = 'booked' AND n.id > t.id)
"""
"""Of each person and year the last word: what each payer owes in all, and what was asked of it and not given back."""
_DUES = text(f"""
{_LEDGER} AND sums.asked_fen > s.owed_fen AND (CAST(:year AS integer) IS NULL OR t.year = :year)
  AND (CAST(:after AS uuid) IS NULL OR s.id > :after)
ORDER BY s.id LIMIT :limit
""")
_STANDING_OF = text(f"{_LEDGER} AND t.identity_hash = :identity_hash AND t.year = :year")
# What was settled or taken back since the county's last confirmed run began: the next run looks at these people again.
_OUTDATED = text("""
WITH run AS (
    SELECT made_at, region FROM top_up_run WHERE year = :year AND state = 'confirmed' AND region = :region
    ORDER BY number DESC LIMIT 1
), moved AS (
    SELECT DISTINCT ON (settlement_id) * FROM (
    SELECT s.id AS settlement_id, s.identity_hash, s.region, s.settled_on, 'settled' AS cause, s.settled_at AS at
    FROM run JOIN settlement s ON s.settled_at >= run.made_at AND starts_with(s.region, run.region)
    WHERE s.year = :year
    UNION ALL
    SELECT s.id, s.identity_hash, s.region, s.settled_on, 'reversed', r.reversed_at
    FROM run JOIN reversal r ON r.reversed_at >= run.made_at AND starts_with(r.region, run.region)
    JOIN settlement s ON s.id = r.settlement_id
    WHERE s.year = :year
    ) AS each ORDER BY settlement_id, at DESC
)
SELECT m.*, (SELECT t.id FROM top_up t WHERE t.identity_hash = m.identity_hash AND t.year = :year AND t.state = 'booked'
             ORDER BY t.id DESC LIMIT 1) AS top_up_id
FROM moved m WHERE CAST(:after AS uuid) IS NULL OR m.settlement_id > :after
ORDER BY m.settlement_id LIMIT :limit
""")
_BY = {
    "payer": "s.payer",
    "layer": "s.title",
    "town": "left(t.region, 9)",
}
_SUMS = """
SELECT {key} AS key, count(DISTINCT t.id) AS people, CAST(sum(s.pay_fen) AS bigint) AS pay_fen,
       CAST(sum(s.over_fen) AS bigint) AS over_fen
FROM top_up_share s JOIN top_up t ON t.id = s.top_up_id WHERE s.run_id = :run_id GROUP BY 1 ORDER BY 1
"""
# Somebody of two classes is counted under both: these sums are not added up.
_BY_CLASS = text("""
SELECT coalesce(c.class, '') AS key, count(*) AS people, CAST(sum(t.pay_fen) AS bigint) AS pay_fen,
       CAST(sum(t.over_fen) AS bigint) AS over_fen
FROM top_up t LEFT JOIN LATERAL jsonb_array_elements_text(t.persons) AS c (class) ON true
WHERE t.run_id = :run_id GROUP BY 1 ORDER BY 1
""")


@dataclass(frozen=True, slots=True)
class Sum:
    """Top-ups that belong together, and what they come to."""

    key: str
    people: int
    pay_fen: int
    over_fen: int


async def take_turn(session: AsyncSession, *, region: str, year: int) -> None:
    """Until the end of the transaction nobody else begins a run of this county and year."""
    await session.execute(_TAKE_TURN, {"region": region, "year": str(year)})


async def find_under_way(session: AsyncSession, *, region: str, year: int) -> TopUpRun | None:
    query = select(TopUpRun).where(TopUpRun.region == region, TopUpRun.year == year, col(TopUpRun.state).in_(UNDER_WAY))
    return (await session.exec(query.with_for_update())).one_or_none()


async def count_confirmed(session: AsyncSession, *, region: str, year: int) -> int:
    query = select(func.count()).where(TopUpRun.region == region, TopUpRun.year == year, TopUpRun.state == RunState.CONFIRMED)
    return (await session.exec(query)).one()


async def get_run(session: AsyncSession, run_id: UUID) -> TopUpRun:
    """Raises NoSuchTopUpRun."""
    return _run(await session.get(TopUpRun, run_id), run_id)


async def lock_run(session: AsyncSession, run_id: UUID) -> TopUpRun:
    """Raises NoSuchTopUpRun."""
    return _run(await session.get(TopUpRun, run_id, with_for_update=True, populate_existing=True), run_id)


async def lock_next_run(session: AsyncSession, state: RunState) -> TopUpRun | None:
    """The oldest in this state that nobody works on."""
    query = select(TopUpRun).where(TopUpRun.state == state).order_by(col(TopUpRun.id)).limit(1)
    return (await session.exec(query.with_for_update(skip_locked=True))).first()


async def list_runs(session: AsyncSession, *, year: int | None, after: UUID | None, limit: int) -> list[TopUpRun]:
    """The newest first; one more than `limit`."""
    query = select(TopUpRun)
    if year is not None:
        query = query.where(TopUpRun.year == year)
    if after is not None:
        query = query.where(col(TopUpRun.id) < after)
    return list(await session.exec(query.order_by(col(TopUpRun.id).desc()).limit(limit + 1)))


async def add_top_ups(session: AsyncSession, top_ups: Sequence[TopUp], shares: Sequence[TopUpShare]) -> None:
    await rows.insert(session, *top_ups, *shares)


async def lock_drafted(session: AsyncSession, run_id: UUID, *, after: str, limit: int) -> list[TopUp]:
    """The next to be booked, by identity hash."""
    query = select(TopUp).where(TopUp.run_id == run_id, TopUp.state == TopUpState.DRAFTED, col(TopUp.identity_hash) > after)
    return list(await session.exec(query.order_by(col(TopUp.identity_hash)).limit(limit).with_for_update()))


async def list_shares(session: AsyncSession, top_up_ids: Sequence[UUID]) -> list[TopUpShare]:
    query = select(TopUpShare).where(col(TopUpShare.top_up_id).in_(top_up_ids))
    query = query.order_by(col(TopUpShare.layer), col(TopUpShare.payer))
    return list(await session.exec(query))


async def replace_refused(session: AsyncSession, hashes: Sequence[str], year: int) -> None:
    """Payments that were refused are contained in what these people's new top-ups ask for."""
    await session.execute(_REPLACE, {"hashes": list(hashes), "year": year})


async def set_drafted(session: AsyncSession, shares: Sequence[TopUpShare], state: PayoutState, *, asks: int) -> None:
    ids = [share.id for share in shares]
    await session.execute(update(TopUpShare).where(col(TopUpShare.id).in_(ids)).values(state=state, asks=asks))


async def get_top_up(session: AsyncSession, top_up_id: UUID) -> TopUp:
    """Raises NoSuchTopUp."""
    top_up = await session.get(TopUp, top_up_id)
    if top_up is None:
        raise NoSuchTopUp(top_up_id=top_up_id)
    return top_up


async def get_share(session: AsyncSession, share_id: UUID) -> tuple[TopUpShare, TopUp]:
    """A payment and the top-up that it belongs to. Raises NoSuchPayout."""
    query = select(TopUpShare, TopUp).join(TopUp, col(TopUp.id) == col(TopUpShare.top_up_id)).where(TopUpShare.id == share_id)
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NoSuchPayout(payout_id=share_id)
    return found


async def list_top_ups(
    session: AsyncSession, run_id: UUID, *, region: str = "", is_over: bool | None = None, after: UUID | None, limit: int
) -> list[TopUp]:
    """In the order in which they were reckoned; one more than `limit`. `is_over`: those who got too much, or all others."""
    query = select(TopUp).where(TopUp.run_id == run_id, func.starts_with(col(TopUp.region), region))
    if is_over is not None:
        query = query.where(col(TopUp.over_fen) > 0 if is_over else col(TopUp.over_fen) == 0)
    if after is not None:
        query = query.where(col(TopUp.id) > after)
    return list(await session.exec(query.order_by(col(TopUp.id)).limit(limit + 1)))


async def sums_by(session: AsyncSession, run_id: UUID, key: str) -> list[Sum]:
    """`key`: payer, layer, town or class."""
    query = _BY_CLASS if key == "class" else text(_SUMS.format(key=_BY[key]))
    return [Sum(row.key, row.people, row.pay_fen, row.over_fen) for row in await session.execute(query, {"run_id": run_id})]


async def list_payouts(
    session: AsyncSession, *, run_id: UUID | None, state: PayoutState | None, payer: str, after: UUID | None, limit: int
) -> list[tuple[TopUpShare, TopUp]]:
    """What was asked to be paid, oldest first; one more than `limit`."""
    query = select(TopUpShare, TopUp).join(TopUp, col(TopUp.id) == col(TopUpShare.top_up_id)).where(TopUpShare.pay_fen > 0)
    if run_id is not None:
        query = query.where(TopUpShare.run_id == run_id)
    if state is not None:
        query = query.where(TopUpShare.state == state)
    if payer:
        query = query.where(TopUpShare.payer == payer)
    if after is not None:
        query = query.where(col(TopUpShare.id) > after)
    return [(share, top_up) for share, top_up in await session.exec(query.order_by(col(TopUpShare.id)).limit(limit + 1))]


async def lock_person(session: AsyncSession, identity_hash: str, year: int) -> None:
    """Asking again and taking back look at all of a person's payments of a year: one at a time, and none while it is booked."""
    await session.execute(
        text("SELECT FROM year_account WHERE identity_hash = :identity_hash AND year = :year FOR UPDATE"),
        {"identity_hash": identity_hash, "year": year},
    )


async def find_standing(session: AsyncSession, top_up: TopUp, *, layer: str, payer: str) -> Row[Any] | None:
    """What one payer owes by one rule in all (`owed_fen`), and what was asked of it (`asked_fen`), by the last booked word."""
    found = await session.execute(_STANDING_OF, {"identity_hash": top_up.identity_hash, "year": top_up.year})
    return next((row for row in found if (row.layer, row.payer) == (layer, payer)), None)


async def list_dues(session: AsyncSession, *, year: int | None, after: UUID | None, limit: int) -> list[RowMapping]:
    """Who was paid more than is owed by now, and by how much; one more than `limit`."""
    found = await session.execute(_DUES, {"year": year, "after": after, "limit": limit + 1})
    return list(found.mappings())


async def list_outdated(session: AsyncSession, *, region: str, year: int, after: UUID | None, limit: int) -> list[RowMapping]:
    """Settlements of the year that came, or were taken back, after the last confirmed run had begun; one more than `limit`."""
    asked = {"region": region, "year": year, "after": after, "limit": limit + 1}
    return list((await session.execute(_OUTDATED, asked)).mappings())


def _run(run: TopUpRun | None, run_id: UUID) -> TopUpRun:
    if run is None:
        raise NoSuchTopUpRun(run_id=run_id)
    return run
