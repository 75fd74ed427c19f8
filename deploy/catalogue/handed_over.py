"""The part of the story in which a household is paid through the bank."""

from datetime import date

from deploy.catalogue.cast import HOUSEHOLD, TOWN, VILLAGE, at_, id_
from shared.events import Event
from shared.events.funds import HouseholdPaid, HouseholdPaymentFailed, HouseholdPaymentReturned, HouseholdStatementIssued

PAYMENT, RENOVATION = id_(601), id_(602)

HANDED_OVER: list[Event] = [
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
]
