"""One row of a bank's card list (一卡通 list): whose card of which bank, or what is wrong with the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.funds.rules.payee import InvalidCard, card_of
from shared.cells import Cell, Fault, Row, date_of, find_headings, has_lost_digits, is_broken_formula, rows_under, text_of
from shared.errors import NotFound, Unprocessable
from shared.identity import InvalidIdNumber, check_id_number

ID_NUMBER, NAME, BANK, BANK_CODE, CARD, FROM = "身份证号", "姓名", "开户银行", "行号", "卡号", "启用日期"
COLUMNS = (ID_NUMBER, NAME, BANK, BANK_CODE, CARD, FROM)
REQUIRED = {ID_NUMBER, NAME, BANK, CARD}
ROWS = 5_000
"""One file; a larger county sends its towns one by one."""
NAME_LIMIT, BANK_LIMIT = 60, 60

_ALSO = {
    "公民身份号码": ID_NUMBER,
    "身份证号码": ID_NUMBER,
    "证件号码": ID_NUMBER,
    "持卡人": NAME,
    "户名": NAME,
    "持卡人姓名": NAME,
    "开户行": BANK,
    "银行": BANK,
    "联行号": BANK_CODE,
    "银行卡号": CARD,
    "一卡通账号": CARD,
    "账号": CARD,
    "生效日期": FROM,
}


class NotACardList(Unprocessable):
    """没有找到发卡名单的表头"""

    mend = "表头须在前 5 行之内，至少有“身份证号”“姓名”“开户银行”“卡号”四列"


class NoCards(Unprocessable):
    """表中只有表头，没有持卡人"""

    mend = "请提交有持卡人的名单"


class NoSuchPayeeFile(NotFound):
    """没有这个发卡名单"""


class NoCardRefused(NotFound):
    """这个发卡名单没有退回的行"""

    mend = "全部行已接收，无需更正"


@dataclass(frozen=True, slots=True)
class CardRow:
    """A row that is sound in itself. `bank_code` is empty and `from_on` None where the list does not say it."""

    row: int
    id_number: str
    name: str
    bank: str
    bank_code: str
    card: str
    from_on: date | None


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotACardList, NoCards."""
    found = find_headings(grid, lambda headings: {_ALSO.get(name, name) for name in headings} >= REQUIRED)
    if found is None:
        raise NotACardList
    depth, headings = found
    names = [_ALSO.get(heading, heading) for heading in headings]
    rows = rows_under(grid, depth, [name if name in COLUMNS and names.index(name) == at else "" for at, name in enumerate(names)])
    if not rows:
        raise NoCards
    return rows


def read_card(row: Row, *, on: date) -> CardRow | list[Fault]:
    """The row, or everything that is wrong with it; neither says an ID or a card number."""
    faults: list[Fault] = []

    def wrong(column: str, reason: str, mend: str) -> None:
        faults.append(Fault(row.number, column, reason, mend))

    texts = {column: text_of(row.cells.get(column)) for column in COLUMNS}
    number = card = ""
    for column in (ID_NUMBER, CARD):
        if has_lost_digits(row.cells.get(column)):
            wrong(column, "号码存成了数字，末几位已经丢失", "请把该列设为文本格式，重新填写")
    if any(map(is_broken_formula, row.cells.values())):
        wrong(
            next(column for column, cell in row.cells.items() if is_broken_formula(cell)),
            "公式没有可读的计算结果",
            "请粘贴为数值",
        )
    if not faults:
        try:
            number = check_id_number(texts[ID_NUMBER], on=on).number
        except InvalidIdNumber as invalid:
            wrong(ID_NUMBER, invalid.reason, InvalidIdNumber.mend)
        try:
            card = card_of(texts[CARD])
        except InvalidCard as invalid:
            wrong(CARD, str(invalid.facts["reason"]), InvalidCard.mend)
    for column, limit in ((NAME, NAME_LIMIT), (BANK, BANK_LIMIT)):
        if not 0 < len(texts[column]) <= limit:
            wrong(column, "没有填写" if not texts[column] else f"超过 {limit} 个字", f"请填写{column}")
    if texts[BANK_CODE] and not (texts[BANK_CODE].isdecimal() and len(texts[BANK_CODE]) == 12):
        wrong(BANK_CODE, "行号应为 12 位数字", "请填写人民银行支付系统行号，不知道的留空")
    from_on = date_of(row.cells.get(FROM)) if texts[FROM] else None
    if texts[FROM] and (from_on is None or from_on > on):
        wrong(FROM, "不是今天或以前的日期", "请写成 2020-06-01")
    if faults:
        return faults
    return CardRow(row.number, number, texts[NAME], texts[BANK], texts[BANK_CODE], card, from_on)
