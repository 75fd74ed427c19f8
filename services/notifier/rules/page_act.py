"""What can be done with an order on its page, in one tap or with a few words."""

from collections.abc import Collection
from enum import StrEnum

from services.notifier.rules.order import MOVES, Move, OrderState
from services.notifier.rules.order_kind import OrderKind
from shared.errors import Unprocessable


class PageAct(StrEnum):
    """The button that was pressed."""

    ACCEPT = "accept"
    PHOTO = "photo"
    REPORT = "report"
    ASK = "ask"
    HAND_ON = "hand-on"
    ANSWER = "answer"
    CHECK = "check"
    REOPEN = "reopen"
    EXTEND = "extend"
    WITHDRAW = "withdraw"

    @property
    def move(self) -> Move:
        """As which it stands in the table of moves; a photo is part of the report."""
        return {
            PageAct.ACCEPT: Move.ACCEPT,
            PageAct.PHOTO: Move.COMPLETE,
            PageAct.REPORT: Move.COMPLETE,
            PageAct.ASK: Move.ASK,
            PageAct.HAND_ON: Move.HAND_ON,
            PageAct.ANSWER: Move.ANSWER,
            PageAct.CHECK: Move.CHECK,
            PageAct.REOPEN: Move.REOPEN,
            PageAct.EXTEND: Move.EXTEND,
            PageAct.WITHDRAW: Move.CANCEL,
        }[self]


OF_WORKERS = frozenset({PageAct.ACCEPT, PageAct.PHOTO, PageAct.REPORT, PageAct.ASK, PageAct.HAND_ON})
OF_GIVERS = frozenset({PageAct.ANSWER, PageAct.CHECK, PageAct.REOPEN, PageAct.EXTEND, PageAct.WITHDRAW})


class WordsMissing(Unprocessable):
    """没有填写内容"""

    mend = "请写两个字以上再提交"


class DayMissing(Unprocessable):
    """没有填写新的办理期限"""

    mend = "请选择日期再提交"


class PhotoMissing(Unprocessable):
    """没有选择照片或文件"""

    mend = "请先选择照片或文件再上传"


def offered(
    state: OrderState, kind: OrderKind, *, works: bool, decides: bool, is_checked: bool, is_by_record: bool = False
) -> Collection[PageAct]:
    """The buttons that the page shows: those that the table of moves allows to whoever looks."""
    acts = (OF_WORKERS if works else frozenset()) | (OF_GIVERS if decides else frozenset())
    if kind is OrderKind.ASSISTANCE:
        acts -= {PageAct.EXTEND, PageAct.WITHDRAW}
    if is_by_record:
        acts -= {PageAct.REPORT, PageAct.PHOTO, PageAct.CHECK, PageAct.REOPEN}
    if not is_checked:
        acts -= {PageAct.CHECK}
    return {act for act in acts if (state, act.move) in MOVES}


def must_say(words: str) -> str:
    """Raises WordsMissing."""
    if len(words) < 2:
        raise WordsMissing(pointer="/words")
    return words
