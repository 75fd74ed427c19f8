"""What is written when a household is seen in need: a fact, and with the first one the case, in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Act, Need, progress
from services.registry.rules.need import Needed, Urgency, added
from services.registry.rules.sighting import Sighting
from services.registry.schemas.in_need import InNeed, in_need
from services.registry.store.case import list_parts, lock_open_case, need_of
from services.registry.store.household import Seen, list_members
from services.registry.store.need import get_policy
from services.registry.store.stranger import seat_again, stranger
from services.registry.tables import Case, CaseAct, CaseFact, CasePart, Household, Person, Row
from shared import rows

_SHARPEN = text("UPDATE relief_case SET urgency = :urgency WHERE id = :case_id")


@dataclass(frozen=True)
class Noted:
    """The case that a sighting was added to, whom it is about, and which parts begin with it: all of a new case's, or those that
    the new fact adds to an open one. `called_for` are all parts that a fact of its kind calls for, begun before or not; `opened`
    is a household that began by it."""

    case: Case
    is_new: bool
    members: list[Person]
    begun: tuple[Need, ...]
    called_for: tuple[Need, ...]
    urgency: Urgency
    opened: Household | None = None


def said_of(noted: Noted, sighting: Sighting, *, at: datetime) -> InNeed:
    """What there is to tell of it, noted `at` this instant."""
    return in_need(
        sighting,
        case_id=noted.case.id,
        household_id=noted.case.household_id,
        region=noted.case.region,
        members=[(member.id, member.identity_hash) for member in noted.members],
        is_new=noted.is_new,
        begun=noted.begun,
        called_for=noted.called_for,
        urgency=noted.urgency,
        at=at,
    )


async def add_sighting(
    session: AsyncSession, seen: Seen, identity_hash: str | None, sighting: Sighting, *, by: str, at: datetime, on: date
) -> Noted:
    """Add the sighting to the household's open case; open one if there is none, and a household for someone in no register.

    The caller holds the locks of `lock_seen`, so that nobody opens one meanwhile. Raises NoNeedsRule.
    """
    household_id, region, new_rows, members = seen.household_id, seen.seated_in, list[Row](), list[Person]()
    household = None
    if household_id is None or region is None:
        if seen.is_known:
            household, person = await seat_again(session, identity_hash or "", sighting, by=by, at=at, on=on)
        else:
            household, person, new_rows = stranger(identity_hash or "", sighting, by=by, at=at, on=on)
        household_id, region, members = household.id, household.region, [person]
        case = None
    else:
        case = await lock_open_case(session, household_id)
        members = await list_members(session, [household_id])

    policy, version = get_policy(region, on)
    classes = {each for member in members for each in member.classes}
    needed = policy.needed(sighting.kind, classes=classes, burden_fen=sighting.burden_fen, at=at)
    is_new = case is None
    if case is None:
        case = Case(
            household_id=household_id,
            region=region,
            trigger=sighting.trigger,
            origin=sighting.origin,
            detected_at=at,
            kind=sighting.kind,
            urgency=needed.urgency,
            policy=policy.policy,
            policy_version=version,
            conclude_by=needed.conclude_by,
            is_closed_by_officer=policy.closing.by == "officer",
        )
        begun, urgency = needed.needs, needed.urgency
        new_rows.append(case)
    else:
        begun, urgency = await _more(session, case, needed)
        if begun:
            new_rows.append(_adding(case, begun, by=by, at=at))
    fact = CaseFact(
        case_id=case.id,
        region=case.region,
        trigger=sighting.trigger,
        origin=sighting.origin,
        happened_on=sighting.happened_on,
        burden_fen=sighting.burden_fen,
        reported_as=sighting.reported_as,
        noted_by=by,
        noted_at=at,
        kind=sighting.kind,
        person_ids=list(sighting.person_ids),
    )
    await rows.insert(session, *new_rows, *parts_of(case, begun), fact)
    return Noted(case, is_new, members, begun, needed.needs, urgency, household)


def parts_of(case: Case, needs: Iterable[Need]) -> list[CasePart]:
    """The rows of parts that nobody has begun yet."""
    by_part = {need.part: need for need in needs}
    return [
        CasePart(
            case_id=case.id,
            region=case.region,
            who=by_part[standing.part].who,
            begin_by=by_part[standing.part].due_at,
            **vars(standing),
        )
        for standing in progress(by_part.values(), [])
    ]


async def _more(session: AsyncSession, case: Case, needed: Needed) -> tuple[tuple[Need, ...], Urgency]:
    """What the fact adds to an open case whose timeline is locked."""
    more = tuple(added([need_of(part) for part in await list_parts(session, [case.id])], needed))
    urgency = case.urgency.at_least(needed.urgency)
    if urgency is not case.urgency:
        await session.execute(_SHARPEN, {"urgency": urgency, "case_id": case.id})
    return more, urgency


def _adding(case: Case, needs: Iterable[Need], *, by: str, at: datetime) -> CaseAct:
    parts = [need.part.value for need in needs]
    return CaseAct(case_id=case.id, region=case.region, act=Act.NEEDS_ADDED, at=at, by=by, parts=parts)
