"""The years of somebody who was in the register under two numbers: locked together, and what one number's stays drew moved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import merged_year
from services.medical.rules.counters import LIFE
from services.medical.rules.drawn import DrawnBefore, read_drawn
from services.medical.rules.merged_year import Counted, Made, Own
from services.medical.rules.portion import read_settled
from services.medical.tables import Admission, Reversal, Settlement, YearAccount
from shared.policy.counters import CounterScope

# The lives of both, which say where each is counted, and of every year of one an account of the other.
_OPEN = text("""
INSERT INTO year_account (identity_hash, year, counters, standing, burden_fen)
SELECT number, year, '{}', '[]', 0 FROM (
    SELECT number, 0 AS year FROM unnest(CAST(:numbers AS text[])) AS number
    UNION
    SELECT number, held.year FROM unnest(CAST(:numbers AS text[])) AS number, year_account held
    WHERE held.identity_hash = ANY (CAST(:numbers AS text[]))) AS missing
ORDER BY number, year ON CONFLICT DO NOTHING
""")
_NUMBERS = text("""
WITH RECURSIVE counted (number) AS (
    SELECT CAST(:number AS text)
    UNION
    SELECT life.identity_hash::text FROM year_account life JOIN counted ON life.counted_under = counted.number WHERE life.year = 0
)
SELECT number FROM counted
""")
_MADE = text("""
WITH RECURSIVE way (id, replaces, settled_at) AS (
    SELECT id, replaces, settled_at FROM settlement WHERE id = ANY (CAST(:ids AS uuid[]))
    UNION ALL
    SELECT way.id, s.replaces, s.settled_at FROM way JOIN settlement s ON s.id = way.replaces
)
SELECT id, max(settled_at) AS settled_at, min(settled_at) AS first_at FROM way GROUP BY id
""")


@dataclass(slots=True)
class Moved:
    """A year in which the settlements of one number (`ids`) were moved; `standing` are both numbers', in their order."""

    year: int
    standing: list[str]
    ids: set[str]
    made: Mapping[str, Made]

    @property
    def others(self) -> set[str]:
        return set(self.standing) - self.ids


async def lock_both(session: AsyncSession, *numbers: str) -> list[dict[int, YearAccount]]:
    """Every account of two numbers, by year, each year open in both; in one order, as a year-end run locks them too."""
    await session.execute(_OPEN, {"numbers": sorted(numbers)})
    query = select(YearAccount).where(col(YearAccount.identity_hash).in_(numbers))
    query = query.order_by(col(YearAccount.identity_hash), col(YearAccount.year)).with_for_update()
    locked: dict[str, dict[int, YearAccount]] = {number: {} for number in numbers}
    for account in await session.exec(query.execution_options(populate_existing=True)):
        locked[account.identity_hash][account.year] = account
    return [locked[number] for number in numbers]


async def move(
    session: AsyncSession, source: Mapping[int, YearAccount], target: Mapping[int, YearAccount], *, number: str
) -> list[Moved]:
    """What the stays of this number, and of those that were merged into it, have drawn: out of one account into the other."""
    numbers = [row.number for row in await session.execute(_NUMBERS, {"number": number})]
    own = merged_year.drawn_by_year(await _list_drawn(session, numbers))
    ids = await _list_standing(session, numbers)
    years = [year for year, account in source.items() if ids.intersection(account.standing) or own.get(year, Own()) != Own()]
    made = await _list_made(session, [one for year in years for one in (*source[year].standing, *target[year].standing)])
    done = []
    for year in years:
        before, after = source[year], target[year]
        mine, together = ids.intersection(before.standing), before.standing
        left, joined = merged_year.moved(_counted(before), _counted(after), own.get(year, Own()), mine, made)
        _put(before, left)
        _put(after, joined)
        is_join = len(joined.standing) >= len(together)
        done.append(Moved(year, list(joined.standing) if is_join else together, mine, made))
    await session.flush()
    return done


async def _list_drawn(session: AsyncSession, numbers: Collection[str]) -> list[DrawnBefore]:
    """Of all their stays. A settlement from before stays kept what was taken of them is known from its own row."""
    stays = select(Admission.settled).where(col(Admission.identity_hash).in_(numbers), col(Admission.settled) != {})
    drawn = [one for settled in await session.exec(stays) for one in read_settled(settled).drawn]
    is_taken_back = select(Reversal.id).where(col(Reversal.settlement_id) == col(Settlement.id)).exists()
    early = (
        select(Settlement)
        .join(Admission, col(Admission.id) == col(Settlement.admission_id))
        .where(col(Settlement.identity_hash).in_(numbers), col(Admission.settled) == {}, ~is_taken_back)
    )
    for one in await session.exec(early):
        told = read_drawn(one.drawn or {CounterScope.PERSON_YEAR: one.result["drawn"]})
        drawn.append(DrawnBefore(one.year, one.family, told, one.patient_fen))
    return drawn


async def _list_standing(session: AsyncSession, numbers: Collection[str]) -> set[str]:
    is_taken_back = select(Reversal.id).where(col(Reversal.settlement_id) == col(Settlement.id)).exists()
    query = select(Settlement.id).where(col(Settlement.identity_hash).in_(numbers), ~is_taken_back)
    return {str(one) for one in await session.exec(query)}


async def _list_made(session: AsyncSession, ids: Collection[str]) -> dict[str, Made]:
    rows = await session.execute(_MADE, {"ids": [UUID(one) for one in ids]})
    return {str(row.id): Made(row.settled_at, row.first_at) for row in rows}


def _counted(account: YearAccount) -> Counted:
    return Counted(account.counters, account.standing, account.burden_fen)


def _put(account: YearAccount, counted: Counted) -> None:
    account.counters, account.burden_fen = dict(counted.counters), counted.burden_fen
    account.standing = list(counted.standing)


def count_under(life: YearAccount, number: str, *, since: datetime) -> None:
    """From now on this number's stays draw on the other's accounts."""
    life.counted_under, life.counted_since = number, since


def count_alone(life: YearAccount) -> datetime | None:
    """Its own accounts again; since when it was counted elsewhere."""
    since, life.counted_under, life.counted_since = life.counted_since, None, None
    return since


def is_counted_elsewhere(accounts: Mapping[int, YearAccount]) -> bool:
    return accounts[LIFE].counted_under is not None
