"""Numbers by town: progress, coverage, follow-ups. They name nobody; whoever reads them leaves the board's trace."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health.file import OUT_OF_TASK, Outcome
from services.medical.rules.health.programme import Kind
from services.medical.store.health.reads import Reading, trace_counts

_TREATED = text("""
SELECT left(region, 9) AS town, count(*) AS task,
       count(*) FILTER (WHERE outcome = :cured AND closed_on <= :until) AS cured,
       count(*) FILTER (WHERE treated_on < make_date(:year, 1, 1)) AS before,
       array_agg(extract(month FROM treated_on)::int)
           FILTER (WHERE extract(year FROM treated_on) = :year AND treated_on <= :until) AS months
FROM health_file
WHERE kind = :kind AND starts_with(region, :within) AND opened_on <= :until
  AND (outcome IS NULL OR NOT outcome = ANY (CAST(:out_of_task AS text[])))
GROUP BY 1 ORDER BY 1
""")
_NEEDED = text("""
SELECT programme, left(region, 9) AS town, count(*) AS needed, count(*) FILTER (WHERE treated_on IS NOT NULL) AS served
FROM health_file
WHERE kind = :kind AND starts_with(region, :within)
  AND (outcome IS NULL OR NOT outcome = ANY (CAST(:out_of_task AS text[])))
GROUP BY 1, 2 ORDER BY 1, 2
""")
_TICKED = text("""
WITH patient AS (
    SELECT identity_hash, min(left(region, 9)) AS town FROM health_file
    WHERE kind = :kind AND starts_with(region, :within)
      AND (outcome IS NULL OR NOT outcome = ANY (CAST(:out_of_task AS text[])))
    GROUP BY 1
), ticked AS (
    SELECT patient.identity_hash, patient.town,
           array_agg(DISTINCT CAST(tick.item AS text)) FILTER (WHERE tick.item IS NOT NULL) AS items
    FROM patient JOIN health_file file ON file.identity_hash = patient.identity_hash
    LEFT JOIN health_tick tick ON tick.file_id = file.id AND tick.item = ANY (CAST(:items AS text[]))
    GROUP BY 1, 2
)
SELECT town, count(*) AS people, count(*) FILTER (WHERE items @> CAST(:items AS text[])) AS complete,
       coalesce(sum(cardinality(items)), 0)::bigint AS ticks
FROM ticked GROUP BY 1 ORDER BY 1
""")
_PROGRAMMES = text("""
SELECT programme, kind, count(*) FILTER (WHERE closed_on IS NULL) AS open,
       count(*) FILTER (WHERE closed_on IS NULL AND next_due_on < :on) AS overdue,
       count(*) FILTER (WHERE treated_on IS NOT NULL) AS treated,
       count(*) FILTER (WHERE closed_on IS NOT NULL) AS closed
FROM health_file WHERE starts_with(region, :within)
GROUP BY 1, 2
""")


@dataclass(frozen=True)
class Treated:
    """A town's patients, and in which month of the year the first treatment of each was."""

    town: str
    task: int
    cured: int
    before: int
    months: tuple[int, ...]

    def treated_in(self, last_month: int) -> list[int]:
        return [self.months.count(month) for month in range(1, last_month + 1)]


@dataclass(frozen=True)
class Needed:
    """Those of a town who need a service, and those who have had it."""

    programme: str
    town: str
    needed: int
    served: int


@dataclass(frozen=True)
class Ticked:
    """A town's patients, those whose checklist is complete, and how many items are done in all."""

    town: str
    people: int
    complete: int
    ticks: int


@dataclass(frozen=True)
class Standing:
    """How many files of a programme stand where."""

    kind: str = ""
    open: int = 0
    overdue: int = 0
    treated: int = 0
    closed: int = 0


async def count_treated(session: AsyncSession, reading: Reading, *, within: str, year: int, until: date) -> Sequence[Treated]:
    """Of the diseases treated together, by town; on file, treated and cured by `until`."""
    await trace_counts(session, reading, "treatment-progress")
    given = {"kind": Kind.TREATMENT, "within": within, "year": year, "until": until, "cured": Outcome.CURED}
    rows = (await session.execute(_TREATED, given | {"out_of_task": list(OUT_OF_TASK)})).mappings()
    return [Treated(**{**row, "months": tuple(row["months"] or ())}) for row in rows]


async def count_needed(session: AsyncSession, reading: Reading, *, within: str) -> dict[str, list[Needed]]:
    """Of rehabilitation, by programme and town."""
    await trace_counts(session, reading, "rehabilitation-coverage")
    given = {"kind": Kind.REHABILITATION, "within": within, "out_of_task": list(OUT_OF_TASK)}
    by_programme: defaultdict[str, list[Needed]] = defaultdict(list)
    for row in (await session.execute(_NEEDED, given)).mappings():
        by_programme[row["programme"]].append(Needed(**row))
    return by_programme


async def count_ticked(session: AsyncSession, reading: Reading, *, within: str, items: Sequence[str]) -> Sequence[Ticked]:
    """The eight ones of those whose diseases are treated together, by town; what any of a person's files has counts."""
    await trace_counts(session, reading, "checklist")
    given = {"kind": Kind.TREATMENT, "within": within, "items": list(items), "out_of_task": list(OUT_OF_TASK)}
    return [Ticked(**row) for row in (await session.execute(_TICKED, given)).mappings()]


async def count_programmes(session: AsyncSession, reading: Reading, *, within: str, on: date) -> dict[str, Standing]:
    """Of every programme that has files."""
    await trace_counts(session, reading, "programmes")
    rows = (await session.execute(_PROGRAMMES, {"within": within, "on": on})).mappings()
    return {
        row["programme"]: Standing(**{key: row[key] for key in ("kind", "open", "overdue", "treated", "closed")}) for row in rows
    }
