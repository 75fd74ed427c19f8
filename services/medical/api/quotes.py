"""The public calculator. It knows nobody and stores nothing."""

from functools import reduce
from operator import add

from services.medical.rules.eligibility import PersonClassUnknown, must_be_known
from services.medical.rules.line import AmountIsNotQuantityTimesPrice, LineCost, SelfPayRatioNotForClass, cost
from services.medical.schemas.outcome import OutcomeView
from services.medical.schemas.quote import QuoteView, RequestQuote
from services.medical.schemas.settlement import PartsView
from services.medical.store import policies
from shared.policy.clauses import Stay
from shared.policy.evaluate import BillDoesNotAddUp, PaidMoreThanLeft, settle
from shared.policy.explain import explained
from shared.policy.load import NoPolicyInForce
from shared.regions import UnknownRegion
from shared.security import anyone
from shared.service import door, refuses

router = door("/quotes", "待遇测算")


@router.post(
    "",
    summary="测算一笔住院费用",
    dependencies=[anyone],
    responses=refuses(
        UnknownRegion,
        NoPolicyInForce,
        PersonClassUnknown,
        BillDoesNotAddUp,
        PaidMoreThanLeft,
        AmountIsNotQuantityTimesPrice,
        SelfPayRatioNotForClass,
    ),
)
async def create_quote(form: RequestQuote) -> QuoteView:
    """公开测算:不需要令牌,不保存任何内容;算法与正式结算相同。"""
    policy = policies.get_policy(form.region, form.on)
    must_be_known(policy, form.persons)
    parts = None
    total_fen, in_policy_fen = form.total_fen or 0, form.in_policy_fen or 0
    if form.lines:
        costs = reduce(
            add, (cost(line.charged(at + 1), pointer=f"/lines/{at}") for at, line in enumerate(form.lines)), LineCost()
        )
        parts = PartsView.model_validate(costs)
        total_fen, in_policy_fen = costs.total_fen, costs.in_policy_fen
    stay = Stay(
        region=form.region,
        level=form.hospital_level,
        persons=frozenset(form.persons),
        total_fen=total_fen,
        in_policy_fen=in_policy_fen,
        so_far=form.so_far,
        given=form.given,
    )
    outcome = OutcomeView.model_validate(explained(policy, settle(policy, stay)))
    return QuoteView(**dict(outcome), parts=parts)
