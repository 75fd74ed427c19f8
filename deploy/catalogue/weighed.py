"""What funds tells of a town's reserve, of the whole grant after first aid, and of first aid that is asked back."""

from datetime import date

from deploy.catalogue.cast import HOUSEHOLD, TOWN, at_, id_
from shared.events import Event
from shared.events.funds import (
    GrantApplicationDecided,
    GrantRecovered,
    GrantRecoveryOrdered,
    GrantRecoveryProposed,
    ReserveRefillAsked,
    ReserveRefillHeld,
)

REFILL, APPLICATION, RECOVERY, FIRST_AID, OTHER_HOUSEHOLD = map(id_, range(701, 706))

WEIGHED: list[Event] = [
    ReserveRefillAsked(
        event_id=id_(711),
        occurred_at=at_("10:00:00", 12),
        refill_id=REFILL,
        region=TOWN,
        amount_fen=4_500_000,
        origin="floor",
        needs_county=False,
    ),
    ReserveRefillHeld(
        event_id=id_(712), occurred_at=at_("10:00:02", 12), refill_id=REFILL, region=TOWN, amount_fen=4_500_000, code="overdrawn"
    ),
    GrantApplicationDecided(
        event_id=id_(713),
        occurred_at=at_("15:00:00", 12),
        application_id=APPLICATION,
        household_id=HOUSEHOLD,
        region=TOWN,
        level="county",
        is_approved=True,
        amount_fen=374_400,
        to_pay_fen=74_400,
        decided_on=date(2020, 6, 12),
    ),
    GrantRecoveryProposed(
        event_id=id_(1399),
        occurred_at=at_("00:10:00", 12),
        order_id=RECOVERY,
        payment_id=FIRST_AID,
        household_id=OTHER_HOUSEHOLD,
        region=TOWN,
        amount_fen=300_000,
        why="case-retracted",
    ),
    GrantRecoveryOrdered(
        event_id=id_(714),
        occurred_at=at_("00:10:00", 12),
        order_id=RECOVERY,
        payment_id=FIRST_AID,
        household_id=OTHER_HOUSEHOLD,
        region=TOWN,
        amount_fen=300_000,
        why="papers-overdue",
        due_on=date(2020, 7, 12),
    ),
    GrantRecovered(
        event_id=id_(715),
        occurred_at=at_("10:00:00", 20),
        order_id=RECOVERY,
        payment_id=FIRST_AID,
        household_id=OTHER_HOUSEHOLD,
        region=TOWN,
        recovered_fen=300_000,
        is_whole=True,
        closed_on=date(2020, 6, 20),
    ),
]
