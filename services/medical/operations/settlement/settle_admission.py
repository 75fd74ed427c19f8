"""Settle a stay in one stop, or say beforehand what settling it would give: one path for both."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules import burden, counters
from services.medical.rules.burden import Burden
from services.medical.rules.burden_share import BurdenShare, drawn_with_year, weigh_share
from services.medical.rules.eligibility import persons_of
from services.medical.schemas.settlement import SettleAdmission
from services.medical.store import policies, settlements
from services.medical.store.settlements import Bill
from services.medical.tables import Settlement
from shared import clock, outbox
from shared.events import Event
from shared.events.medical import BurdenExceeded, BurdenShareExceeded, PayerShare, SettlementCompleted
from shared.policy.clauses import Stay
from shared.policy.evaluate import Outcome, settle
from shared.policy.explain import explained, reference_explained
from shared.security import Principal


async def settle_admission(
    session: AsyncSession, form: SettleAdmission, *, admission_id: UUID, by: Principal, on: date, dry_run: bool = False
) -> Settlement:
    """Share the bill out by the policy in force on the day of discharge, and draw on the person's year.

    The settlement that carries a person over the burden line says so in the same transaction: once in a year, and only while
    no case has opened cover for them; so does, once in a year, the one after which their share of the in-policy costs is no
    longer below the line of the place (S6). With `dry_run` nothing is written. Raises NoSuchAdmission, AlreadySettled,
    NothingToSettle, DateOutOfOrder, NoPolicyInForce.
    """
    bill = await settlements.lock_bill(session, admission_id, on=form.discharged_on)
    if bill is None:
        raise rules.NoSuchAdmission(admission_id=admission_id)

    rules.must_be_own(bill.hospital, by.org)
    rules.must_be_settleable(bill.status, line_count=bill.line_count)
    rules.must_fall_between("/discharged_on", bill.last_charged_on or bill.admitted_on, form.discharged_on, on)
    policy = policies.get_policy(bill.region, form.discharged_on)
    stay = Stay(
        region=bill.region,
        level=bill.hospital_level,
        persons=persons_of(bill.classes or (), has_cover=bill.has_cover),
        total_fen=bill.total_fen,
        in_policy_fen=bill.in_policy_fen,
        so_far=bill.counters,
    )
    outcome = settle(policy, stay)
    weighed = burden.weigh(policy, stay, before_fen=bill.burden_fen, patient_fen=outcome.patient_fen)
    drawn = drawn_with_year(outcome)
    year = counters.added(bill.counters, drawn)
    share = weigh_share(year, region=stay.region, persons=stay.persons)
    settlement = Settlement(
        admission_id=bill.id,
        identity_hash=bill.identity_hash,
        region=bill.region,
        hospital=bill.hospital,
        year=form.discharged_on.year,
        settled_on=form.discharged_on,
        policy=policy.name,
        policy_version=policy.version,
        total_fen=bill.total_fen,
        patient_fen=outcome.patient_fen,
        result=explained(policy, outcome)
        | {"drawn": drawn, "parts": _parts(bill), "burden": _burden(weighed), "burden_share": share.explained},
    )
    if dry_run:
        return settlement

    is_news = weighed.is_crossed and bill.burden_told_at is None and not bill.is_in_case
    events: list[Event] = [_completed(settlement, bill, outcome)]
    if is_news:
        events.append(_exceeded(settlement, bill, weighed))
    is_share_news = share.is_over and bill.burden_share_told_at is None
    if is_share_news:
        events.append(_share_exceeded(settlement, bill, share))
    await settlements.add_settlement(
        session,
        settlement,
        counters=year,
        burden_fen=weighed.after_fen,
        burden_told_at=clock.now() if is_news else bill.burden_told_at,
        burden_share_told_at=clock.now() if is_share_news else bill.burden_share_told_at,
        owed=[outbox.debt(event) for event in events],
    )
    return settlement


def _parts(bill: Bill) -> dict[str, int]:
    return {
        "in_policy_fen": bill.in_policy_fen,
        "pre_pay_fen": bill.pre_pay_fen,
        "over_ceiling_fen": bill.over_ceiling_fen,
        "out_of_policy_fen": bill.out_of_policy_fen,
    }


def _burden(weighed: Burden) -> dict[str, Any]:
    return {
        "before_fen": weighed.before_fen,
        "after_fen": weighed.after_fen,
        "line_fen": weighed.line_fen,
        "is_crossed": weighed.is_crossed,
        "reference": weighed.reference and reference_explained(weighed.reference),
    }


def _completed(settlement: Settlement, bill: Bill, outcome: Outcome) -> SettlementCompleted:
    return SettlementCompleted(
        settlement_id=settlement.id,
        admission_id=bill.id,
        hospital=bill.hospital,
        region=bill.region,
        person_id=bill.person_id,
        total_fen=bill.total_fen,
        shares=[PayerShare(payer=share.layer.name, amount_fen=share.paid_fen) for share in outcome.shares],
        patient_fen=outcome.patient_fen,
        settled_on=settlement.settled_on,
    )


def _exceeded(settlement: Settlement, bill: Bill, weighed: Burden) -> BurdenExceeded:
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


def _share_exceeded(settlement: Settlement, bill: Bill, share: BurdenShare) -> BurdenShareExceeded:
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
