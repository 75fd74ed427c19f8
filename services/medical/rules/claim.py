"""Papers: those shown for an admission without deposit, and those of a claim from a hospital that is not connected."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum

from shared.errors import Conflict, NotFound, Unprocessable
from shared.periods import add_days


class Relation(StrEnum):
    """Who signs for a patient."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GUARDIAN = "guardian"
    OTHER = "other"


RELATIONS_SPOKEN = "self 本人、spouse 配偶、child 子女、parent 父母、guardian 监护人、other 其他"


class Paper(StrEnum):
    """What people bring."""

    ID_CARD = "id_card"
    INSURANCE_CARD = "insurance_card"
    POVERTY_PROOF = "poverty_proof"
    HOUSEHOLD_BOOK = "household_book"
    REFERRAL = "referral"
    INVOICE = "invoice"
    FEE_LIST = "fee_list"
    DISCHARGE_RECORD = "discharge_record"
    BANK_CARD = "bank_card"
    OTHER = "other"


PAPER_TITLES = {
    Paper.ID_CARD: "居民身份证",
    Paper.INSURANCE_CARD: "社会保障卡或医保电子凭证",
    Paper.POVERTY_PROOF: "人员类别证明（扶贫手册、低保证、特困证等）",
    Paper.HOUSEHOLD_BOOK: "户口簿",
    Paper.REFERRAL: "转诊（备案）证明",
    Paper.INVOICE: "医疗收费票据原件",
    Paper.FEE_LIST: "费用汇总清单",
    Paper.DISCHARGE_RECORD: "出院记录或诊断证明",
    Paper.BANK_CARD: "收款银行卡（折）",
    Paper.OTHER: "其他材料",
}
PAPERS_SPOKEN = "、".join(f"{paper.value} {title}" for paper, title in PAPER_TITLES.items())

NEEDED_FOR_CLAIM = frozenset({Paper.ID_CARD, Paper.INVOICE, Paper.FEE_LIST, Paper.DISCHARGE_RECORD, Paper.BANK_CARD})
"""票据原件、费用清单、出院记录 are what every place asks for; identity and account, that the money reaches the right person."""

CLAIM_DAYS = 7
"""广西乐业: papers are handed to the county's one-stop desk, all layers done within one week."""

DESK = "desk-"


class ClaimStatus(StrEnum):
    """Where a claim on paper stands."""

    RECEIVED = "received"
    SETTLED = "settled"
    REFUSED = "refused"


CLAIMS_SPOKEN = "received 已受理、settled 已结算、refused 已退回"


class NoSuchClaim(NotFound):
    """没有找到这笔手工报销"""


class ClaimDecided(Conflict):
    """这笔手工报销已经办结"""

    mend = "请查询其状态与结算编号；需要更正的，先冲正其结算"


class PapersMissing(Conflict):
    """材料不齐，不能结算"""

    mend = "请补齐 missing 所列材料并登记后再结算"


class InvoiceAlreadyClaimed(Conflict):
    """这张票据已经受理过手工报销"""

    mend = "请查询已有的受理；前一次填写有误的，先退回再重新受理"


class ClaimAmountsDoNotAddUp(Unprocessable):
    """手工报销的金额前后不一致"""

    mend = "各类别之和应等于票据总额，政策范围内、先行自付、超限价之和不超过所在类别的金额"


class NotWithoutDeposit(Conflict):
    """该次就诊不是免押金入院，无须签署协议"""

    mend = "理由见 deposit_reason"


class AgreementAlreadySigned(Conflict):
    """该次就诊的先诊疗后付费协议已经签署"""

    mend = "请查询就诊登记，其 agreement 即已签署的协议"


def is_desk(hospital: str) -> bool:
    """Whether a county's desk stands where a hospital's code would."""
    return hospital.startswith(DESK)


def desk_of(region: str) -> str:
    """The code under which a county's desk stands where a hospital's code would."""
    return f"{DESK}{region[:6]}"


def due_on(received_on: date) -> date:
    """The last day on which a claim is settled in time."""
    return add_days(received_on, CLAIM_DAYS)


def missing(papers: Iterable[Paper]) -> list[Paper]:
    """What still has to be brought, in the order of the checklist."""
    there = set(papers)
    return [paper for paper in Paper if paper in NEEDED_FOR_CLAIM and paper not in there]


def must_be_complete(papers: Collection[Paper]) -> None:
    """Raises PapersMissing."""
    if wanted := missing(papers):
        raise PapersMissing(missing={paper.value: PAPER_TITLES[paper] for paper in wanted})


def must_be_undecided(status: ClaimStatus) -> None:
    """Raises ClaimDecided."""
    if status is not ClaimStatus.RECEIVED:
        raise ClaimDecided(state=status.value)
