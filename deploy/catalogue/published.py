"""What funds tells of notices, objections, duties to publish, what is owed and handed over, in the village of the story."""

from datetime import date

from deploy.catalogue.cast import TOWN, VILLAGE, at_, id_
from shared.events import Event
from shared.events.funds import (
    AssetIncomeAwaited,
    DutyToPublishMissed,
    LoanRepaymentAwaited,
    MoneyFindingsRaised,
    ObjectionAnswered,
    ObjectionAnswerMissed,
    ObjectionReceived,
    ProjectHandedOver,
)

NOTICE, OBJECTION = id_(71), id_(72)

PUBLISHED: list[Event] = [
    ObjectionReceived(
        event_id=id_(196),
        occurred_at=at_("19:30:00", 12),
        objection_id=OBJECTION,
        notice_id=NOTICE,
        region=VILLAGE,
        is_held=True,
        due_on=date(2020, 6, 28),
    ),
    ObjectionAnswerMissed(
        event_id=id_(197),
        occurred_at=at_("00:10:00", 29),
        objection_id=OBJECTION,
        notice_id=NOTICE,
        region=VILLAGE,
        due_on=date(2020, 6, 28),
        step="owner",
    ),
    ObjectionAnswered(
        event_id=id_(198),
        occurred_at=at_("10:00:00", 29),
        objection_id=OBJECTION,
        notice_id=NOTICE,
        region=VILLAGE,
        verdict="resume",
        answered_on=date(2020, 6, 29),
        is_late=True,
    ),
    DutyToPublishMissed(
        event_id=id_(199),
        occurred_at=at_("00:10:00", 30),
        duty_id=id_(73),
        region=VILLAGE,
        content="asset-income",
        outlet="board",
        due_on=date(2020, 6, 29),
        step="owner",
    ),
    AssetIncomeAwaited(
        event_id=id_(298),
        occurred_at=at_("00:10:00", 30),
        due_id=id_(88),
        asset_id=id_(89),
        region=VILLAGE,
        due_on=date(2020, 7, 30),
        amount_fen=880_173,
        step="reminder",
    ),
    ProjectHandedOver(
        event_id=id_(299),
        occurred_at=at_("15:00:00", 30),
        project_id=id_(93),
        number="P-371311-2020-0001",
        region=VILLAGE,
        handed_over_on=date(2020, 6, 30),
        things=1,
        value_fen=50_000_000,
    ),
    LoanRepaymentAwaited(
        event_id=id_(302),
        occurred_at=at_("00:10:00", 30),
        loan_id=id_(87),
        region=VILLAGE,
        due_on=date(2020, 7, 29),
        amount_fen=5_000_000,
        step="reminder",
    ),
    MoneyFindingsRaised(
        event_id=id_(312),
        occurred_at=at_("00:20:00", 30),
        finding_id=id_(313),
        region=TOWN,
        rule="payment-waits-for-review",
        rule_title="到户发放提出后迟迟没有审核",
        level="warning",
        findings=3,
        amount_fen=1_200_000,
        found_on=date(2020, 6, 30),
    ),
]
