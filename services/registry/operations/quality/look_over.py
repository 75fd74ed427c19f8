"""Hold the quality rules against households: write down what is new, close what is gone."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.finding import Known, News, Seen, news_of
from services.registry.store import finding as findings
from services.registry.store.finding import FindingRow
from services.registry.store.quality import Looked, list_files, look_at
from services.registry.store.quality_policy import find_rule
from services.registry.store.watch import lock_households
from shared import clock
from shared.ids import new_id


@dataclass(frozen=True)
class Told:
    """What a look came to."""

    households: int
    persons: int
    found: int
    gone: int


async def look_over(session: AsyncSession, household_ids: Collection[UUID], *, on: date) -> Told:
    """The same for one household after a change and for a stretch of the register at night.

    Nothing is locked while nothing is news. A household with news is locked and looked at again: whoever changed it meanwhile has
    committed by then, and whoever changes it afterwards is heard of (`consumers.quality`) and waits for us.
    """
    looked, known, news = await _compared(session, household_ids, on)
    if news.is_empty:
        return Told(len(looked.rules), looked.persons, 0, 0)
    standing = {each.id: each.household_id for each in known}
    touched = news.households | {standing[each] for each in [*news.otherwise, *news.gone]}
    await lock_households(session, touched)
    again, known, news = await _compared(session, touched, on)

    at = clock.now()
    revisions = _revisions(known, again.revisions)
    await findings.close_findings(session, news.gone, revisions=revisions, at=at)
    await findings.go_on_with(session, news.otherwise)
    await findings.add_findings(session, [_row(seen, again.revisions) for seen in news.added])
    return Told(len(looked.rules), looked.persons, len(news.added), len(news.gone))


async def _compared(session: AsyncSession, household_ids: Collection[UUID], on: date) -> tuple[Looked, list[Known], News]:
    files = await list_files(session, household_ids, on=on)
    # A tenth of a second of pure judging for a stretch of the sweep: the doors are served meanwhile.
    looked = await asyncio.to_thread(look_at, files)
    known = await findings.list_known(session, households=household_ids, persons=looked.present)
    return looked, known, news_of(looked.seen, known, present=looked.present, rules=looked.rules)


def _revisions(known: Collection[Known], revisions: Mapping[UUID, int]) -> dict[UUID, int | None]:
    return {each.id: revisions.get(each.person_id or each.household_id) for each in known}


def _row(seen: Seen, revisions: Mapping[UUID, int]) -> FindingRow:
    rule = find_rule(seen.rule)
    assert rule is not None, "found by a rule of a file"
    return {
        "id": new_id(),
        "household_id": seen.household_id,
        "person_id": seen.person_id,
        "region": seen.region,
        "rule": seen.rule,
        "severity": rule.severity,
        "field": rule.field,
        "value": seen.value,
        "basis_hash": seen.basis_hash,
        "policy_version": seen.policy_version,
        "found_at": clock.now(),
        "found_revision": revisions[seen.person_id or seen.household_id],
        "accepted_by": "",
        "accepted_reason": "",
    }
