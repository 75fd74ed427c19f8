"""Claims of the special insurance: 报案, 受理, 补正, 核定, 赔付 or 拒赔, and opened again where it was wrong."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum

from services.medical.rules.insurance import Benefit, Pays
from shared.errors import Conflict, Forbidden, NotFound, Unprocessable
from shared.money import yuan


class InsuranceClaimStatus(StrEnum):
    """Where a claim stands."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    SUPPLEMENTING = "supplementing"
    ASSESSED = "assessed"
    APPROVED = "approved"
    PAID = "paid"
    REFUSED = "refused"
    REOPENED = "reopened"


INSURANCE_CLAIM_TITLES = {
    InsuranceClaimStatus.REPORTED: "已报案",
    InsuranceClaimStatus.ACCEPTED: "已受理",
    InsuranceClaimStatus.SUPPLEMENTING: "待补正",
    InsuranceClaimStatus.ASSESSED: "已核定待复核",
    InsuranceClaimStatus.APPROVED: "核定通过待赔付",
    InsuranceClaimStatus.PAID: "已赔付",
    InsuranceClaimStatus.REFUSED: "已拒赔",
    InsuranceClaimStatus.REOPENED: "重新核定中",
}
CLAIM_STATUSES_SPOKEN = "；".join(f"{status.value} {title}" for status, title in INSURANCE_CLAIM_TITLES.items())

_S = InsuranceClaimStatus
MOVES = {
    _S.REPORTED: {_S.ACCEPTED},
    _S.ACCEPTED: {_S.SUPPLEMENTING, _S.ASSESSED},
    _S.SUPPLEMENTING: {_S.ACCEPTED},
    _S.REOPENED: {_S.SUPPLEMENTING, _S.ASSESSED},
    _S.ASSESSED: {_S.APPROVED, _S.REFUSED, _S.ACCEPTED},
    _S.APPROVED: {_S.PAID, _S.REOPENED},
    _S.PAID: {_S.REOPENED},
    _S.REFUSED: {_S.REOPENED},
}
"""Every move that there is; back to accepted from assessed is the reviewer's sending back."""

DECIDED = frozenset({_S.APPROVED, _S.PAID, _S.REFUSED})


class NoSuchInsuranceClaim(NotFound):
    """没有找到这笔特惠保险理赔"""


class InsuranceClaimStateForbids(Conflict):
    """理赔当前的状态不允许这样办理"""

    mend = "请查询理赔的当前状态；拒赔、已核定或已赔付的，可说明理由重新核定"


class NotInsured(Unprocessable):
    """出险当日该人员没有投保特惠保险"""

    mend = "请核对证件号码和出险日期；应保未保的，编制补充名册并批改保单"


class EventOutOfOrder(Unprocessable):
    """日期先后不符"""

    mend = "出险日期不晚于报案日期，报案日期不晚于今天；付款日期不早于核定日期"


class ClaimTooLate(Conflict):
    """已超过请求给付保险金的期限"""

    mend = "期限见 until；确有正当理由的，由保险公司另行处理"


class PaidInSettlement(Conflict):
    """该项责任随一站式结算赔付，不能另行申请，以免重复赔付"""

    mend = "结算时没有享受到的，请县区经办在身份补登之后重新结算"


class BillNotOfThisBenefit(Unprocessable):
    """这张账单不属于该项保险责任"""

    mend = "请查询 claimability 看这张账单可以申请哪些保险责任"


class BillOfAnother(Unprocessable):
    """这次结算不是该人员的"""

    mend = "请核对结算编号与证件号码"


class SettlementTakenBack(Conflict):
    """所依据的结算已经冲正"""

    mend = "请以替代它的结算重新报案，原理赔作拒赔处理"


class BillIsSettledHere(Conflict):
    """这张票据已在本平台结算，个人负担以结算为准"""

    mend = "请不填票据和金额，改填 settlement_id"


class BillMissing(Unprocessable):
    """按实际负担赔付的，须有账单"""

    mend = "填写本平台的结算编号 settlement_id，或票据号码 invoice_no 和损失金额 loss_yuan"


class AlreadyClaimed(Conflict):
    """同一账单或同一事故已经报案"""

    mend = "已有的理赔见 claim_id；拒赔的可申请重新核定"


class PapersIncomplete(Conflict):
    """理赔材料不齐，不能核定赔付"""

    mend = "请补齐 missing 所列材料，或一次性书面通知补正"


class NoSuchPaper(Unprocessable):
    """该地的理赔材料清单没有这种材料"""

    mend = "请使用 known 所列的材料代码"


class NothingToAskFor(Conflict):
    """所要求补正的材料已经收到"""

    mend = "请核对已收材料"


class AboveWhatIsPayable(Unprocessable):
    """核定金额超过可赔付的上限"""

    mend = "上限及算法见 payable_yuan、because"


class BelowWhatIsPaid(Unprocessable):
    """核定金额低于已赔付的金额"""

    mend = "多付的须由保险公司追回，平台不做负数赔付；维持原金额的，可按已赔付金额核定"


class NothingAssessed(Unprocessable):
    """核定金额为零"""

    mend = "不予赔付的，请以拒赔结案并写明理由"


class DecidedByItsAssessor(Forbidden):
    """理赔不能由核定人自己复核"""

    mend = "请由本级另一名工作人员复核"


class DecisionNotAsSeen(Conflict):
    """核定金额与复核人所见不符"""

    mend = "请重新查看理赔后再复核"


class CompensationDiffers(Unprocessable):
    """赔付金额与核定金额不符"""

    mend = "保险公司应按核定金额一次付清，应付金额见 owed_yuan"


def become(status: InsuranceClaimStatus, then: InsuranceClaimStatus) -> InsuranceClaimStatus:
    """Raises InsuranceClaimStateForbids for a move that is not in MOVES."""
    if then not in MOVES[status]:
        raise InsuranceClaimStateForbids(state=INSURANCE_CLAIM_TITLES[status], asked=INSURANCE_CLAIM_TITLES[then])
    return then


def must_stand(status: InsuranceClaimStatus, wanted: InsuranceClaimStatus) -> None:
    """Raises InsuranceClaimStateForbids."""
    if status is not wanted:
        raise InsuranceClaimStateForbids(state=INSURANCE_CLAIM_TITLES[status], wanted=INSURANCE_CLAIM_TITLES[wanted])


def must_be_known(papers: Collection[str], known: Mapping[str, str]) -> None:
    """Raises NoSuchPaper."""
    if unknown := sorted(set(papers) - set(known)):
        raise NoSuchPaper(pointer="/papers", papers=unknown, known=dict(known))


def must_be_in_order(*days: date, pointer: str) -> None:
    """Raises EventOutOfOrder."""
    if list(days) != sorted(days):
        raise EventOutOfOrder(pointer=pointer)


def must_be_in_time(until: date, *, on: date) -> None:
    """Raises ClaimTooLate."""
    if on > until:
        raise ClaimTooLate(pointer="/event_on", until=until)


def must_be_by_claim(benefit: Benefit) -> None:
    """Raises PaidInSettlement."""
    if benefit.pays is Pays.SETTLED:
        raise PaidInSettlement(pointer="/benefit", benefit=benefit.title, layer=benefit.layer)


def must_be_payable(amount_fen: int, *, payable_fen: int, paid_fen: int, because: str) -> None:
    """Raises NothingAssessed, AboveWhatIsPayable, BelowWhatIsPaid."""
    if amount_fen == 0:
        raise NothingAssessed(pointer="/amount_yuan")
    if amount_fen > payable_fen:
        raise AboveWhatIsPayable(pointer="/amount_yuan", payable_yuan=yuan(payable_fen), because=because)
    if amount_fen < paid_fen:
        raise BelowWhatIsPaid(pointer="/amount_yuan", paid_yuan=yuan(paid_fen))


def must_be_another(assessor: str | None, by: str) -> None:
    """Raises DecidedByItsAssessor."""
    if assessor == by:
        raise DecidedByItsAssessor


def waited(due_on: date, *, since: date, until: date) -> date:
    """A last day moved on by the days of waiting for papers, which the insurer's time does not count."""
    return due_on + timedelta(days=max(0, (until - since).days))
