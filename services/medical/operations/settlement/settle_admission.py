"""Settle a stay or a visit in one stop, or say beforehand what settling it would give: one path for both."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules import burden
from services.medical.rules.admission import AdmissionStatus
from services.medical.rules.burden import Burden
from services.medical.rules.burden_share import BurdenShare, weigh_share
from services.medical.rules.drawn import plain
from services.medical.rules.eligibility import persons_of
from services.medical.rules.facts import facts_of
from services.medical.rules.portion import Portion, Settled, read_settled, settle_portion
from services.medical.rules.tally import Tally
from services.medical.schemas.settlement import SettleAdmission
from services.medical.store import admissions, give_backs, policies, settlements
from services.medical.store.settlements import Bill
from services.medical.tables import SettledBill
from shared import clock, outbox
from shared.events import Event
from shared.events.medical import BurdenExceeded, BurdenShareExceeded, PayerShare, SettlementCompleted
from shared.ids import uuid7
from shared.policy.clauses import Stay
from shared.security import Principal


async def settle_admission(
    session: AsyncSession,
    form: SettleAdmission,
    *,
    admission_id: UUID,
    by: Principal,
    on: date,
    is_interim: bool = False,
    dry_run: bool = False,
) -> SettledBill:
    """Share the bill out by the policy in force on the day of discharge, and draw on the person's and the family's accounts.

    With `is_interim` the stay goes on: what was charged so far is settled by the policy of that day, the next settlement takes
    the rest (see `rules.portion`), and whoever has paid too much by then gives it back. The settlement that carries a person over
    the burden line says so in the same transaction: once in a year, and only while no case has opened cover for them; so does,
    once in a year, the one after which their share of the in-policy costs is no longer below the line of the place (S6). With
    `dry_run` nothing is written. Raises NoSuchAdmission, AlreadySettled, NothingToSettle, DateOutOfOrder, NotDischarged,
    DischargedOnAnotherDay, NoPolicyInForce; interim also NotAnInpatient, NotInHospital; LevelUnknown, PaidMoreThanLeft.
    """
    bill = await settlements.lock_bill(session, admission_id, on=form.discharged_on)
    if bill is None:
        await _say_why(session, admission_id, by)
    assert bill is not None

    rules.must_be_own(bill.hospital, by.org)
    before = read_settled(bill.settled)
    whole = bill.whole
    if is_interim:
        rules.must_be_in_hospital(bill.status, bill.visit)
        rules.must_be_settleable(bill.status, line_count=whole.line_count - before.tally.line_count)
    else:
        rules.must_be_settleable(bill.status, line_count=whole.line_count)
    day = rules.day_of_discharge(form.discharged_on, bill.discharged_on)
    rules.must_fall_between("/discharged_on", bill.last_charged_on or bill.admitted_on, day, on)
    policy = policies.get_policy_for(bill.region, admitted_on=bill.admitted_on, discharged_on=day, scheme=bill.scheme)
    accounts = before.taken_out_of(bill.accounts, year=day.year, family=bill.family)
    stay = _stay(bill, whole, accounts.so_far, year=day.year)
    portion = settle_portion(policy, stay, whole, before, year=day.year, family=bill.family)
    after = bill.accounts.added(portion.drawn)
    weighed = burden.weigh(policy, stay, before_fen=bill.burden_fen, patient_fen=portion.burden_fen)
    share = weigh_share(after.person, region=stay.region, persons=stay.persons)
    settlement = SettledBill(
        id=uuid7(),
        admission_id=bill.id,
        identity_hash=bill.identity_hash,
        region=bill.region,
        hospital=bill.hospital,
        year=day.year,
        settled_on=day,
        settled_at=clock.now(),
        policy=policy.name,
        policy_version=policy.version,
        total_fen=portion.total_fen,
        patient_fen=portion.patient_fen,
        result=portion.result | _context(portion, weighed, share),
        is_interim=is_interim,
        family=bill.family,
        facts=facts_of(stay) | {"tally": portion.tally.as_json()},
        drawn=plain(portion.drawn),
        settled_before=bill.settled,
        portion_before=bill.settled_portion,
    )
    if dry_run:
        return settlement

    is_news = weighed.is_crossed and bill.burden_told_at is None and not bill.is_in_case
    events: list[Event] = [_completed(settlement, bill, portion)]
    if is_news:
        events.append(_exceeded(settlement, bill, weighed))
    is_share_news = share.is_over and bill.burden_share_told_at is None
    if is_share_news:
        events.append(_share_exceeded(settlement, bill, share))
    await settlements.add_settlement(
        session,
        settlement,
        stay=_left_as(settlement, bill, portion.settled(year=day.year, family=bill.family, goes_on=is_interim)),
        account=bill.account,
        accounts=after,
        burden_fen=weighed.after_fen,
        burden_told_at=clock.now() if is_news else bill.burden_told_at,
        burden_share_told_at=clock.now() if is_share_news else bill.burden_share_told_at,
        owed=[outbox.debt(event) for event in events],
    )
    if portion.gives_back:
        await give_backs.give_back(session, settlement, portion.returned)
    return settlement


async def _say_why(session: AsyncSession, admission_id: UUID, by: Principal) -> None:
    """No bill was found: there is no such stay, or it says no day to settle it by. Raises NoSuchAdmission, NotDischarged."""
    stay = await admissions.get_admission(session, admission_id)
    rules.must_be_own(stay.hospital, by.org)
    rules.must_be_settleable(AdmissionStatus(stay.status), line_count=stay.line_count)
    rules.day_of_discharge(None, None)


def _stay(bill: Bill, whole: Tally, so_far: dict[str, int], *, year: int) -> Stay:
    return Stay(
        region=bill.region,
        level=bill.hospital_level,
        persons=persons_of(bill.classes or (), has_cover=bill.has_cover),
        total_fen=bill.total_fen,
        in_policy_fen=bill.in_policy_fen,
        so_far=so_far,
        given=bill.given,
        scheme=bill.scheme,
        visit=bill.visit,
        place=bill.place,
        diseases=frozenset(bill.diseases),
        traits=frozenset(bill.traits),
        classes=whole.classes,
        items=whole.items,
        year=year,
    )


def _left_as(settlement: SettledBill, bill: Bill, settled: Settled) -> dict[str, Any]:
    """What becomes of the stay: it goes on after an interim settlement, any other closes it."""
    if settlement.is_interim:
        stays: dict[str, Any] = {"status": bill.status.value, "settlement_id": None, "discharged_on": bill.discharged_on}
    else:
        stays = {
            "status": AdmissionStatus.SETTLED.value,
            "settlement_id": settlement.id,
            "discharged_on": settlement.settled_on,
        }
    return stays | {"settled": settled.as_json()}


def _context(portion: Portion, weighed: Burden, share: BurdenShare) -> dict[str, Any]:
    """What stands beside the layers' reasons: the four parts of the bill, and what the year has become for the person."""
    cost = portion.tally.cost
    parts = {
        "in_policy_fen": cost.in_policy_fen,
        "pre_pay_fen": cost.pre_pay_fen,
        "over_ceiling_fen": cost.over_ceiling_fen,
        "out_of_policy_fen": cost.out_of_policy_fen,
    }
    return {"parts": parts, "burden": weighed.explained(), "burden_share": share.explained}


def _completed(settlement: SettledBill, bill: Bill, portion: Portion) -> SettlementCompleted:
    return SettlementCompleted(
        settlement_id=settlement.id,
        admission_id=bill.id,
        hospital=bill.hospital,
        region=bill.region,
        person_id=bill.person_id,
        total_fen=portion.total_fen,
        shares=[PayerShare.of(payer, paid_fen) for payer, paid_fen in portion.paid.items()],
        patient_fen=max(0, portion.patient_fen),
        patient_given_back_fen=max(0, -portion.patient_fen) or None,
        settled_on=settlement.settled_on,
        visit=bill.visit.value,
        is_interim=settlement.is_interim,
    )


def _exceeded(settlement: SettledBill, bill: Bill, weighed: Burden) -> BurdenExceeded:
    return BurdenExceeded(
        settlement_id=settlement.id,
        admission_id=bill.id,
        identity_hash=bill.identity_hash,
        person_id=bill.person_id,
        region=bill.region,
        year=settlement.year,
        burden_fen=weighed.after_fen,
        line_fen=weighed.line_fen or 0,
    )


def _share_exceeded(settlement: SettledBill, bill: Bill, share: BurdenShare) -> BurdenShareExceeded:
    return BurdenShareExceeded(
        settlement_id=settlement.id,
        identity_hash=bill.identity_hash,
        person_id=bill.person_id,
        region=bill.region,
        year=settlement.year,
        in_policy_fen=share.in_policy_fen,
        burden_fen=share.burden_fen,
        share_per_mille=share.per_mille,
        line_per_mille=share.line.per_mille if share.line else 0,
    )
