"""Take a settlement back: its counters are restored, the stay is where it was before, the settlement stays on record."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules import counters, reversal
from services.medical.rules.admission import Visit
from services.medical.rules.counters import LIFE
from services.medical.rules.drawn import read_drawn
from services.medical.rules.portion import read_settled, returned_by
from services.medical.rules.reversal import DueCause
from services.medical.schemas.settlement import ReverseSettlement
from services.medical.store import (
    accounts,
    admissions,
    claim_payouts,
    claims,
    defaulters,
    give_backs,
    instalments,
    receivables,
    resettlements,
    settlements,
)
from services.medical.tables import Account, Admission, ResettlementDue, Reversal, Settlement
from shared import clock, outbox
from shared.events.medical import DefaultListingDecided, PaperClaimReversed, SettlementReversed
from shared.policy.counters import CounterScope
from shared.security import Principal


async def reverse_settlement(
    session: AsyncSession, form: ReverseSettlement, *, settlement_id: UUID, by: Principal
) -> tuple[Reversal, int]:
    """Also how many later settlements were reckoned with this one, in whatever hospital: the county desk is told, and settles
    them again (`resettle_settlements`).

    Raises NoSuchSettlement, NoSuchAdmission, AlreadyReversed, LaterSettlementsDepend (of the same stay), AlreadyAdmitted.
    """
    settlement = await settlements.get_settlement(session, settlement_id)
    stay = await admissions.lock_admission(session, settlement.admission_id)
    persons = await accounts.lock_years(session, settlement.identity_hash, (LIFE, settlement.year))
    families = await accounts.lock_families(session, (settlement.family,), settlement.year)
    account = persons[settlement.year]

    rules.must_be_own(settlement.hospital, by.org)
    reversal.must_stand(str(settlement.id), account.standing)
    of_stay = await settlements.list_of_stay(session, stay.id)
    reversal.must_be_last_of_stay(str(settlement.id), [str(one.id) for one, taken_back in of_stay if taken_back is None])
    status = rules.put_back(was_discharged=stay.discharged_at is not None)
    if not settlement.is_interim and status is rules.AdmissionStatus.OPEN:
        await _must_have_room(session, stay)
    drawn = read_drawn(settlement.drawn or {CounterScope.PERSON_YEAR: settlement.result["drawn"]})
    touched: list[tuple[Account, CounterScope]] = [
        (account, CounterScope.PERSON_YEAR),
        *((persons[LIFE], scope) for scope in (CounterScope.PERSON_LIFE,) if scope in drawn),
        *((family, scope) for scope in (CounterScope.FAMILY_YEAR,) if scope in drawn for family in families.values()),
    ]
    later = [reversal.later_than(str(settlement.id), one.standing) for one, _ in touched]
    returned = returned_by(read_settled(settlement.settled_before), read_settled(stay.settled))

    for one, scope in touched:
        one.counters = counters.restored(one.counters, drawn.get(scope, {}))
        one.standing = accounts.without(one, settlement.id)
    account.burden_fen -= settlement.patient_fen - sum(one.patient_fen for one in returned)
    stay.settled, stay.settled_portion = settlement.settled_before, settlement.portion_before
    if not settlement.is_interim:
        stay.status, stay.settlement_id = status, None
        stay.discharged_on = stay.discharged_on if stay.discharged_at else None
    taken_back = Reversal(settlement_id=settlement.id, region=settlement.region, hospital=settlement.hospital, reason=form.reason)
    session.add(taken_back)
    await session.flush()
    await receivables.add_counter_entries(session, taken_back)
    voided = await instalments.void_plans(session, (settlement.id,))
    lifted = await defaulters.lift_listings(session, voided, by=by.subject, on=clock.today(), reason=form.reason)
    unpaid = await claim_payouts.list_awaiting(session, settlement.id) if stay.is_paper else []
    if stay.is_paper:
        await claims.reopen_claim(session, stay.id)
    await resettlements.note_dues(session, _dues(settlement, later))
    if returned:
        taken_again = await give_backs.move(session, settlement.identity_hash, [one.negated() for one in returned])
        await give_backs.note_later(session, settlement, taken_again)
    depending = len({dependent for each in later for dependent in each})

    await outbox.record(
        session,
        SettlementReversed(
            reversal_id=taken_back.id,
            settlement_id=settlement.id,
            admission_id=settlement.admission_id,
            hospital=settlement.hospital,
            total_fen=settlement.total_fen,
            region=settlement.region,
            later_settlements=depending,
        ),
        *(
            DefaultListingDecided(
                listing_id=one.id, plan_id=one.plan_id, hospital=one.hospital, region=one.region, status=one.status
            )
            for one in lifted
        ),
        *(PaperClaimReversed(payment_id=one.id, claim_id=one.claim_id, region=one.region, ask=one.asks) for one in unpaid),
    )
    return taken_back, depending


async def _must_have_room(session: AsyncSession, stay: Admission) -> None:
    """Nobody lies twice in one hospital. Raises AlreadyAdmitted."""
    if stay.is_paper or stay.visit != Visit.INPATIENT:
        return
    if open_stay := await admissions.find_open_admission(session, stay.identity_hash, stay.hospital):
        raise rules.AlreadyAdmitted(admission_id=open_stay.id)


def _dues(settlement: Settlement, later: list[list[str]]) -> list[ResettlementDue]:
    """The first that depended, on each account: those after it are made anew together with it."""
    return [
        ResettlementDue(
            settlement_id=UUID(first), region=settlement.region, hospital=settlement.hospital, cause=DueCause.REVERSAL
        )
        for first in {each[0]: None for each in later if each}
    ]
