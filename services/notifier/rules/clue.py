"""What the answer to a clue says: how it came out (纪检监察、审计线索共享)."""

from dataclasses import dataclass
from enum import StrEnum

from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.spread import spoken_time
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


class ClueBy(StrEnum):
    """What clues are counted by. Of what sort one is nobody writes down but who found it: a court of audit finds other things
    than an inspection."""

    SOURCE = "source"
    PLACE = "place"
    DEPARTMENT = "department"
    MONTH = "month"

    @property
    def label(self) -> str:
        return {
            ClueBy.SOURCE: "发现单位",
            ClueBy.PLACE: "地方",
            ClueBy.DEPARTMENT: "承办单位",
            ClueBy.MONTH: "移交月份",
        }[self]


@dataclass(frozen=True)
class Answered:
    """How long it took from the day that clues were handed in until they were answered, in whole seconds."""

    many: int = 0
    median_s: int | None = None
    slowest_s: int | None = None

    @property
    def spoken(self) -> str:
        """`中位 3 天，最长 12 天（共 4 件）`."""
        if self.median_s is None or self.slowest_s is None:
            return "—"
        return f"中位 {spoken_time(self.median_s)}，最长 {spoken_time(self.slowest_s)}（共 {self.many} 件）"


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
