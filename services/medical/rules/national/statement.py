"""The hospital's day against ours: by total, and line by line. Amounts in fen; a refund is below zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.medical.rules.national.book import StatementCodes
from shared.errors import Unprocessable
from shared.money import fen, yuan

COLUMNS_IN = ("setl_id", "mdtrt_id", "psn_no", "medfee_sumamt", "fund_pay_sumamt", "acct_pay", "refd_setl_flag")
COLUMNS_OUT = (
    "psn_no", "mdtrt_id", "setl_id", "msgid", "stmt_rslt", "refd_setl_flag", "memo", "medfee_sumamt", "fund_pay_sumamt",
    "acct_pay",
)  # fmt: skip
LINES_LIMIT = 50_000
DAYS_LIMIT = 366


class StatementFileUnreadable(Unprocessable):
    """明细文件无法识别"""

    mend = "UTF-8 文本（或其 zip），每行一笔，制表符分隔：" + "、".join(COLUMNS_IN)


class StatementPeriodWrong(Unprocessable):
    """对账起止日期不对"""

    mend = "开始日期不晚于结束日期，一次至多 366 天"


class Finding(StrEnum):
    """How a line stands between the two books."""

    AGREES = "agrees"
    AMOUNT = "amount"
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Entry:
    """A settlement, or the refund that takes one back, as either side books it."""

    setl_id: str
    mdtrt_id: str
    psn_no: str
    medfee_fen: int
    fund_fen: int
    account_fen: int = 0
    is_refund: bool = False
    msgid: str = ""
    note: str = ""
    """What the other side could not know of it: the county desk has settled again."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the result file."""

    entry: Entry
    finding: Finding
    memo: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a period, refunds taken off; `pairs` are settlements that were made and taken back within it."""

    medfee_fen: int
    fund_fen: int
    account_fen: int
    count: int
    refunds: int = 0
    pairs: int = 0

    def counts(self) -> frozenset[int]:
        """Hospitals count a pair as two records or as none; either is right."""
        return frozenset({self.count, self.count - 2 * self.pairs})


def must_be_period(first: date, last: date) -> None:
    """Raises StatementPeriodWrong."""
    if not 0 <= (last - first).days < DAYS_LIMIT:
        raise StatementPeriodWrong(pointer="/input/data/stmt_enddate")


def summed(entries: Sequence[Entry]) -> Totals:
    """Refund entries are below zero already."""
    made = {entry.setl_id for entry in entries if not entry.is_refund}
    return Totals(
        medfee_fen=sum(entry.medfee_fen for entry in entries),
        fund_fen=sum(entry.fund_fen for entry in entries),
        account_fen=sum(entry.account_fen for entry in entries),
        count=len(entries),
        refunds=sum(entry.is_refund for entry in entries),
        pairs=sum(entry.is_refund and entry.setl_id in made for entry in entries),
    )


def differences(told: Totals, ours: Totals) -> list[str]:
    """What does not agree, in words; empty where all does."""
    found = [
        f"{title}：机构 {yuan(theirs_fen)} 元，平台 {yuan(ours_fen)} 元"
        for title, theirs_fen, ours_fen in (
            ("医疗费总额", told.medfee_fen, ours.medfee_fen),
            ("基金支付总额", told.fund_fen, ours.fund_fen),
            ("个人账户", told.account_fen, ours.account_fen),
        )
        if theirs_fen != ours_fen
    ]
    if told.count not in ours.counts():
        found.append(f"笔数：机构 {told.count}，平台 {ours.count}（其中退费 {ours.refunds}）")
    return found


def compare(theirs: Sequence[Entry], ours: Sequence[Entry]) -> list[Compared]:
    """Every entry of either side once, in the hospital's order and then ours."""
    here = {(entry.setl_id, entry.is_refund): entry for entry in ours}
    seen: set[tuple[str, bool]] = set()
    found = []
    for entry in theirs:
        key = (entry.setl_id, entry.is_refund)
        seen.add(key)
        found.append(_one(entry, here.get(key), here))
    found.extend(_missing_there(entry) for key, entry in here.items() if key not in seen)
    return found


def _missing_there(entry: Entry) -> Compared:
    note = f"（{entry.note}）" if entry.note else ""
    return Compared(entry, Finding.MISSING_THERE, f"平台有，机构明细中没有{note}")


def _one(entry: Entry, known: Entry | None, here: Mapping[tuple[str, bool], Entry]) -> Compared:
    if known is None:
        if (entry.setl_id, not entry.is_refund) in here:
            return Compared(entry, Finding.STATE, "结算存在，但退费状态不符")
        return Compared(entry, Finding.MISSING_HERE, "机构有，平台没有这笔结算")
    if (entry.medfee_fen, entry.fund_fen, entry.account_fen) != (known.medfee_fen, known.fund_fen, known.account_fen):
        memo = f"平台：医疗费 {yuan(known.medfee_fen)} 元，基金 {yuan(known.fund_fen)} 元，个人账户 {yuan(known.account_fen)} 元"
        return Compared(known, Finding.AMOUNT, memo)
    return Compared(known, Finding.AGREES, "")


def entries_of(text: str) -> list[Entry]:
    """The hospital's file. A first line of column names may stand above. Raises StatementFileUnreadable with the line."""
    entries = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not line.strip() or cells[0] == COLUMNS_IN[0]:
            continue
        if len(cells) < len(COLUMNS_IN):
            raise StatementFileUnreadable(line=number, detail=f"第 {number} 行应有 {len(COLUMNS_IN)} 列，实有 {len(cells)} 列")
        entries.append(_entry(cells, number))
        if len(entries) > LINES_LIMIT:
            raise StatementFileUnreadable(detail=f"至多 {LINES_LIMIT} 行")
    return entries


def _entry(cells: Sequence[str], number: int) -> Entry:
    amounts = []
    for column, cell in zip(COLUMNS_IN[3:6], cells[3:6], strict=True):
        try:
            amounts.append(-fen(cell[1:]) if cell.startswith("-") else fen(cell or "0"))
        except ValueError as wrong:
            raise StatementFileUnreadable(line=number, column=column, detail=f"第 {number} 行 {column}：{wrong}") from None
    is_refund = cells[6] == "1"
    # Some book a refund with the sign of the settlement; the flag says what it is. A settlement may give back to a fund.
    sign = -1 if is_refund and (amounts[0] > 0 or (amounts[0] == 0 and amounts[1] > 0)) else 1
    medfee_fen, fund_fen, account_fen = (sign * amount_fen for amount_fen in amounts)
    return Entry(cells[0], cells[1], cells[2], medfee_fen, fund_fen, account_fen, is_refund)


def result_file(found: Sequence[Compared], codes: StatementCodes) -> str:
    """As 3202's file has it: tab separated, no heading."""
    return "".join("\t".join(_row(compared, codes)[column] for column in COLUMNS_OUT) + "\n" for compared in found)


def _row(compared: Compared, codes: StatementCodes) -> dict[str, str]:
    entry = compared.entry
    return {
        "psn_no": entry.psn_no,
        "mdtrt_id": entry.mdtrt_id,
        "setl_id": entry.setl_id,
        "msgid": entry.msgid,
        "stmt_rslt": getattr(codes, compared.finding),
        "refd_setl_flag": "1" if entry.is_refund else "0",
        "memo": compared.memo,
        "medfee_sumamt": yuan(entry.medfee_fen),
        "fund_pay_sumamt": yuan(entry.fund_fen),
        "acct_pay": yuan(entry.account_fen),
    }
