"""What the answer to a clue says: how it came out (纪检监察、审计线索共享)."""

from enum import StrEnum

from services.notifier.rules.order_kind import OrderKind
from shared.errors import Unprocessable


class ClueOutcome(StrEnum):
    """How a clue came out. The list is ours: the document only says that clues are shared."""

    FILED = "filed"
    VERIFIED = "verified"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"
    PASSED_ON = "passed-on"

    @property
    def label(self) -> str:
        return {
            ClueOutcome.FILED: "已立案",
            ClueOutcome.VERIFIED: "查证属实，已处理",
            ClueOutcome.PARTLY: "部分属实，已处理",
            ClueOutcome.UNFOUNDED: "查无实据",
            ClueOutcome.PASSED_ON: "不归本单位管辖，已移送",
        }[self]


class OutcomeMissing(Unprocessable):
    """线索办结没有写明办理结论"""

    mend = "请选择办理结论：已立案、属实、部分属实、查无实据或已移送"


class OutcomeOfNoClue(Unprocessable):
    """办理结论只用于线索"""

    mend = "其他种类的工单只写办理结果"


def answered(kind: OrderKind, outcome: ClueOutcome | None, result: str) -> str:
    """What the record says of how an order was done; of a clue with its outcome, which nobody else sees either. Raises
    OutcomeMissing, OutcomeOfNoClue."""
    if kind is OrderKind.CLUE:
        if outcome is None:
            raise OutcomeMissing(pointer="/outcome")
        return f"办理结论：{outcome.label}。{result}"
    if outcome is not None:
        raise OutcomeOfNoClue(pointer="/outcome")
    return result
