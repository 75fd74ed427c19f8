"""Findings of supervision: what stands in a county, written a look at a time, listed; and the looks themselves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.money_finding import FindingEnding, Known, MoneyFindingState, NoSuchMoneyFinding, Place, Seen
from services.funds.rules.supervision_fact import Subject
from services.funds.rules.supervision_rule import Level, Theme
from services.funds.tables import MoneyFinding, MoneyLook
from shared.ids import uuid7
from shared.rows import as_json, insertion

_KNOWN = text("""
SELECT id, rule, subject_id, region, said, amount_fen, basis_hash, state FROM money_finding
WHERE ended_at IS NULL AND starts_with(region, :county)
""")
_SUBJECTS = text("""
SELECT DISTINCT subject_id FROM money_finding WHERE ended_at IS NULL AND subject = :subject AND starts_with(region, :county)
""")
_ADD = text(insertion(MoneyFinding))
_GO_ON = text("""
UPDATE money_finding SET region = now.region, said = now.said, amount_fen = now.amount_fen, basis_hash = now.basis_hash,
       label = now.label, policy = now.policy, policy_version = now.policy_version
FROM unnest(CAST(:ids AS uuid[]), CAST(:regions AS text[]), CAST(:said AS text[]), CAST(:amounts AS bigint[]),
            CAST(:hashes AS text[]), CAST(:labels AS text[]), CAST(:policies AS text[]), CAST(:versions AS text[]))
     AS now (id, region, said, amount_fen, basis_hash, label, policy, policy_version)
WHERE money_finding.id = now.id
""")
_END = text("""
UPDATE money_finding SET state = 'mended', ended_at = :at, ended_on = :on, ending = over.ending
FROM unnest(CAST(:ids AS uuid[]), CAST(:endings AS text[])) AS over (id, ending)
WHERE money_finding.id = over.id AND money_finding.ended_at IS NULL
""")


# Of what is only worth a look (notice) nobody was told, and nobody hears of its end.
_SETTLED = text("""
SELECT asked.region, asked.rule FROM unnest(CAST(:regions AS text[]), CAST(:rules AS text[])) AS asked (region, rule)
WHERE EXISTS (SELECT FROM money_finding f WHERE f.rule = asked.rule AND left(f.region, 9) = asked.region AND f.level <> 'notice')
AND NOT EXISTS (SELECT FROM money_finding f WHERE f.rule = asked.rule AND left(f.region, 9) = asked.region
                AND f.level <> 'notice' AND f.ended_at IS NULL AND f.state <> 'accepted')
ORDER BY 1, 2
""")


async def list_settled(session: AsyncSession, places: Collection[Place]) -> list[Place]:
    """Those of these places where every finding of the rule is mended or accepted. Whoever asks holds the county."""
    if not places:
        return []
    regions, rules = zip(*sorted(places), strict=True)
    rows = await session.execute(_SETTLED, {"regions": list(regions), "rules": list(rules)})
    return [(row.region, row.rule) for row in rows]


async def list_known(session: AsyncSession, county: str) -> list[Known]:
    """What is not over in a county."""
    rows = await session.execute(_KNOWN, {"county": county})
    return [Known(**{**row, "state": MoneyFindingState(row["state"])}) for row in rows.mappings()]


async def list_subjects_found(session: AsyncSession, county: str, subject: Subject) -> list[UUID]:
    """The things of a kind in which something was found that is not over."""
    return [row[0] for row in await session.execute(_SUBJECTS, {"county": county, "subject": subject.value})]


async def add_findings(session: AsyncSession, seen: Sequence[Seen], *, on: date, at: datetime) -> list[UUID]:
    """New ones, open; their ids, in the same order."""
    if not seen:
        return []
    rows = [MoneyFinding(id=uuid7(), found_on=on, found_at=at, **_columns(one)).model_dump() for one in seen]
    await session.execute(_ADD, {"money_finding": as_json(rows)})
    return [row["id"] for row in rows]


def _columns(one: Seen) -> dict[str, Any]:
    return asdict(one) | {"theme": Theme(one.theme), "level": Level(one.level)}


async def go_on_with(session: AsyncSession, otherwise: Mapping[UUID, Seen]) -> None:
    """Findings that stand and say something else now."""
    if otherwise:
        seen = otherwise.values()
        await session.execute(
            _GO_ON,
            {
                "ids": list(otherwise),
                "regions": [one.region for one in seen],
                "said": [one.said for one in seen],
                "amounts": [one.amount_fen for one in seen],
                "hashes": [one.basis_hash for one in seen],
                "labels": [one.label for one in seen],
                "policies": [one.policy for one in seen],
                "versions": [one.policy_version for one in seen],
            },
        )


async def end_findings(session: AsyncSession, ended: Mapping[UUID, FindingEnding], *, on: date, at: datetime) -> None:
    """Each with the reason."""
    if ended:
        endings = [ending.value for ending in ended.values()]
        await session.execute(_END, {"ids": list(ended), "endings": endings, "on": on, "at": at})


async def get_finding(session: AsyncSession, id: UUID) -> MoneyFinding:
    """Raises NoSuchMoneyFinding, also for one that the asker may not see."""
    finding = await session.get(MoneyFinding, id)
    if finding is None:
        raise NoSuchMoneyFinding(finding_id=str(id))
    return finding


async def lock_finding(session: AsyncSession, id: UUID) -> MoneyFinding:
    """Raises NoSuchMoneyFinding."""
    finding = await session.get(MoneyFinding, id, with_for_update=True, populate_existing=True)
    if finding is None:
        raise NoSuchMoneyFinding(finding_id=str(id))
    return finding


@dataclass(frozen=True, slots=True)
class FindingsAsked:
    """Which findings: of a place, a rule, a theme, a level, a state, a kind of thing, a thing, a month of finding or of ending.

    Without a state those that are not over.
    """

    region: str | None = None
    is_own: bool = False
    """Only what is of the place itself, not of places within it."""
    rule: str | None = None
    theme: Theme | None = None
    level: Level | None = None
    state: MoneyFindingState | None = None
    subject: Subject | None = None
    subject_id: UUID | None = None
    found_in: str | None = None
    ended_in: str | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool] | bool]:
        row = MoneyFinding
        wanted: list[ColumnElement[bool] | bool] = []
        for name in ("rule", "theme", "level", "state", "subject", "subject_id"):
            if (value := getattr(self, name)) is not None:
                wanted.append(getattr(row, name) == value)
        if self.state is None and self.ended_in is None and self.found_in is None:
            wanted.append(col(row.ended_at).is_(None))
        if self.region:
            own = col(row.region) == self.region
            wanted.append(own if self.is_own else func.starts_with(col(row.region), self.region))
        for month, column in ((self.found_in, row.found_on), (self.ended_in, row.ended_on)):
            if month:
                year, number = int(month[:4]), int(month[5:])
                wanted += [col(column) >= date(year, number, 1), col(column) < date(year + number // 12, number % 12 + 1, 1)]
        return wanted


async def list_findings(session: AsyncSession, asked: FindingsAsked, *, after: UUID | None, limit: int) -> Sequence[MoneyFinding]:
    """In the order in which they were found."""
    query = select(MoneyFinding).where(*asked.conditions).order_by(col(MoneyFinding.id)).limit(limit)
    return (await session.exec(query.where(col(MoneyFinding.id) > after) if after else query)).all()


_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('money look ' || :county, 0))")
_COUNTIES = text("""
SELECT DISTINCT left(region, 6) AS county FROM account WHERE length(region) >= 6
AND NOT EXISTS (SELECT FROM money_look WHERE money_look.region = left(account.region, 6) AND is_daily AND asked_on = :on)
ORDER BY 1
""")


async def lock_county(session: AsyncSession, county: str) -> None:
    """One look at a county at a time, and one asking for it."""
    await session.execute(_LOCK, {"county": county})


async def list_counties_to_look_at(session: AsyncSession, *, on: date) -> list[str]:
    """Counties with money that nobody looked at by the day's order."""
    return [row.county for row in await session.execute(_COUNTIES, {"on": on})]


async def find_waiting_look(session: AsyncSession, county: str) -> MoneyLook | None:
    return (await session.exec(select(MoneyLook).where(MoneyLook.region == county, col(MoneyLook.done_at).is_(None)))).first()


async def find_last_look(session: AsyncSession, county: str) -> MoneyLook | None:
    """The newest that is done, in this place or in what it governs."""
    done = select(MoneyLook).where(col(MoneyLook.done_at).is_not(None), func.starts_with(col(MoneyLook.region), county))
    return (await session.exec(done.order_by(col(MoneyLook.id).desc()).limit(1))).first()


async def list_looks(session: AsyncSession, *, before: UUID | None, limit: int) -> Sequence[MoneyLook]:
    """The newest first."""
    query = select(MoneyLook).order_by(col(MoneyLook.id).desc()).limit(limit)
    return (await session.exec(query.where(col(MoneyLook.id) < before) if before else query)).all()


async def lock_look_to_do(session: AsyncSession) -> MoneyLook | None:
    """The one that waits longest and that no other replica is at."""
    query = select(MoneyLook).where(col(MoneyLook.done_at).is_(None)).order_by(col(MoneyLook.id)).limit(1)
    return (await session.exec(query.with_for_update(skip_locked=True).execution_options(populate_existing=True))).first()
