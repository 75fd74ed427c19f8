"""From ratings and standards to what people read."""

from collections.abc import Sequence
from datetime import date, timedelta

from services.registry.rules.credit import OBJECTION_STATE_NAMES, RATING_STATE_NAMES, RatingState
from services.registry.rules.credit_standard import DIMENSION_NAMES, CreditPolicy, Dimension
from services.registry.schemas.credit import (
    BarrierView,
    CreditObjectionView,
    CriterionView,
    GradeView,
    OptionView,
    PointLineView,
    RatingLine,
    RatingView,
    StandardView,
)
from services.registry.tables import CreditObjection, CreditRating, Household
from shared import regions
from shared.periods import day_in_china


def rating_line(rating: CreditRating, household: Household, *, on: date) -> RatingLine:
    return RatingLine.model_validate(_line(rating, household, on))


def rating_view(
    rating: CreditRating, household: Household, objections: Sequence[CreditObjection], policy: CreditPolicy, *, on: date
) -> RatingView:
    decided_on = day_in_china(rating.decided_at) if rating.decided_at else None
    is_held = rating.state is RatingState.DECIDED
    until = decided_on + timedelta(days=policy.terms.objection_days) if decided_on and is_held else None
    return RatingView.model_validate(
        _line(rating, household, on)
        | {
            "lines": [_point(line) for line in rating.lines],
            "objections": [objection_view(objection) for objection in objections],
            "loan_clause": policy.source(policy.loan).spoken,
            "object_until": until,
        }
    )


def _line(rating: CreditRating, household: Household, on: date) -> dict[str, object]:
    return rating.model_dump() | {
        "rating_id": rating.id,
        "household_code": household.code,
        "region_name": regions.name_of(rating.region),
        "state_name": RATING_STATE_NAMES[rating.state],
        "is_valid": rating.state is RatingState.DECIDED and rating.valid_until is not None and on <= rating.valid_until,
    }


def _point(line: dict[str, object]) -> PointLineView:
    return PointLineView.model_validate(line | {"dimension_name": DIMENSION_NAMES[Dimension(str(line["dimension"]))]})


def objection_view(objection: CreditObjection) -> CreditObjectionView:
    told = {"objection_id": objection.id, "state_name": OBJECTION_STATE_NAMES[objection.state]}
    return CreditObjectionView.model_validate(objection.model_dump() | told)


def standard_view(policy: CreditPolicy, version: str) -> StandardView:
    return StandardView(
        policy=policy.policy,
        title=policy.title,
        version=version,
        limit_fen=policy.loan.limit_fen,
        term_months=policy.loan.term_months,
        age_from=policy.loan.age_from,
        age_to=policy.loan.age_to,
        loan_clause=policy.source(policy.loan).spoken,
        valid_months=policy.terms.valid_months,
        objection_days=policy.terms.objection_days,
        terms_clause=policy.source(policy.terms).spoken,
        criteria=[
            CriterionView(
                criterion=each.criterion,
                title=each.title,
                dimension_name=DIMENSION_NAMES[each.dimension],
                of=each.most,
                is_asked=bool(each.options),
                options=[OptionView(**option.model_dump()) for option in each.options],
                clause=policy.source(each).spoken,
            )
            for each in policy.criteria
        ],
        barriers=[
            BarrierView(barrier=each.barrier, title=each.title, clause=policy.source(each).spoken) for each in policy.barriers
        ],
        grades=[
            GradeView(grade=each.grade, title=each.title, at_least=each.at_least, limit_fen=each.limit_fen)
            for each in policy.grades
        ],
    )
