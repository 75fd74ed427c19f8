"""How far a checklist has come in a place, and the households (or villages) behind each number.

A household counts where it lives now; of its answers those of the last day between two dates count, in their last version.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.filling import Says

INNER_LENGTH = {0: 2, 2: 4, 4: 6, 6: 9, 9: 12, 12: 12}
"""How long the codes are of the places directly inside one of so many digits."""

# A village whose people nobody has registered has no row to count; it is named by whoever fills its list in.
_SUBJECTS = {
    "household": """
        SELECT household.id, household.id AS household_id, household.code, household.region FROM household
        WHERE household.state <> 'cancelled' AND starts_with(household.region, :region)""",
    "village": """
        SELECT min(id::text)::uuid AS id, CAST(NULL AS uuid) AS household_id, CAST(NULL AS text) AS code, region FROM (
            SELECT id, region FROM household WHERE state <> 'cancelled'
            UNION ALL SELECT id, region FROM checklist_filling WHERE household_id IS NULL AND checklist = :checklist) there
        WHERE starts_with(region, :region) GROUP BY region""",
}
_NEWEST = {
    "household": """
        SELECT DISTINCT ON (household_id) household_id, region, filled_on, filled_by, verdicts, missing FROM checklist_filling
        WHERE checklist = :checklist AND household_id IS NOT NULL AND filled_on BETWEEN :since AND :until
        ORDER BY household_id, filled_on DESC, version DESC""",
    "village": """
        SELECT DISTINCT ON (region) household_id, region, filled_on, filled_by, verdicts, missing FROM checklist_filling
        WHERE checklist = :checklist AND household_id IS NULL AND filled_on BETWEEN :since AND :until
        ORDER BY region, filled_on DESC, version DESC""",
}
_SAME = {"household": "newest.household_id = subject.household_id", "village": "newest.region = subject.region"}


def _of(subject: str, rest: str) -> str:
    return f"""
        WITH subject AS ({_SUBJECTS[subject]}), newest AS ({_NEWEST[subject]}),
             seen AS (SELECT subject.*, newest.filled_on, newest.filled_by, newest.verdicts, newest.missing
                      FROM subject LEFT JOIN newest ON {_SAME[subject]})
        {rest}"""  # noqa: S608  constants of our own


_COUNT = {
    subject: text(
        _of(
            subject,
            "SELECT left(region, :length) AS place, count(*) AS subjects, count(filled_on) AS filled FROM seen GROUP BY 1",
        )
    )
    for subject in _SUBJECTS
}
_COUNT_VERDICTS = {
    subject: text(
        _of(
            subject,
            """SELECT left(region, :length) AS place, told.key, told.value ->> 'says' AS says, count(*) AS number
               FROM seen, jsonb_each(seen.verdicts) AS told GROUP BY 1, 2, 3""",
        )
    )
    for subject in _SUBJECTS
}
_COUNT_MISSING = {
    subject: text(
        _of(
            subject,
            "SELECT question, count(*) AS number FROM seen, unnest(seen.missing) AS question GROUP BY 1 ORDER BY 2 DESC, 1",
        )
    )
    for subject in _SUBJECTS
}


class Shown(StrEnum):
    """Which of a place's households or villages are listed."""

    ALL = "all"
    FILLED = "filled"
    UNFILLED = "unfilled"
    MISSING = "missing"


_SHOWN = {
    Shown.ALL: "true",
    Shown.FILLED: "filled_on IS NOT NULL",
    Shown.UNFILLED: "filled_on IS NULL",
    Shown.MISSING: "cardinality(missing) > 0",
}
_LIST = {
    (subject, shown): text(
        _of(
            subject,
            f"""SELECT id, household_id, code, region, filled_on, filled_by, missing FROM seen
                WHERE {condition} AND (CAST(:after AS uuid) IS NULL OR id > :after)
                  AND (CAST(:question AS text) IS NULL OR :question = ANY (missing))
                  AND (CAST(:verdict AS text) IS NULL OR verdicts -> :verdict ->> 'says' = :says)
                ORDER BY id LIMIT :limit""",  # noqa: S608  constants of our own
        )
    )
    for subject in _SUBJECTS
    for shown, condition in _SHOWN.items()
}


@dataclass(frozen=True)
class Asked:
    """Of which checklist, of what, where, between which days."""

    checklist: str
    subject: str
    region: str
    since: date
    until: date

    def parameters(self, **more: object) -> dict[str, object]:
        told = {"checklist": self.checklist, "region": self.region, "since": self.since, "until": self.until}
        return {**told, **more}


@dataclass(frozen=True)
class PlaceProgress:
    """Of one place: how many there are, how many are filled in, and by verdict how many say what."""

    region: str
    subjects: int
    filled: int
    says: Mapping[str, Mapping[Says, int]]


@dataclass(frozen=True)
class Found:
    """A household or village behind a number."""

    id: UUID
    household_id: UUID | None
    code: str | None
    region: str
    filled_on: date | None
    filled_by: str
    missing: Sequence[str]


async def list_progress(session: AsyncSession, asked: Asked) -> list[PlaceProgress]:
    """By the places directly inside the one asked for, in the order of their codes; of a village itself."""
    parameters = asked.parameters(length=INNER_LENGTH[len(asked.region)])
    says: dict[str, dict[str, dict[Says, int]]] = {}
    for place, key, told, number in (await session.execute(_COUNT_VERDICTS[asked.subject], parameters)).all():
        says.setdefault(place, {}).setdefault(key, {})[Says(told)] = number
    counted = (await session.execute(_COUNT[asked.subject], parameters)).all()
    return [PlaceProgress(row.place, row.subjects, row.filled, says.get(row.place, {})) for row in sorted(counted)]


async def count_missing(session: AsyncSession, asked: Asked) -> list[tuple[str, int]]:
    """The questions that say that something is missing, the most frequent first."""
    return [(row.question, row.number) for row in await session.execute(_COUNT_MISSING[asked.subject], asked.parameters())]


async def list_found(
    session: AsyncSession,
    asked: Asked,
    *,
    shown: Shown,
    question: str | None = None,
    verdict: str | None = None,
    says: Says | None = None,
    after: UUID | None,
    limit: int,
) -> list[Found]:
    """One more than `limit`. `question`: only where it says that something is missing; `verdict` with `says`: only where so."""
    narrowed = {"question": question, "verdict": verdict, "says": says.value if says else None, "after": after}
    parameters = asked.parameters(**narrowed, limit=limit + 1)
    rows = (await session.execute(_LIST[asked.subject, shown], parameters)).mappings()
    return [Found(**{**row, "filled_by": row["filled_by"] or "", "missing": row["missing"] or []}) for row in rows]
