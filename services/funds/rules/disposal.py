"""How an asset may go: asked for, agreed to by each in turn (by policy), shown, and then done; never deleted."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from services.funds.rules.asset_policy import STEP_NAMES, DisposalStep
from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class DisposalWay(StrEnum):
    TRANSFER = "transfer"
    SCRAP = "scrap"
    SALE = "sale"


WAY_NAMES = {DisposalWay.TRANSFER: "划转", DisposalWay.SCRAP: "报废", DisposalWay.SALE: "出售"}


class DisposalState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    """By everyone; its notice stands."""
    REFUSED = "refused"
    DONE = "done"


DISPOSAL_STATE_NAMES = {
    DisposalState.ASKED: "审批中",
    DisposalState.APPROVED: "已批准，公示中",
    DisposalState.REFUSED: "未同意",
    DisposalState.DONE: "已处置",
}


class NoSuchDisposal(NotFound):
    """没有这件处置申请"""


class DisposalOpen(Conflict):
    """该资产已有一件没有办完的处置申请"""


class DisposalStateForbids(Conflict):
    """处置申请当前的状态不允许这样办理"""


class NotYourStep(Forbidden):
    """现在不由该角色审批"""


class AlreadyTookPart(Forbidden):
    """申请人和前面步骤的经办人不能再审批"""

    mend = "请由另一名工作人员办理"


class PriceMissing(Unprocessable):
    """出售须写明价款和受让单位，其他方式不写价款"""


class SoldBelowValuation(Unprocessable):
    """出售价款低于评估价"""

    mend = "请按不低于评估价的价款重新申请，或重新评估"


class ContractRuns(Conflict):
    """资产的经营合同仍在期限内"""

    mend = "请先登记合同提前终止"


WHO_DECIDES: dict[DisposalStep, frozenset[str]] = {
    DisposalStep.VILLAGE_ASSEMBLY: frozenset({"village", "town"}),
    DisposalStep.TOWN: frozenset({"town"}),
    DisposalStep.COUNTY: frozenset({"county"}),
}
"""By role. The vote of an assembly is written down by the village, or by the town for it."""


def must_be_priced(way: DisposalWay, *, price_fen: int | None, valuation_fen: int, taker: str) -> None:
    """Raises PriceMissing, SoldBelowValuation."""
    if (way is DisposalWay.SALE) is not (price_fen is not None) or (way is not DisposalWay.SCRAP and not taker):
        raise PriceMissing(pointer="/price_yuan")
    if price_fen is not None and price_fen < valuation_fen:
        raise SoldBelowValuation(pointer="/price_yuan", valuation_fen=valuation_fen)


def step_now(chain: Sequence[DisposalStep], decided: Collection[DisposalStep]) -> DisposalStep | None:
    """Whose turn it is; none once everyone agreed."""
    return next((step for step in chain if step not in decided), None)


def must_decide(step: DisposalStep, *, role: str, subject: str, took_part: Collection[str]) -> None:
    """Raises NotYourStep, AlreadyTookPart."""
    if role not in WHO_DECIDES[step]:
        raise NotYourStep(step=STEP_NAMES[step])
    if subject in took_part:
        raise AlreadyTookPart


def must_be(state: DisposalState, needed: DisposalState) -> None:
    """Raises DisposalStateForbids."""
    if state is not needed:
        raise DisposalStateForbids(state=DISPOSAL_STATE_NAMES[state])
