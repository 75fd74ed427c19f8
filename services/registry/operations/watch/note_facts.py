"""Take down what became known of households, once per source, in whatever order it is heard."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.watch import FactKind
from services.registry.store import alert as alerts
from services.registry.store import watch
from services.registry.tables import WatchFact
from shared import clock


@dataclass(frozen=True)
class Heard:
    """A fact as a door brings it. Whose it is, is said by household, person, case or identity hash: by one of them."""

    kind: FactKind
    source: str
    source_id: UUID
    region: str
    happened_on: date
    household_id: UUID | None = None
    person_id: UUID | None = None
    case_id: UUID | None = None
    identity_hash: str | None = None
    group_id: UUID | None = None
    amount_fen: int | None = None
    word: str = ""
    note: str = ""


async def note_facts(session: AsyncSession, heard: Sequence[Heard], *, by: str) -> Collection[UUID]:
    """Returns the households that they are about, to be judged.

    A fact of someone in no register waits for them by their identity hash; one of which not even that is known is left out.
    """
    at = clock.now()
    seated = await watch.list_seated(session, {each.identity_hash for each in heard if each.identity_hash})
    homes = await watch.list_households_of(session, {each.person_id for each in heard if each.person_id})
    cases = await watch.list_households_of_cases(session, {each.case_id for each in heard if each.case_id})

    facts = []
    for each in heard:
        person_id, household_id = each.person_id, each.household_id
        if each.identity_hash in seated:
            person_id, household_id = seated[each.identity_hash or ""]
        elif person_id and person_id in homes:
            household_id = homes[person_id]
        elif each.case_id and each.case_id in cases:
            household_id, _ = cases[each.case_id]
        if household_id is None and each.identity_hash is None:
            continue
        facts.append(
            WatchFact(
                region=each.region,
                kind=each.kind,
                source=each.source,
                source_id=each.source_id,
                household_id=household_id,
                person_id=person_id if household_id else None,
                identity_hash=None if household_id else each.identity_hash,
                group_id=each.group_id,
                happened_on=each.happened_on,
                amount_fen=each.amount_fen,
                word=each.word,
                note=each.note,
                noted_by=by,
                noted_at=at,
            )
        )

    await alerts.add_facts(session, facts)
    return {fact.household_id for fact in facts if fact.household_id}
