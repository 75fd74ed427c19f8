"""The part of the story in which a house's subsidy is set aside before it is built, and one that lacks money."""

from datetime import date

from deploy.catalogue.cast import COUNTY, HASH, HOUSEHOLD, TOWN, VILLAGE, at_, id_
from shared.events import Event
from shared.events.funds import HeldLine, HouseMoneyHeld, HouseMoneyRefused, LackingSource
from shared.events.housing import HouseStageReleased, RenovationPlanned, RenovationUnplanned, SourceShare

RENOVATION, HOUSE, STAGE, OTHER = map(id_, range(1601, 1605))

PROMISED: list[Event] = [
    RenovationPlanned(
        event_id=id_(1611),
        occurred_at=at_("10:00:00", 26),
        renovation_id=RENOVATION,
        number=f"G-{COUNTY}-2020-0001",
        plan=1,
        household_id=HOUSEHOLD,
        house_id=HOUSE,
        region=VILLAGE,
        budget_code="housing",
        year=2020,
        amount_fen=1_800_000,
        shares=[SourceShare(source="central", amount_fen=1_400_000), SourceShare(source="county", amount_fen=400_000)],
        may_stand_in=True,
        planned_on=date(2020, 6, 26),
        asked_by=HASH,
    ),
    HouseMoneyRefused(
        event_id=id_(1612),
        occurred_at=at_("10:00:01", 26),
        renovation_id=RENOVATION,
        region=TOWN,
        plan=1,
        code="lines-for-house-short",
        reason="该专项、年度的预算指标余额不足以预留这户的补助",
        short=[LackingSource(source="county", line=f"B-{COUNTY}-2020-0002", lacks_fen=150_000)],
        is_waiting=True,
    ),
    HouseMoneyHeld(
        event_id=id_(1613),
        occurred_at=at_("15:00:00", 26),
        renovation_id=RENOVATION,
        region=TOWN,
        plan=1,
        amount_fen=1_800_000,
        lines=[
            HeldLine(line=f"B-{COUNTY}-2020-0001", source="central", amount_fen=1_400_000),
            HeldLine(line=f"B-{COUNTY}-2020-0002", source="county", amount_fen=400_000),
        ],
        held_on=date(2020, 6, 26),
    ),
    HouseStageReleased(
        event_id=id_(1614),
        occurred_at=at_("09:00:00", 29),
        matter_id=STAGE,
        renovation_id=RENOVATION,
        number=f"G-{COUNTY}-2020-0001",
        household_id=HOUSEHOLD,
        region=VILLAGE,
        stage="开工后拨付",
        amount_fen=540_000,
        budget_code="housing",
        year=2020,
        reached_on=date(2020, 6, 29),
        due_on=date(2020, 7, 29),
        asked_by=HASH,
    ),
    RenovationUnplanned(
        event_id=id_(1615), occurred_at=at_("16:00:00", 29), renovation_id=OTHER, region=VILLAGE, unplanned_on=date(2020, 6, 29)
    ),
]
