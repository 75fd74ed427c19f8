"""The part of the story in which a household is paid through the bank: for its house, and for a bill that it had paid itself."""

from datetime import date

from deploy.catalogue.cast import HASH, HOUSEHOLD, PERSON, TOWN, VILLAGE, at_, id_
from shared.events import Event
from shared.events.funds import (
    HouseholdPaid,
    HouseholdPaymentAsked,
    HouseholdPaymentFailed,
    HouseholdPaymentRefused,
    HouseholdPaymentReturned,
    HouseholdPaymentWithdrawn,
    HouseholdStatementIssued,
)
from shared.events.housing import HouseAcceptanceRevoked, HouseAccepted
from shared.events.medical import PaperClaimReversed, PaperClaimSettled

PAYMENT, RENOVATION, HOUSE, CLAIM, PAYOUT = map(id_, range(601, 606))

HANDED_OVER: list[Event] = [
    HouseAccepted(
        event_id=id_(615),
        occurred_at=at_("09:00:00", 26),
        acceptance_id=RENOVATION,
        household_id=HOUSEHOLD,
        house_id=HOUSE,
        region=VILLAGE,
        grade="C",
        budget_code="housing",
        year=2020,
        subsidy_fen=1_400_000,
        accepted_on=date(2020, 6, 26),
        asked_by=HASH,
    ),
    HouseholdPaymentRefused(
        event_id=id_(616),
        occurred_at=at_("09:00:01", 26),
        household_id=HOUSEHOLD,
        region=TOWN,
        about="housing",
        about_id=RENOVATION,
        round=1,
        code="lines-for-matter-short",
        reason="该专项、年度的预算指标余额都不足以发放这笔补助",
        is_waiting=True,
    ),
    HouseholdPaymentAsked(
        event_id=id_(617),
        occurred_at=at_("10:00:00", 26),
        payment_id=PAYMENT,
        household_id=HOUSEHOLD,
        region=TOWN,
        about="housing",
        about_id=RENOVATION,
        round=1,
        amount_fen=1_400_000,
    ),
    HouseholdPaymentFailed(
        event_id=id_(611),
        occurred_at=at_("09:00:00", 29),
        payment_id=PAYMENT,
        household_id=HOUSEHOLD,
        region=TOWN,
        about="housing",
        about_id=RENOVATION,
        code="AC04",
        failed_on=date(2020, 6, 29),
    ),
    HouseholdPaid(
        event_id=id_(612),
        occurred_at=at_("09:00:00", 30),
        payment_id=PAYMENT,
        household_id=HOUSEHOLD,
        region=TOWN,
        about="housing",
        about_id=RENOVATION,
        amount_fen=1_400_000,
        paid_on=date(2020, 6, 30),
    ),
    HouseholdStatementIssued(
        event_id=id_(613),
        occurred_at=at_("17:00:00", 30),
        household_id=HOUSEHOLD,
        region=VILLAGE,
        month="2020-05",
        payments=1,
        amount_fen=300_000,
    ),
    HouseholdPaymentReturned(
        event_id=id_(614),
        occurred_at=at_("18:00:00", 30),
        payment_id=PAYMENT,
        household_id=HOUSEHOLD,
        region=TOWN,
        about="housing",
        about_id=RENOVATION,
        amount_fen=1_400_000,
        returned_on=date(2020, 6, 30),
    ),
    HouseAcceptanceRevoked(event_id=id_(618), occurred_at=at_("18:30:00", 30), acceptance_id=RENOVATION, region=VILLAGE),
    PaperClaimSettled(
        event_id=id_(619),
        occurred_at=at_("15:00:00", 26),
        payment_id=PAYOUT,
        claim_id=CLAIM,
        region=VILLAGE,
        person_id=PERSON,
        household_id=HOUSEHOLD,
        payer="医疗救助基金",
        amount_fen=320_000,
        settled_on=date(2020, 6, 26),
        ask=1,
        asked_by=HASH,
    ),
    PaperClaimReversed(
        event_id=id_(620), occurred_at=at_("16:00:00", 26), payment_id=PAYOUT, claim_id=CLAIM, region=VILLAGE, ask=1
    ),
    HouseholdPaymentWithdrawn(
        event_id=id_(621),
        occurred_at=at_("16:00:01", 26),
        payment_id=id_(606),
        household_id=HOUSEHOLD,
        region=TOWN,
        about="paper-claim",
        about_id=PAYOUT,
        round=1,
        withdrawn_on=date(2020, 6, 26),
    ),
]
