"""A batch of payments as it goes to the bank: numbered, never changed once made, cancelled only while the bank has not had it."""

from enum import StrEnum

from shared.errors import Conflict, NotFound, Unprocessable

LINES_LIMIT = 2_000
"""What paying agencies take in one file; more goes out in the next batch."""


class BatchState(StrEnum):
    """Where a batch is."""

    MADE = "made"
    TAKEN = "taken"
    """Somebody has fetched the file for the bank."""
    ANSWERED = "answered"
    """The bank has said of every line what became of it."""
    CANCELLED = "cancelled"


BATCH_STATE_NAMES = {
    BatchState.MADE: "已生成",
    BatchState.TAKEN: "已取出送银行",
    BatchState.ANSWERED: "回执齐全",
    BatchState.CANCELLED: "已作废",
}


class LineState(StrEnum):
    """What became of a line of a batch."""

    SENT = "sent"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"


LINE_STATE_NAMES = {
    LineState.SENT: "等待回执",
    LineState.PAID: "成功",
    LineState.FAILED: "失败",
    LineState.CANCELLED: "随批次作废",
}


class FileForm(StrEnum):
    """The two forms in which a batch may be sent."""

    CSV = "csv"
    PAIN_001 = "pain.001"


class NoSuchBatch(NotFound):
    """没有这个发放批次"""


class NothingToSend(Conflict):
    """没有已审核、待发放的款项"""

    mend = "请先审核发放；已在其他批次中的款项不会重复生成"


class NoPayingAccount(Conflict):
    """本区县还没有登记代发账户"""

    mend = "请先登记从哪个账户代发（户名、账号、开户行行号）"


class BatchTaken(Conflict):
    """批次文件已经取出，不能作废"""

    mend = "银行可能已在处理：请等待回执，失败的款项可更正后重新发放"


class BatchCancelled(Conflict):
    """批次已经作废"""

    mend = "请使用重新生成的批次"


class BankCodeMissing(Unprocessable):
    """部分收款账户没有开户行行号，不能生成 ISO 20022 文件"""

    mend = "请取用 CSV 文件，或补登开户行行号后重新生成批次"


def batch_number(county: str, year: int, count: int) -> str:
    """`FF-371311-2020-0007` (FF 发放), counted within a county and year."""
    return f"FF-{county}-{year}-{count:04}"


def line_number(number: str, line: int) -> str:
    """`FF371311202000070001`: what the bank gives back with its answer, at most 35 signs as ISO 20022 has it."""
    return f"{number.replace('-', '')}{line:04}"


def must_be_untaken(state: BatchState) -> None:
    """Raises BatchTaken, BatchCancelled."""
    if state is BatchState.CANCELLED:
        raise BatchCancelled
    if state is not BatchState.MADE:
        raise BatchTaken


def must_stand(state: BatchState) -> None:
    """Raises BatchCancelled."""
    if state is BatchState.CANCELLED:
        raise BatchCancelled
