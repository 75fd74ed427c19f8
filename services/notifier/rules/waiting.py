"""Who waits for whom, and why: what an order that does not move stands still for."""

from enum import StrEnum


class Waiting(StrEnum):
    """Why somebody waits. An order stands in one of these at most: the first that fits, in this order."""

    ANSWER = "answer"
    CHECK = "check"
    NOBODY = "nobody"
    SUBSTITUTE = "substitute"
    HANDED_ON = "handed-on"
    ACCEPTANCE = "acceptance"

    @property
    def label(self) -> str:
        return {
            Waiting.ANSWER: "询问待答复",
            Waiting.CHECK: "办结待检查",
            Waiting.NOBODY: "承办人已离任",
            Waiting.SUBSTITUTE: "请假待替班",
            Waiting.HANDED_ON: "转办待接单",
            Waiting.ACCEPTANCE: "派出待接单",
        }[self]


BY_RULE = "按规则派出"
COUNTY = "县区"
"""Who decides about an order that nobody gave by hand."""
