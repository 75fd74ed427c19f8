"""The public calculator. It knows nobody and stores nothing."""

from services.medical.rules.eligibility import NotInPolicy, PersonClassUnknown, must_be_known, must_be_ruled
from services.medical.rules.line import AmountIsNotQuantityTimesPrice, LineCost, SelfPayRatioNotForClass, cost, parts_of
from services.medical.schemas.outcome import OutcomeView
from services.medical.schemas.quote import QuoteView, RequestQuote
from services.medical.schemas.settlement import PartsView
from services.medical.store import policies
from shared.policy.catalogue import LineValues
from shared.policy.clauses import Policy, Stay
from shared.policy.evaluate import (
    BillDoesNotAddUp,
    LevelUnknown,
    PaidMoreThanLeft,
    PartsNeeded,
    PlaceUnknown,
    SchemeUnknown,
    VisitUnknown,
    settle,
)
from shared.policy.explain import explained
from shared.policy.income import IncomeNeeded, IncomeNotPublished
from shared.policy.load import NoPolicyInForce
from shared.regions import UnknownRegion
from shared.security import anyone
from shared.service import door, refuses

router = door("/quotes", "待遇测算")


@router.post(
    "",
    summary="测算一笔医疗费用",
    dependencies=[anyone],
    responses=refuses(
        UnknownRegion,
        NoPolicyInForce,
        PersonClassUnknown,
        NotInPolicy,
        LevelUnknown,
        SchemeUnknown,
        VisitUnknown,
        PlaceUnknown,
        PartsNeeded,
        BillDoesNotAddUp,
        PaidMoreThanLeft,
        IncomeNeeded,
        IncomeNotPublished,
        AmountIsNotQuantityTimesPrice,
        SelfPayRatioNotForClass,
    ),
)
async def create_quote(form: RequestQuote) -> QuoteView:
    """公开测算：不需要令牌，不保存任何内容；算法与正式结算相同。"""
    policy = policies.get_policy_for(
        form.region, admitted_on=form.admitted_on or form.on, discharged_on=form.on, scheme=form.scheme
    )
    must_be_known(policy, form.persons)
    must_be_ruled(policy, form.stay())
    stay, parts = (form.stay(), None) if not form.lines else _by_lines(form, policy)
    outcome = OutcomeView.model_validate(explained(policy, settle(policy, stay)))
    return QuoteView(**dict(outcome), parts=parts and PartsView.model_validate(parts))


def _by_lines(form: RequestQuote, policy: Policy) -> tuple[Stay, LineCost]:
    """The bill that charge lines make, by the shares and price ceilings that the policy has for lines without their own."""
    values, costed, whole = LineValues(policy, form.stay()), [], LineCost()
    for at, line in enumerate(form.lines):
        charged = line.charged(at + 1)
        parts = cost(charged, pointer=f"/lines/{at}", values=values)
        costed.append((charged, parts))
        whole += parts
    classes, items = parts_of(costed)
    return form.stay(total_fen=whole.total_fen, in_policy_fen=whole.in_policy_fen, classes=classes, items=items), whole
