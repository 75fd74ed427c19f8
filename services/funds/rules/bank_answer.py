"""What the bank says became of each line of a batch, and what we make of it: taken, said before, or refused with its reason.

An answer is a CSV or workbook, or ISO 20022 pain.002.001.10. It is taken whole or not at all as a file; within it every line that
is sound counts, and every other is named with its row. The bank may answer twice, in pieces, and may change its mind: what was
said of a line the second time is compared with what was made of it the first time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from services.funds.rules.payment import PaymentState
from services.funds.rules.payment_batch import LineState
from shared.cells import Cell, Row, find_headings, rows_under, text_of
from shared.errors import NotFound, Unprocessable
from shared.identity import half_width
from shared.money import fen

NUMBER, AMOUNT, RESULT, CODE, REASON = "流水号", "金额（元）", "结果", "原因代码", "原因"
COLUMNS = (NUMBER, AMOUNT, RESULT, CODE, REASON)
REQUIRED = {NUMBER, RESULT}
REASON_LIMIT = 200

_ALSO = {"金额": AMOUNT, half_width(AMOUNT): AMOUNT, "处理结果": RESULT, "状态": RESULT, "失败原因": REASON, "失败代码": CODE}
_RESULTS = {"成功": True, "已入账": True, "失败": False, "退回": False, "退票": False}
WAITING = frozenset({"处理中", "待处理", ""})
"""The bank has not made up its mind: nothing is done, and nothing is wrong."""

ACCOUNT_CODES = frozenset({"AC01", "AC03", "AC04", "AC06", "AC13", "AG01", "BE01", "BE05", "RC01", "RC03"})
"""ISO 20022 reasons that blame the account: wrong, closed, blocked, of the wrong kind; the name differs; no such bank."""
_ACCOUNT_WORDS = ("账号", "账户", "卡号", "户名", "姓名", "销户", "注销", "冻结", "挂失", "行号", "不存在")


class NotAnAnswer(Unprocessable):
    """没有认出银行回执"""

    mend = "请提交含“流水号”“结果”两列的 .csv 或 .xlsx，或 ISO 20022 pain.002 文件"


class NoAnswers(Unprocessable):
    """回执中没有明细"""

    mend = "请向银行索取含逐笔结果的回执"


class NoSuchAnswer(NotFound):
    """没有这份银行回执"""


class Said(NamedTuple):
    """One line of an answer. `is_paid` is None where the bank is still at it; `amount_fen` where it does not say the amount."""

    row: int
    number: str
    is_paid: bool | None
    amount_fen: int | None = None
    code: str = ""
    reason: str = ""


class Trouble(StrEnum):
    """Why a line of an answer is not taken."""

    UNREADABLE = "unreadable"
    UNKNOWN = "unknown-line"
    DOUBLED = "said-twice"
    AMOUNT = "amount-differs"
    CANCELLED = "batch-cancelled"
    CONTRADICTS = "contradicts-paid"
    PAID_TWICE = "paid-again-meanwhile"
    WITHDRAWN = "paid-though-withdrawn"


TROUBLE_NAMES = {
    Trouble.UNREADABLE: "这一行无法识别",
    Trouble.UNKNOWN: "没有这个流水号",
    Trouble.DOUBLED: "同一流水号在本回执中出现两次而结果不同",
    Trouble.AMOUNT: "金额与所送批次不符",
    Trouble.CANCELLED: "该笔所在批次已作废，本不应送达银行",
    Trouble.CONTRADICTS: "此前回执为成功，本回执为失败",
    Trouble.PAID_TWICE: "此前回执为失败，已在后一批次重新发出，本回执又称原笔成功",
    Trouble.WITHDRAWN: "此前回执为失败，发放已撤回，本回执又称成功",
}
TROUBLE_MENDS = {
    Trouble.UNREADABLE: "结果应为“成功”“失败”或“处理中”，金额应为数字",
    Trouble.UNKNOWN: "请核对是否为本平台送出的批次",
    Trouble.DOUBLED: "请向银行核实该笔的最终结果，单独提交",
    Trouble.AMOUNT: "请向银行核实实际入账金额；此笔保持原状态",
    Trouble.CANCELLED: "请立即联系银行核实款项去向",
    Trouble.CONTRADICTS: "如银行确已退汇，请冲正该笔发放",
    Trouble.PAID_TWICE: "请立即联系银行止付后一批次中的该笔，或追回多付的款项",
    Trouble.WITHDRAWN: "请立即联系银行核实，并重新提出发放或追回款项",
}


class Taken(StrEnum):
    """What a sound line of an answer does."""

    PAID = "paid"
    FAILED = "failed"
    SAID_BEFORE = "said-before"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a batch as we know it, and its payment."""

    state: LineState
    amount_fen: int
    payment_state: PaymentState
    is_last: bool
    """Whether the payment has gone out in no later batch."""


def blames_account(code: str, reason: str) -> bool:
    """Whether the bank's reason is the account's fault, so that it must be mended before the payment goes again."""
    return code.upper() in ACCOUNT_CODES or (not code and any(word in reason for word in _ACCOUNT_WORDS))


def judge(said: Said, line: Line | None) -> Taken | Trouble:
    """What this line of an answer does to that line of a batch."""
    if line is None:
        return Trouble.UNKNOWN
    if said.amount_fen is not None and said.amount_fen != line.amount_fen:
        return Trouble.AMOUNT
    if said.is_paid is None:
        return Taken.WAITING
    match line.state:
        case LineState.CANCELLED:
            return Trouble.CANCELLED
        case LineState.SENT:
            return Taken.PAID if said.is_paid else Taken.FAILED
        case LineState.PAID:
            return Taken.SAID_BEFORE if said.is_paid else Trouble.CONTRADICTS
        case LineState.FAILED:
            return _after_failure(line) if said.is_paid else Taken.SAID_BEFORE


def _after_failure(line: Line) -> Taken | Trouble:
    """A late success. Whether it may count depends on whether the money is on its way a second time."""
    if line.payment_state in (PaymentState.WITHDRAWN, PaymentState.RETURNED):
        return Trouble.WITHDRAWN
    if line.is_last and line.payment_state in (PaymentState.FAILED, PaymentState.APPROVED):
        return Taken.PAID
    return Trouble.PAID_TWICE


def read_rows(grid: Sequence[Sequence[Cell]]) -> tuple[list[Said], list[int]]:
    """The lines of a table, and the rows that cannot be read. Raises NotAnAnswer, NoAnswers."""
    found = find_headings(grid, lambda headings: {_ALSO.get(name, name) for name in headings} >= REQUIRED)
    if found is None:
        raise NotAnAnswer
    depth, headings = found
    rows = rows_under(grid, depth, [_ALSO.get(heading, heading) for heading in headings])
    if not rows:
        raise NoAnswers
    read = [(row.number, _said(row)) for row in rows]
    return [said for _, said in read if said], [number for number, said in read if said is None]


def _said(row: Row) -> Said | None:
    texts = {column: text_of(row.cells.get(column)) for column in COLUMNS}
    result = texts[RESULT]
    if not texts[NUMBER] or (result not in _RESULTS and result not in WAITING):
        return None
    try:
        amount_fen = fen(texts[AMOUNT].replace(",", "")) if texts[AMOUNT] else None
    except ValueError:
        return None
    return Said(row.number, texts[NUMBER], _RESULTS.get(result), amount_fen, texts[CODE][:35], texts[REASON][:REASON_LIMIT])


def without_doubled(told: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    """Each line once; and those of which the same answer says both success and failure."""
    results: dict[str, set[bool | None]] = {}
    for said in told:
        results.setdefault(said.number, set()).add(said.is_paid)
    sound, doubled = dict[str, Said](), []
    for said in told:
        if len(results[said.number]) > 1:
            doubled.append(said)
        else:
            sound.setdefault(said.number, said)
    return list(sound.values()), doubled
