"""Findings: written a stretch at a time, closed, listed and counted; and the book of the nightly sweep."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.finding import Ending, Known, Seen
from services.registry.rules.quality import Severity
from services.registry.tables import Household, Person, QualityFinding, QualitySweep
from shared.errors import NotFound
from shared.rows import as_json, insertion

VILLAGE_DIGITS = 12


class NoSuchFinding(NotFound):
    """没有找到这一项数据质量发现"""


_KNOWN = text("""
SELECT id, rule, household_id, person_id, region, value, basis_hash, policy_version, accepted_at FROM quality_finding
WHERE gone_at IS NULL AND (household_id = ANY (:households) OR person_id = ANY (:persons))
""")
_ADD = text(f"{insertion(QualityFinding)} ON CONFLICT DO NOTHING")
_GO_ON = text("""
UPDATE quality_finding SET household_id = now.household_id, region = now.region, value = now.value, basis_hash = now.basis_hash,
       policy_version = now.policy_version
FROM unnest(CAST(:ids AS uuid[]), CAST(:households AS uuid[]), CAST(:regions AS text[]), CAST(:values AS text[]),
            CAST(:basis_hash AS text[]), CAST(:versions AS text[]))
     AS now (id, household_id, region, value, basis_hash, policy_version)
WHERE quality_finding.id = now.id
""")
_CLOSE = text("""
UPDATE quality_finding SET gone_at = :at, ending = gone.ending, gone_revision = gone.revision
FROM unnest(CAST(:ids AS uuid[]), CAST(:endings AS text[]), CAST(:revisions AS int[])) AS gone (id, ending, revision)
WHERE quality_finding.id = gone.id AND quality_finding.gone_at IS NULL
""")
_BEGIN = text(f"{insertion(QualitySweep)} ON CONFLICT DO NOTHING")


async def list_known(session: AsyncSession, *, households: Collection[UUID], persons: Collection[UUID]) -> list[Known]:
    """What is open of these households, and of these persons wherever it was found."""
    asked = {"households": list(households), "persons": list(persons)}
    return [Known(**row) for row in (await session.execute(_KNOWN, asked)).mappings()]


FindingRow = dict[str, object]
"""A new finding by the columns of its table. Of a stranger there are ten at once, of a whole register hundreds of thousands: to
build an object of each, only to take it apart again, takes as long as to find them."""


async def add_findings(session: AsyncSession, findings: Sequence[FindingRow]) -> None:
    """New ones; what is open already stays as it is."""
    if findings:
        await session.execute(_ADD, {"quality_finding": as_json(findings)})


async def go_on_with(session: AsyncSession, otherwise: Mapping[UUID, Seen]) -> None:
    """Open findings of which something is otherwise: the value, or where the household is."""
    if otherwise:
        seen = otherwise.values()
        await session.execute(
            _GO_ON,
            {
                "ids": list(otherwise),
                "households": [each.household_id for each in seen],
                "regions": [each.region for each in seen],
                "values": [each.value for each in seen],
                "basis_hash": [each.basis_hash for each in seen],
                "versions": [each.policy_version for each in seen],
            },
        )


async def close_findings(
    session: AsyncSession, gone: Mapping[UUID, Ending], *, revisions: Mapping[UUID, int | None], at: datetime
) -> None:
    """Each with the reason, and the revision of the row at which it was gone."""
    if gone:
        endings = [ending.value for ending in gone.values()]
        asked = {"ids": list(gone), "endings": endings, "revisions": [revisions.get(each) for each in gone], "at": at}
        await session.execute(_CLOSE, asked)


async def get_finding(session: AsyncSession, finding_id: UUID) -> QualityFinding:
    """Raises NoSuchFinding, also for one that the asker may not see."""
    finding = await session.get(QualityFinding, finding_id)
    if finding is None:
        raise NoSuchFinding(finding_id=finding_id)
    return finding


async def lock_finding(session: AsyncSession, finding_id: UUID) -> QualityFinding:
    """Raises NoSuchFinding."""
    finding = await session.get(QualityFinding, finding_id, with_for_update=True)
    if finding is None:
        raise NoSuchFinding(finding_id=finding_id)
    return finding


@dataclass(frozen=True)
class Wanted:
    """Which findings: of a place, a household, a rule, a severity, a field; open (the default), accepted or gone."""

    region: str = ""
    household_id: UUID | None = None
    rule: str | None = None
    severity: Severity | None = None
    field: str | None = None
    state: str = "open"


@dataclass(frozen=True)
class Listed:
    """A finding with what a reader needs to know whose it is."""

    finding: QualityFinding
    household_code: str | None
    name_sealed: bytes | None


async def get_listed(session: AsyncSession, finding_id: UUID) -> Listed:
    """Raises NoSuchFinding."""
    finding = await get_finding(session, finding_id)
    household = await session.get(Household, finding.household_id)
    person = await session.get(Person, finding.person_id) if finding.person_id else None
    return Listed(finding, household.code if household else None, person.name_sealed if person else None)


async def list_findings(session: AsyncSession, wanted: Wanted, *, after: UUID | None, limit: int) -> list[Listed]:
    """In the order in which they were found; one more than `limit`."""
    found = QualityFinding
    query = select(found, col(Household.code), col(Person.name_sealed)).join(Household, col(Household.id) == found.household_id)
    query = query.join(Person, col(Person.id) == found.person_id, isouter=True).order_by(col(found.id)).limit(limit + 1)
    if len(wanted.region) == VILLAGE_DIGITS:
        query = query.where(found.region == wanted.region)
    elif wanted.region:
        # Not a range: of a county's findings the first page is found by walking them, not by sorting all.
        query = query.where(func.starts_with(found.region, wanted.region))
    if wanted.household_id:
        query = query.where(found.household_id == wanted.household_id)
    if wanted.rule:
        query = query.where(found.rule == wanted.rule)
    if wanted.severity:
        query = query.where(found.severity == wanted.severity)
    if wanted.field:
        query = query.where(found.field == wanted.field)
    match wanted.state:
        case "open":
            query = query.where(col(found.gone_at).is_(None), col(found.accepted_at).is_(None))
        case "accepted":
            query = query.where(col(found.gone_at).is_(None), col(found.accepted_at).is_not(None))
        case "gone":
            query = query.where(col(found.gone_at).is_not(None))
        case _:
            query = query.where(col(found.gone_at).is_(None))
    if after:
        query = query.where(found.id > after)
    return [Listed(*row) for row in await session.exec(query)]


async def list_accepted(session: AsyncSession, household_id: UUID, persons: Collection[UUID]) -> list[Known]:
    """What of this household and of these people somebody accepted as right."""
    known = await list_known(session, households=[household_id], persons=persons)
    return [each for each in known if each.accepted_at]


async def lock_quality_sweep(session: AsyncSession, *, on: date, at: datetime) -> QualitySweep | None:
    """The sweep of this day, begun if it is not; None when it is over or another process is at it."""
    query = select(QualitySweep).where(QualitySweep.swept_on == on)
    known = (await session.exec(query)).one_or_none()
    if known is None:
        await session.execute(_BEGIN, {"quality_sweep": as_json([QualitySweep(swept_on=on, started_at=at).model_dump()])})
    elif known.finished_at is not None:
        return None
    locked = query.where(col(QualitySweep.finished_at).is_(None)).with_for_update(skip_locked=True)
    return (await session.exec(locked.execution_options(populate_existing=True))).one_or_none()


async def find_last_sweep(session: AsyncSession) -> QualitySweep | None:
    """The newest that is over."""
    over = select(QualitySweep).where(col(QualitySweep.finished_at).is_not(None)).order_by(col(QualitySweep.swept_on).desc())
    return (await session.exec(over.limit(1))).one_or_none()
