"""What can stand in an order's record."""

from enum import StrEnum


class Act(StrEnum):
    """One line of it."""

    GIVEN = "given"
    ACCEPTED = "accepted"
    HANDED_ON = "handed-on"
    ASKED = "asked"
    ANSWERED = "answered"
    EXTENDED = "extended"
    COMPLETED = "completed"
    CHECKED = "checked"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    REMINDED = "reminded"
    URGED = "urged"
    SETTLED = "settled"
    RECURRED = "recurred"
    MOVED = "moved"
    """Along with its household, to another village."""

    @property
    def label(self) -> str:
        return {
            Act.GIVEN: "派单",
            Act.ACCEPTED: "接单",
            Act.HANDED_ON: "转办",
            Act.ASKED: "询问派单人",
            Act.ANSWERED: "答复询问",
            Act.EXTENDED: "延期",
            Act.COMPLETED: "办结",
            Act.CHECKED: "检查销号",
            Act.REOPENED: "退回重办",
            Act.CANCELLED: "撤销",
            Act.REMINDED: "到期提醒",
            Act.URGED: "逾期督办",
            Act.SETTLED: "按记录销号",
            Act.RECURRED: "再次发生",
            Act.MOVED: "随户迁移",
        }[self]
