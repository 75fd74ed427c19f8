"""A year of recorded settlements as columns: what each stay was, and who paid what of it. Read once, in a stream."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.facts import stay_of
from shared.policy import facts as written
from shared.policy.batch.columns import Columns, ColumnsMaker, Fen, Grown, Marks, Sparse
from shared.policy.clauses import CounterScope
from shared.policy.stay import Stay

FETCHED_AT_ONCE = 5_000

_STANDING = text("""
SELECT s.id, s.admission_id, s.identity_hash, coalesce(nullif(s.family, ''), s.identity_hash) AS family, s.is_interim,
       s.policy, s.policy_version, CAST(s.facts AS text) AS facts,
       CASE WHEN s.facts = '{}' THEN CAST(s.result - 'shares' AS text) END AS told,
       s.patient_fen + coalesce(CAST(s.result #>> '{earlier,patient_fen}' AS bigint), 0) AS patient_fen,
       coalesce(CAST(s.result #>> '{burden,is_crossed}' AS boolean), false) AS is_crossed,
       CAST((SELECT jsonb_agg(jsonb_build_array(
                 x -> 'layer', x -> 'title', x -> 'payer',
                 CAST(x -> 'paid_fen' AS bigint) + coalesce(CAST(x -> 'earlier_fen' AS bigint), 0), x -> 'is_entitled',
                 CASE WHEN jsonb_typeof(x -> 'payers') = 'array' AND jsonb_array_length(x -> 'payers') > 1 THEN x -> 'payers' END,
                 x -> 'is_given'))
             FROM jsonb_array_elements(s.result -> 'shares') AS x) AS text) AS shares
FROM settlement s
WHERE s.year = :year AND NOT EXISTS (SELECT FROM reversal r WHERE r.settlement_id = s.id)
ORDER BY s.settled_at, s.id
""")
_REVERSED = text("SELECT count(*) FROM settlement s JOIN reversal r ON r.settlement_id = s.id WHERE s.year = :year")


@dataclass(frozen=True, slots=True)
class Paid:
    """What one layer paid of each bill, and of whom it was a right."""

    title: str
    paid_fen: Fen
    is_entitled: Marks


@dataclass(frozen=True, slots=True)
class RecordedYear:
    """Every stay and visit that was settled in a year and not taken back, in the order in which they were settled.

    A stay that was settled in several goes is one bill: its last settlement's facts, and what all of them paid.
    """

    year: int
    columns: Columns
    ids: tuple[bytes, ...]
    """The (last) settlement of each bill."""
    policies: tuple[tuple[str, str], ...]
    """Name and version of each policy that anything was settled by."""
    policy: Fen
    """Of each bill, the number of its policy."""
    layers: Mapping[str, Paid]
    payers: Mapping[str, Fen]
    patient_fen: Fen
    crosses_line: Marks
    so_far: Mapping[str, Sparse]
    """The counters that each bill met."""
    is_told_only: Marks
    """Settled before facts were kept: known from the explanation, which names no catalogue classes, items, diseases, traits."""
    reversed_count: int
    in_portions: int
    """Bills that were settled in several goes, or were not closed by the end of the year."""
    unreadable: tuple[str, ...]
    """Settlements that say too little to be settled again, by id."""

    def __len__(self) -> int:
        return len(self.columns)


async def read_year(session: AsyncSession, year: int) -> RecordedYear:
    """Of the regions that the session may see; nothing is written. Some 900 bytes a bill at the peak (300,000: 260 MB)."""
    await session.execute(text("SET TRANSACTION READ ONLY"))
    await session.execute(text("SET LOCAL statement_timeout = 0"))
    # On a busy machine more than a door's minute may pass between two fetches; nothing is locked meanwhile.
    await session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '10min'"))
    reversed_count = (await session.execute(_REVERSED, {"year": year})).scalar_one()
    reader = _Reader()
    async for row in _stream(session, year):
        reader.take(row)
    return reader.made(year, reversed_count)


async def _stream(session: AsyncSession, year: int) -> AsyncIterator[Any]:
    found = await session.stream(_STANDING, {"year": year}, execution_options={"yield_per": FETCHED_AT_ONCE})
    async for row in found:
        yield row


class _Reader:
    def __init__(self) -> None:
        self._maker = ColumnsMaker()
        self._open: dict[UUID, Any] = {}
        """Stays of which only interim settlements have come by."""
        self._ids: list[bytes] = []
        self._policies: dict[tuple[str, str], int] = {}
        self._titles: dict[str, str] = {}
        self._paid: defaultdict[str, tuple[Sparse, Sparse]] = defaultdict(lambda: (Sparse(), Sparse()))
        self._payers: defaultdict[str, Sparse] = defaultdict(Sparse)
        self._so_far: defaultdict[str, Sparse] = defaultdict(Sparse)
        self._policy, self._patient, self._crossed, self._told = Grown(), Grown(), Grown(), Grown()
        self._in_portions = 0
        self._unreadable: list[str] = []

    def take(self, row: Any) -> None:
        if row.is_interim:
            # The next settlement of this stay looks at everything again; this one counts only if there is none.
            self._open.pop(row.admission_id, None)
            self._open[row.admission_id] = row
            return
        earlier = self._open.pop(row.admission_id, None)
        self._in_portions += earlier is not None
        self._add(row)

    def _add(self, row: Any) -> None:
        facts = orjson.loads(row.facts) or orjson.loads(row.told)
        shares = orjson.loads(row.shares or "[]")
        try:
            stay = _stay(facts, {share[0]: share[3] for share in shares if share[6]} if row.told else None)
        except (KeyError, ValueError, TypeError):
            self._unreadable.append(str(row.id))
            return
        at = self._maker.add(stay, person=row.identity_hash, family=row.family)
        self._ids.append(row.id.bytes)
        key = (row.policy, row.policy_version)
        self._policy.add(self._policies.setdefault(key, len(self._policies)))
        self._patient.add(row.patient_fen)
        self._crossed.add(int(row.is_crossed))
        self._told.add(int(row.told is not None))
        for name, counted in stay.so_far.items():
            self._so_far[name].add(at, counted)
        for layer, title, payer, paid_fen, is_entitled, payers, _ in shares:
            self._titles[layer] = title
            paid, entitled = self._paid[layer]
            paid.add(at, paid_fen)
            entitled.add(at, int(is_entitled))
            if payers is None:
                self._payers[payer].add(at, paid_fen)
            else:
                for one in payers:
                    self._payers[one["payer"]].add(at, one["paid_fen"] + one.get("earlier_fen", 0))

    def made(self, year: int, reversed_count: int) -> RecordedYear:
        for row in self._open.values():
            self._in_portions += 1
            self._add(row)
        rows = len(self._ids)
        columns = self._maker.made()
        return RecordedYear(
            year=year,
            columns=columns,
            ids=tuple(self._ids),
            policies=tuple(self._policies),
            policy=self._policy.values,
            layers={
                name: Paid(self._titles[name], paid.dense(rows), entitled.dense(rows) > 0)
                for name, (paid, entitled) in self._paid.items()
            },
            payers={name: fen.dense(rows) for name, fen in self._payers.items()},
            patient_fen=self._patient.values,
            crosses_line=self._crossed.values > 0,
            so_far=self._so_far,
            is_told_only=self._told.values > 0,
            reversed_count=reversed_count,
            in_portions=self._in_portions,
            unreadable=tuple(self._unreadable),
        )


def _stay(facts: Mapping[str, Any], given: Mapping[str, int] | None) -> Stay:
    """From what was kept beside a settlement; `given` where only the explanation is left of it."""
    if given is not None:
        return stay_of({**facts, "given": given})
    if "total_fen" in facts:
        return stay_of(facts)
    return written.stay_of({name: value for name, value in facts.items() if name != "tally"})


def opening_of(recorded: RecordedYear, scopes: Mapping[str, CounterScope]) -> dict[str, Fen]:
    """What each person (or family) had drawn before the year's first bill: of a life, or by bills that are not among these."""
    columns, found = recorded.columns, {}
    for name, scope in scopes.items():
        if name not in recorded.so_far:
            continue
        is_of_family = scope is CounterScope.FAMILY_YEAR
        owner = columns.family if is_of_family else columns.person
        values = np.zeros(columns.families if is_of_family else columns.people, np.int64)
        owners, firsts = np.unique(owner, return_index=True)
        values[owners] = recorded.so_far[name].dense(len(recorded))[firsts]
        found[name] = values
    return found
