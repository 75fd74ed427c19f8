"""Take in a department's report of a household in need, through whichever door, once; and answer it."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Origin
from services.registry.rules.change import ChangeKind
from services.registry.rules.relief import ReliefNeed, ReportIdReused, check_relief_need
from services.registry.rules.sighting import Sighting, check_seat
from services.registry.schemas.feed import household_news, person_news
from services.registry.schemas.relief import fingerprint_of
from services.registry.store import case as cases
from services.registry.store.household import lock_seen
from services.registry.store.sighting import add_sighting, said_of
from services.registry.tables import ReliefReport
from shared import clock, outbox, rows
from shared.events import Event
from shared.events.registry import (
    CaseFactAdded,
    CaseNeedsAdded,
    HouseholdChanged,
    NewPovertyDetected,
    PersonChanged,
    ReliefNeedAnswered,
)
from shared.vault import hash_identity


async def report_relief_need(session: AsyncSession, need: ReliefNeed, *, by: str, on: date) -> ReliefReport:
    """Open a case, or add to the one that the household has, and answer.

    A report that was answered before gets that answer again, accepted or refused. Raises ReportIdReused if it differs from what
    was answered, and the laws of `check_relief_need` and `check_seat`, before anything is written.
    """
    at = clock.now()
    fingerprint = fingerprint_of(need)
    answered = await cases.find_report(session, need.region, need.report_id)
    if answered:
        if answered.fingerprint != fingerprint:
            raise ReportIdReused(pointer="/id", report_id=need.report_id)
        return answered

    check_relief_need(need, on=on)
    identity_hash = hash_identity(need.person.identity.number) if need.person else None
    seen = await lock_seen(session, need.household_code, identity_hash)
    sighting = Sighting(
        origin=Origin.RELIEF_NEED,
        trigger=need.trigger,
        village=need.village,
        household_code=need.household_code,
        person=need.person,
        happened_on=need.happened_on,
        reported_as=need.report_id,
        house_is_unsafe=need.house_is_unsafe,
    )
    check_seat(sighting, seen.seated_in, within=need.region)

    noted = await add_sighting(session, seen, identity_hash, sighting, by=by, at=at, on=on)
    case = noted.case
    report = ReliefReport(
        region=need.region,
        report_id=need.report_id,
        fingerprint=fingerprint,
        is_accepted=True,
        case_id=case.id,
        status=201,
        answered_at=at,
    )
    await rows.insert(session, report)

    told: list[Event] = [ReliefNeedAnswered(region=need.region, report_id=str(need.report_id), is_accepted=True, case_id=case.id)]
    told_of = said_of(noted, sighting, at=at)
    news: list[Event] = [
        *(NewPovertyDetected(**said) for said in told_of.detected),
        *(CaseFactAdded(**said) for said in told_of.fact),
        *(CaseNeedsAdded(**said) for said in told_of.added),
    ]
    told += news
    if noted.opened:
        told.append(HouseholdChanged(**household_news(noted.opened, ChangeKind.SIGHTED, on)))
        told += [PersonChanged(**person_news(member, ChangeKind.SIGHTED, on)) for member in noted.members]
    await outbox.record(session, *told)
    return report
