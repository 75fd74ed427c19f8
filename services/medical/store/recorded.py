"""A year's recorded settlements, to be tried under a draft: packed days, and the rows of the days that are not packed."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.facts import stay_of
from services.medical.rules.packed import Packed, Packer, unpacked
from services.medical.rules.recorded import RecordedYear, joined
from services.medical.tables import PackedDay
from shared.periods import CHINA
from shared.policy.stay import Stay

FETCHED_AT_ONCE, ROWS_PACKED_AT_ONCE = 2_000, 20_000
COUNTY_DIGITS = 6

_COUNTY = f"left(s.region, {COUNTY_DIGITS})"
_DAY = "CAST(s.settled_at AT TIME ZONE 'Asia/Shanghai' AS date)"
_COUNTED = text(f"""
SELECT {_COUNTY} AS county, {_DAY} AS day, count(*) AS settlements
FROM settlement s WHERE s.year = :year AND s.settled_at >= :since GROUP BY 1, 2
""")  # noqa: S608  constants of our own
_PACKED = text("SELECT region, recorded_on, settlements, columns FROM packed_day WHERE year = :year")
_REVERSED = text("SELECT r.settlement_id FROM reversal r JOIN settlement s ON s.id = r.settlement_id WHERE s.year = :year")
_ROWS = text(f"""
SELECT s.id, s.admission_id, s.identity_hash, coalesce(nullif(s.family, ''), s.identity_hash) AS family, s.settled_at,
       s.is_interim, s.settled_before <> '{{}}' AS is_continued, s.policy, s.policy_version, CAST(s.facts AS text) AS facts,
       CASE WHEN s.facts = '{{}}' THEN CAST(s.result - 'shares' AS text) END AS told,
       s.patient_fen + coalesce(CAST(s.result #>> '{{earlier,patient_fen}}' AS bigint), 0) AS patient_fen,
       coalesce(CAST(s.result #>> '{{burden,is_crossed}}' AS boolean), false) AS is_crossed,
       CAST((SELECT jsonb_agg(jsonb_build_array(
                 x -> 'layer', x -> 'title', x -> 'payer',
                 CAST(x -> 'paid_fen' AS bigint) + coalesce(CAST(x -> 'earlier_fen' AS bigint), 0), x -> 'is_entitled',
                 CASE WHEN jsonb_typeof(x -> 'payers') = 'array' AND jsonb_array_length(x -> 'payers') > 1 THEN x -> 'payers' END,
                 x -> 'is_given'))
             FROM jsonb_array_elements(s.result -> 'shares') AS x) AS text) AS shares
FROM settlement s
JOIN unnest(CAST(:counties AS text[]), CAST(:days AS date[])) AS one (county, day) ON {_COUNTY} = one.county AND {_DAY} = one.day
WHERE s.year = :year AND s.settled_at >= :since AND s.settled_at < :until
""")  # noqa: S608  constants of our own
_WAITING = text(f"""
WITH counted AS (
    SELECT s.year, {_COUNTY} AS county, {_DAY} AS day, count(*) AS settlements
    FROM settlement s
    WHERE s.settled_at < :until AND s.settled_at >= coalesce((SELECT max(p.recorded_on) FROM packed_day p) - 7, '-infinity')
    GROUP BY 1, 2, 3
)
SELECT c.year, c.county, c.day, c.settlements FROM counted c
WHERE NOT EXISTS (SELECT FROM packed_day p WHERE p.year = c.year AND p.region = c.county AND p.recorded_on = c.day)
ORDER BY c.day, c.county, c.year
""")  # noqa: S608  constants of our own
_TURN = text("SELECT pg_try_advisory_xact_lock(hashtext('packed_day'))")


@dataclass(frozen=True, slots=True)
class WaitingDay:
    """What was settled in a county on a day for a year, and is not packed."""

    year: int
    county: str
    day: date
    settlements: int


async def read_year(session: AsyncSession, year: int) -> RecordedYear:
    """Of the regions that the session may see; nothing is written.

    A packed day is taken only where it holds as many settlements as the session sees: a desk that sees a part of a county, and a
    settlement that came late to its day, get that day's rows instead.
    """
    await session.execute(text("SET TRANSACTION READ ONLY"))
    await session.execute(text("SET LOCAL statement_timeout = 0"))
    # Counting a million rows by day needs no sort where the planner may hold the days that it fears in memory.
    await session.execute(text("SET LOCAL work_mem = '64MB'"))
    # On a busy machine more than a door's minute may pass between two fetches; nothing is locked meanwhile.
    await session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '10min'"))
    counted = (await session.execute(_COUNTED, {"year": year, "since": _begin(date(year, 1, 1))})).all()
    waiting = {(row.county, row.day): row.settlements for row in counted}
    found: list[Packed] = []
    async for row in await session.stream(_PACKED, {"year": year}, execution_options={"yield_per": 100}):
        if waiting.get((row.region, row.recorded_on)) == row.settlements:
            del waiting[row.region, row.recorded_on]
            found.append(unpacked(row.columns))
    if waiting:
        found += [packed async for packed in _pack(session, year, list(waiting), at_once=ROWS_PACKED_AT_ONCE)]
    reversed_ids = (await session.execute(_REVERSED, {"year": year})).scalars().all()
    return joined(year, found, reversed_ids)


async def pack_day(session: AsyncSession, waiting: WaitingDay) -> PackedDay:
    """The day's row, to be added."""
    [packed] = [one async for one in _pack(session, waiting.year, [(waiting.county, waiting.day)])]
    return PackedDay(
        region=waiting.county,
        year=waiting.year,
        recorded_on=waiting.day,
        settlements=packed.rows + len(packed.told["unreadable"]),
        columns=packed.as_bytes(),
    )


async def list_waiting_days(session: AsyncSession, *, until: datetime) -> list[WaitingDay]:
    """Days before the one of this instant that are not packed, the oldest first; none while somebody else packs."""
    if not (await session.execute(_TURN)).scalar_one():
        return []
    # The first time every settlement that there is must be looked at; afterwards those of some days.
    await session.execute(text("SET LOCAL statement_timeout = 0"))
    return [WaitingDay(**row) for row in (await session.execute(_WAITING, {"until": until})).mappings()]


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


async def _pack(
    session: AsyncSession, year: int, days: Collection[tuple[str, date]], *, at_once: int = 0
) -> AsyncIterator[Packed]:
    """What was settled in these counties on these days: so many at a time, or all together."""
    asked = {
        "year": year,
        "counties": [county for county, _ in days],
        "days": [day for _, day in days],
        "since": _begin(min(day for _, day in days)),
        "until": _begin(max(day for _, day in days) + timedelta(days=1)),
    }
    maker = _Maker()
    async for row in await session.stream(_ROWS, asked, execution_options={"yield_per": FETCHED_AT_ONCE}):
        maker.take(row)
        if maker.taken == at_once:
            yield maker.made()
            maker = _Maker()
    if maker.taken:
        yield maker.made()


class _Maker:
    def __init__(self) -> None:
        self.taken = 0
        self._packer = Packer()
        self._policies: dict[tuple[str, str], int] = {}
        self._titles: dict[str, str] = {}
        self._portions: list[tuple[int, str, bool]] = []
        self._unreadable: list[str] = []

    def take(self, row: Any) -> None:
        self.taken += 1
        facts = orjson.loads(row.facts) or orjson.loads(row.told)
        shares = orjson.loads(row.shares or "[]")
        try:
            stay = _stay(facts, shares, is_told_only=row.told is not None)
        except (KeyError, ValueError, TypeError):
            self._unreadable.append(str(row.id))
            return
        say = self._packer.say
        at = self._packer.add(stay, id=row.id.bytes, person=row.identity_hash, family=row.family)
        if row.is_interim or row.is_continued:
            self._portions.append((at, row.admission_id.hex, row.is_interim))
        policy = self._policies.setdefault((row.policy, row.policy_version), len(self._policies))
        say(at, "policy", "", policy)
        say(at, "settled_at", "", _microseconds(row.settled_at))
        say(at, "patient", "", row.patient_fen)
        say(at, "crossed", "", row.is_crossed)
        say(at, "told_only", "", row.told is not None)
        for layer, title, payer, paid_fen, is_entitled, payers, _ in shares:
            self._titles[layer] = title
            say(at, "paid", layer, paid_fen)
            say(at, "entitled", layer, is_entitled)
            for one, fen in [(payer, paid_fen)] if payers is None else [_all_of(one) for one in payers]:
                say(at, "payer", one, fen)

    def made(self) -> Packed:
        return self._packer.packed(
            {
                "policies": list(self._policies),
                "titles": self._titles,
                "portions": self._portions,
                "unreadable": self._unreadable,
            }
        )


def _all_of(one: Mapping[str, Any]) -> tuple[str, int]:
    """One of several payers of a layer, with what it paid of the whole stay."""
    return one["payer"], one["paid_fen"] + one.get("earlier_fen", 0)


def _microseconds(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=CHINA)) // timedelta(microseconds=1)


def _stay(facts: Mapping[str, Any], shares: Sequence[Sequence[Any]], *, is_told_only: bool) -> Stay:
    """From what was kept beside a settlement, or from its explanation, whose shares say what was paid elsewhere."""
    given = {"given": {share[0]: share[3] for share in shares if share[6]}} if is_told_only else {}
    return stay_of({**facts, **given})
