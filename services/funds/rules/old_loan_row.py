"""One row of a list of loans from before the platform: what its cells mean, or everything that is wrong with it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from stdnum.cn import uscc

from services.funds.rules.interest import REPRICING_NAMES, STRIKING_NAMES, Repricing, Striking
from services.funds.rules.old_loan_file import (
    BALANCE,
    BASIS,
    COLUMNS,
    CONTRACT,
    CREDIT_CODE,
    DRAWN,
    DUE,
    EACH,
    ENTERPRISE,
    FIRST_DUE,
    FROM,
    INTEREST,
    LATER_RATE,
    LEAST_PERCENT,
    LENT,
    LOAN_CLASS,
    MOST_PERCENT,
    OF_TERMS,
    PENALTY,
    PLACE,
    RATE,
    RENEWALS,
    REPAID,
    REPAID_ON,
    REPAYMENT,
    REPRICING,
    SIGNED,
    SMALLEST_PERCENT,
    STRIKING,
    SUBSIDY,
    TEXT_LIMIT,
    TO,
    UNTIL,
    USE,
    WHY,
    WHY_LIMIT,
    OldLoanRow,
    Paid,
    Subsidised,
    Terms,
)
from services.funds.rules.repayment import REPAYMENT_NAMES, Repayment
from shared.cells import Fault, Row, date_of, is_broken_formula, is_filled, text_of
from shared.listed_person import ID_NUMBER, NAME, read_person
from shared.money import fen


class _Reading:
    """One row while it is read: what its cells mean, and what is wrong with them."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.texts = {column: text_of(row.cells.get(column)) for column in COLUMNS}
        self.faults: list[Fault] = []

    def wrong(self, column: str, reason: str, mend: str) -> None:
        self.faults.append(Fault(self.row.number, column, reason, mend))

    def text(self, column: str, *, limit: int = TEXT_LIMIT, needed: bool = True) -> str:
        if needed and not self.texts[column]:
            self.wrong(column, "没有填写", "请填写")
        elif len(self.texts[column]) > limit:
            self.wrong(column, f"超过 {limit} 个字", "请缩短")
        return self.texts[column]

    def money(self, column: str, *, needed: bool = False) -> int:
        text = self.texts[column].replace(",", "")
        if not text and not needed:
            return 0
        try:
            return fen(text)
        except ValueError as refused:
            self.wrong(column, str(refused) if text else "没有填写", "金额写成 12345.67，单位元")
            return 0

    def day(self, column: str, *, needed: bool = False) -> date | None:
        if not needed and not self.texts[column]:
            return None
        found = date_of(self.row.cells.get(column))
        if found is None:
            self.wrong(column, "不是日期", "请写成 2019-06-01")
        return found

    def percent(self, column: str, *, least: Decimal, most: Decimal, default: Fraction | None = None) -> Fraction:
        text = self.texts[column].removesuffix("%")
        if not text and default is not None:
            return default
        try:
            value = Decimal(text)
        except InvalidOperation:
            self.wrong(column, "不是百分数" if text else "没有填写", "年利率 4.35% 写成 4.35")
            return Fraction(0)
        if not value.is_finite() or not least <= value <= most or value.quantize(SMALLEST_PERCENT) != value:
            mend = "请核对；该列设为常规格式，4.35% 写成 4.35，至多四位小数"
            self.wrong(column, f"不在 {least} 至 {most} 之间，或小数过长", mend)
            return Fraction(0)
        return Fraction(value) / 100

    def one_of(self, column: str, names: Mapping[Any, str], default: Any) -> Any:
        text = self.texts[column]
        found = next((each for each, name in names.items() if text in (name, str(each))), None) if text else default
        if found is None:
            self.wrong(column, "不认识的写法", f"请填写{'、'.join(names.values())}之一，或留空（{names[default]}）")
        return found if found is not None else default


def read_row(row: Row, *, as_of: date) -> OldLoanRow | list[Fault]:
    """The row, or everything that is wrong with it; no fault says an identity number. Nothing is dated after `as_of`, the day on
    which the list stands."""
    read = _Reading(row)
    for column, cell in row.cells.items():
        if is_broken_formula(cell):
            read.wrong(column, "公式没有可读的计算结果", "请粘贴为数值")
    contract = read.text(CONTRACT)
    terms = _terms(read, as_of) if any(is_filled(row.cells.get(column)) for column in OF_TERMS) else None
    paid = _paid(read, as_of)
    subsidised, says_none = _subsidised(read, as_of)
    if not read.faults and terms is None and paid is None and subsidised is None:
        read.wrong(CONTRACT, "这一行只有合同号", "请填写合同内容，或还款、贴息中的一项")
    return read.faults or OldLoanRow(row.number, contract, terms, paid, subsidised, says_none)


def _terms(read: _Reading, as_of: date) -> Terms | None:
    enterprise, code = read.text(ENTERPRISE, needed=False), read.texts[CREDIT_CODE].upper()
    place, id_number, name = "", "", ""
    if enterprise or code:
        read.text(ENTERPRISE)
        place = read.text(PLACE, limit=12)
        if not uscc.is_valid(code):
            read.wrong(CREDIT_CODE, "统一社会信用代码不正确", "请对照营业执照填写 18 位代码")
        if read.texts[ID_NUMBER] or read.texts[NAME]:
            read.wrong(ID_NUMBER, "经营主体的贷款不写个人", "农户和学生填身份证号和姓名，经营主体填名称和代码，不混填")
    else:
        person, faults = read_person(read.row, on=as_of)
        read.faults += [fault for fault in faults if fault.column in (ID_NUMBER, NAME)]
        id_number, name = person.id_number, person.name
    drawn_on, due_on, signed_on = read.day(DRAWN, needed=True), read.day(DUE, needed=True), read.day(SIGNED)
    first_due_on = read.day(FIRST_DUE)
    repricing = read.one_of(REPRICING, REPRICING_NAMES, Repricing.FIXED)
    is_fixed = repricing is Repricing.FIXED
    rate = read.percent(RATE, least=LEAST_PERCENT if is_fixed else Decimal(-10), most=MOST_PERCENT if is_fixed else Decimal(10))
    later_rate = None
    if first_due_on is not None:
        later_rate = read.percent(LATER_RATE, least=LEAST_PERCENT, most=MOST_PERCENT, default=rate if is_fixed and rate else None)
    elif read.texts[LATER_RATE]:
        read.wrong(FIRST_DUE, "写了展期利率，没有写展期前的到期日", "展过期的，两项都填写；没有展过期的，都留空")
    if drawn_on and drawn_on > as_of:
        read.wrong(DRAWN, "在清单截止日之后", "请核对放款日期与清单的截止日期")
    if drawn_on and signed_on and signed_on > drawn_on:
        read.wrong(SIGNED, "签订在放款之后", "请核对日期")
    if drawn_on and due_on and not drawn_on < (first_due_on or due_on) <= due_on:
        read.wrong(DUE, "到期日期不在放款日期之后，或早于展期前的到期日", "请核对日期")
    lent_fen = read.money(LENT, needed=True)
    if lent_fen == 0 and read.texts[LENT]:
        read.wrong(LENT, "放款金额为零", "请填写实际放款金额")
    basis = read.one_of(BASIS, {360: "360", 365: "365"}, 360)
    months_each = read.one_of(EACH, {1: "1", 3: "3", 6: "6", 12: "12"}, 1)
    renewals = read.one_of(RENEWALS, {each: str(each) for each in range(6)}, 0)
    balance_fen = read.money(BALANCE, needed=True)
    kept: dict[str, Any] = {
        "loan_class": read.text(LOAN_CLASS),
        "use": read.text(USE),
        "striking": read.one_of(STRIKING, STRIKING_NAMES, Striking.QUARTERLY),
        "repayment": read.one_of(REPAYMENT, REPAYMENT_NAMES, Repayment.BULLET),
        "penalty": read.percent(PENALTY, least=Decimal(0), most=Decimal(100), default=Fraction(1, 2)),
        "subsidised_until": read.day(UNTIL),
    }
    if drawn_on is None or due_on is None:
        return None
    return Terms(
        id_number=id_number,
        name=name,
        enterprise=enterprise,
        credit_code=code,
        place=place,
        lent_fen=lent_fen,
        signed_on=signed_on or drawn_on,
        drawn_on=drawn_on,
        due_on=due_on,
        first_due_on=first_due_on,
        later_rate=later_rate,
        rate=rate,
        repricing=repricing,
        basis=basis,
        months_each=months_each,
        renewals=renewals,
        balance_fen=balance_fen,
        **kept,
    )


def _paid(read: _Reading, as_of: date) -> Paid | None:
    if not any(read.texts[column] for column in (REPAID_ON, REPAID, INTEREST)):
        return None
    principal_fen, interest_fen = read.money(REPAID), read.money(INTEREST)
    if principal_fen + interest_fen == 0 and not read.texts[REPAID_ON]:
        return None
    on = read.day(REPAID_ON, needed=True)
    if on and on > as_of:
        read.wrong(REPAID_ON, "在清单截止日之后", "截止日之后的还款随银行每月清单提交")
    if principal_fen + interest_fen == 0:
        read.wrong(REPAID, "本金和利息都是零", "请填写这一天归还的本金或支付的利息")
    return Paid(read.row.number, on, principal_fen, interest_fen) if on else None


def _subsidised(read: _Reading, as_of: date) -> tuple[Subsidised | None, bool]:
    """Days that were subsidised; or whether the row states that none were: an amount of zero without days."""
    if not any(read.texts[column] for column in (FROM, TO, SUBSIDY)):
        return None, False
    amount_fen = read.money(SUBSIDY, needed=True)
    if amount_fen == 0 and not read.texts[FROM] and not read.texts[TO]:
        return None, True
    from_on, to_on = read.day(FROM, needed=True), read.day(TO, needed=True)
    if amount_fen == 0 and read.texts[SUBSIDY]:
        read.wrong(SUBSIDY, "写了贴息的日子，金额为零", "请填写已拨付的贴息；没有贴过的，起止日期留空、金额写 0")
    if from_on and to_on and not from_on <= to_on <= as_of:
        read.wrong(TO, "贴息止早于贴息起，或在清单截止日之后", "贴息止写已经贴到的最后一天")
    why = read.text(WHY, limit=WHY_LIMIT, needed=False)
    return (Subsidised(read.row.number, from_on, to_on, amount_fen, why) if from_on and to_on else None), False
