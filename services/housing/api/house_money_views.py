"""The money of a renovation as every door shows it."""

from collections.abc import Sequence
from datetime import date

from services.housing.rules.house_money import BACK, SETTLED, StageState
from services.housing.rules.money_recovery import RecoveryState
from services.housing.schemas.house_money import (
    HouseMoneyView,
    LineView,
    MoneyRecoveryView,
    MoneyStageView,
    ShortView,
    SourceView,
    parts_shown,
)
from services.housing.tables import HouseMoney, MoneyRecovery, MoneyStage, Renovation


def money_shown(
    money: HouseMoney, renovation: Renovation, stages: list[MoneyStage], recoveries: Sequence[MoneyRecovery], *, today: date
) -> HouseMoneyView:
    views = [stage_shown(stage, today=today) for stage in stages]
    paid = [part for view in views for part in view.payments if part.state is StageState.PAID]
    decided_fen = sum(each.amount_fen for each in recoveries if each.state is not RecoveryState.PROPOSED)
    return HouseMoneyView.model_validate(
        money.model_dump(exclude={"shares", "lines", "short"})
        | {
            "number": renovation.number,
            "shares": [SourceView.model_validate(each) for each in money.shares],
            "lines": [LineView.model_validate(each) for each in money.lines],
            "short": [ShortView.model_validate(each) for each in money.short],
            "over_fen": money.asked_back_fen,
            "asked_back_fen": max(0, money.asked_back_fen - decided_fen),
            "recoveries": [MoneyRecoveryView.model_validate(each) for each in recoveries],
            "paid_fen": sum(part.amount_fen for part in paid),
            "stages": views,
        }
    )


def stage_shown(stage: MoneyStage, *, today: date) -> MoneyStageView:
    return MoneyStageView.model_validate(stage_told(stage, today=today))


def stage_told(stage: MoneyStage, *, today: date) -> dict[str, object]:
    """What is said of a stage, for whichever view."""
    is_open = stage.state not in SETTLED | BACK
    is_late = is_open and stage.due_on is not None and stage.due_on < today
    return stage.model_dump(exclude={"payments"}) | {"is_late": is_late, "payments": parts_shown(stage.payments)}
